import { defineMedia, type Media, type Project } from "@mediaroot/core";
import type { FastifyRequest } from "fastify";
import { createDatabase, type Database } from "../database/database.ts";
import { databaseFile } from "../database/database-file.ts";
import { adminMigrations } from "./admin-migrations.ts";
import { type AdminPages, createAdminPages } from "./admin-pages.ts";
import { createCsrf, type Csrf } from "./csrf.ts";
import { DEMO_USER } from "./demo-user.ts";
import { createLoginLimit, type LoginLimit } from "./login-limit.ts";
import type { AnyResource } from "./resource.ts";
import { createSessions } from "./sessions.ts";
import { createSubmissions, type Submissions } from "./submissions.ts";
import { createUsers, type Users } from "./users.ts";
import { createVisitors, type Visitor, type Visitors } from "./visitor.ts";

/** The parts of one running admin. */
export interface Admin {
  readonly csrf: Csrf;
  /** DEBUG */
  readonly debug: boolean;
  readonly database: Database;
  readonly loginLimit: LoginLimit;
  readonly pages: AdminPages;
  readonly resources: readonly AnyResource[];
  readonly submissions: Submissions;
  readonly users: Users;
  readonly visitors: Visitors;
  /** The admin's own style sheets: `styles("forms", "list")`. */
  styles(...names: readonly string[]): Media;
  /**
   * @returns who sent a request that passed the login guard
   * @throws Error when called for another
   */
  visitorOf(request: FastifyRequest): Visitor;
  /** Tells a visitor something on the next page. */
  tell(visitor: Visitor, message: string): void;
  /** Whether the login page may name the demonstration user. */
  hasDemoUser(): boolean;
}

/** What an admin is made from. */
export interface AdminOptions {
  readonly project: Project;
  /** The label that the project gave it. */
  readonly label: string;
  /** Of all installed apps. */
  readonly resources: readonly AnyResource[];
}

/** Puts the admin together. */
export function createAdmin({ project, label, resources }: AdminOptions): Admin {
  const secret = project.settings.SECRET_KEY;
  if (secret === undefined) throw new Error("contrib/admin signs its cookies: set SECRET_KEY in settings.ts.");
  const database = openAdminDatabase(project.root);
  const users = createUsers(database);
  const sessions = createSessions(database);
  const csrf = createCsrf(secret);
  const visitors = createVisitors(sessions, secret);
  return {
    csrf,
    debug: project.debug,
    database,
    loginLimit: createLoginLimit(),
    pages: createAdminPages({ mediaUrl: project.mediaUrl, csrf, sessions, resources }),
    resources,
    submissions: createSubmissions(),
    users,
    visitors,
    styles: (...names) => defineMedia({ css: { all: names.map((name) => `${label}/css/${name}.css`) } }),
    visitorOf(request) {
      const visitor = visitors.find(request);
      if (visitor === undefined) throw new Error("a page behind the login was asked for without one");
      return visitor;
    },
    tell: ({ key }, message) => sessions.addMessage(key, message),
    hasDemoUser: () => project.debug && users.find(DEMO_USER.username)?.name === DEMO_USER.name,
  };
}

/**
 * The database of the admin's users and sessions.
 *
 * @param root the project's directory
 */
export function openAdminDatabase(root: string): Database {
  return createDatabase({ file: databaseFile(root), app: "admin", migrations: adminMigrations });
}
