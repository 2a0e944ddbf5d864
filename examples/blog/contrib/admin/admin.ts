import { defineMedia, type Media, type Project } from "@mediaroot/core";
import type { FastifyRequest } from "fastify";
import type { Database } from "../database/database.ts";
import { openAdminDatabase } from "./admin-database.ts";
import { type AdminPages, createAdminPages } from "./admin-pages.ts";
import { DEMO_USER } from "./demo-user.ts";
import { createLoginLimit, type LoginLimit } from "./login-limit.ts";
import type { AnyResource } from "./resource.ts";
import { createSessions } from "./sessions.ts";
import { createSubmissions, type Submissions } from "./submissions.ts";
import { createUsers, type Users } from "./users.ts";
import { createVisitors, type Visitor, type Visitors } from "./visitor.ts";

/** The parts of a running admin. */
export interface Admin {
  readonly database: Database;
  /** DEBUG */
  readonly debug: boolean;
  readonly loginLimit: LoginLimit;
  readonly pages: AdminPages;
  readonly resources: readonly AnyResource[];
  readonly submissions: Submissions;
  readonly users: Users;
  readonly visitors: Visitors;
  /** @returns the admin's own style sheets by name: `styles("forms", "list")` */
  styles(...names: readonly string[]): Media;
  /**
   * @returns who sent a request to a route behind the login
   * @throws Error on another route
   */
  visitorOf(request: FastifyRequest): Visitor;
  /** Shows a message to a visitor on the next page. */
  addMessage(visitor: Visitor, message: string): void;
  /** @returns whether the login page may name the demonstration user */
  hasDemoUser(): boolean;
}

/** Options of `createAdmin`. */
export interface AdminOptions {
  readonly project: Project;
  /** The label that the project gives the admin. */
  readonly label: string;
  /** The resources of all installed apps. */
  readonly resources: readonly AnyResource[];
}

/** Creates the parts of an admin. */
export function createAdmin({ project, label, resources }: AdminOptions): Admin {
  const database = openAdminDatabase(project.root);
  const users = createUsers(database);
  const sessions = createSessions(database);
  const visitors = createVisitors(sessions);
  return {
    database,
    debug: project.debug,
    loginLimit: createLoginLimit(),
    pages: createAdminPages({ mediaUrl: project.mediaUrl, sessions, resources }),
    resources,
    submissions: createSubmissions(),
    users,
    visitors,
    styles: (...names) => defineMedia({ css: { all: names.map((name) => `${label}/css/${name}.css`) } }),
    visitorOf(request) {
      const visitor = visitors.find(request);
      if (visitor === undefined) throw new Error("visitorOf was called for a request that did not pass the login.");
      return visitor;
    },
    addMessage: ({ key }, message) => sessions.addMessage(key, message),
    hasDemoUser: () => project.debug && users.find(DEMO_USER.username)?.name === DEMO_USER.name,
  };
}
