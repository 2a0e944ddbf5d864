import type { SQLInputValue } from "node:sqlite";
import type { Database } from "../database/database.ts";
import { uniquely } from "./field-error.ts";
import { PageError } from "./page-error.ts";
import { createPasswords, type Passwords } from "./password.ts";

/** Somebody who may use the admin. */
export interface User {
  readonly id: number;
  readonly username: string;
  /** The name that pages show; may be empty. */
  readonly name: string;
}

/** The values of a user that can be changed. */
export type UserValues = Omit<User, "id">;

/** The users of the admin. */
export interface Users {
  count(): number;
  /** @throws FieldError when the username is taken */
  create(user: UserValues & { readonly password: string }): Promise<User>;
  /** @throws FieldError when the username is taken */
  update(id: number, user: UserValues): void;
  /** Replaces the password, and ends the user's sessions. */
  setPassword(id: number, password: string): Promise<void>;
  /** @throws PageError (409) for the last user, without whom nobody could log in */
  remove(id: number): void;
  find(username: string): User | undefined;
  get(id: number): User | undefined;
  /** @param search part of a username or a name; empty for all */
  list(search: string): readonly User[];
  /** @returns the user; undefined when the name or the password is wrong. Both take equally long */
  authenticate(username: string, password: string): Promise<User | undefined>;
}

type Columns = Readonly<Record<string, unknown>>;

/** Creates the users of a database with the tables of `adminMigrations`. */
export function createUsers(database: Database, passwords: Passwords = createPasswords()): Users {
  const one = (sql: string, ...values: SQLInputValue[]): Columns | undefined =>
    database.use((db) => db.prepare(sql).get(...values));
  const find = (username: string): Columns | undefined => one("SELECT * FROM admin_user WHERE username = ?", username);
  return {
    count: () => Number(one("SELECT count(*) AS n FROM admin_user")?.["n"]),
    find: (username) => optional(find(username)),
    get: (id) => optional(one("SELECT * FROM admin_user WHERE id = ?", id)),
    async create({ username, name, password }) {
      const sql = "INSERT INTO admin_user (username, name, password) VALUES (?, ?, ?) RETURNING *";
      const hash = await passwords.hash(password);
      return uniquely("username", () => userOf(one(sql, username, name, hash) ?? {}));
    },
    update(id, { username, name }) {
      const sql = "UPDATE admin_user SET username = ?, name = ? WHERE id = ?";
      uniquely("username", () => one(sql, username, name, id));
    },
    async setPassword(id, password) {
      one("UPDATE admin_user SET password = ? WHERE id = ?", await passwords.hash(password), id);
      one("DELETE FROM admin_session WHERE user_id = ?", id);
    },
    remove(id) {
      const sql = "DELETE FROM admin_user WHERE id = ? AND (SELECT count(*) FROM admin_user) > 1 RETURNING id";
      if (one(sql, id) !== undefined) return;
      throw new PageError(409, "The last user stays", { text: "Without a user nobody could log in any more." });
    },
    list(search) {
      const sql = "SELECT * FROM admin_user WHERE instr(lower(username || ' ' || name), lower(?)) ORDER BY username";
      return database.use((db) => db.prepare(sql).all(search)).map(userOf);
    },
    async authenticate(username, password) {
      const row = find(username);
      const isRight = await passwords.verify(password, row === undefined ? undefined : String(row["password"]));
      return isRight ? optional(row) : undefined;
    },
  };
}

/** @returns the user of a row with `id`, `username` and `name` */
export function userOf(row: Columns): User {
  return { id: Number(row["id"]), username: String(row["username"]), name: String(row["name"]) };
}

function optional(row: Columns | undefined): User | undefined {
  return row === undefined ? undefined : userOf(row);
}
