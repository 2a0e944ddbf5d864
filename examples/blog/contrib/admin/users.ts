import type { SQLInputValue } from "node:sqlite";
import { isUniqueViolation } from "../database/database-error.ts";
import type { Database } from "../database/database.ts";
import { FieldError } from "./field-error.ts";
import { PageError } from "./page-error.ts";
import { createPasswords, type Passwords } from "./password.ts";

/** Who may use the admin. */
export interface User {
  readonly id: number;
  readonly username: string;
  /** What the page calls them; may be empty. */
  readonly name: string;
}

/** What is written of a user. */
export type UserValues = Omit<User, "id">;

/** The users of the admin. */
export interface Users {
  count(): number;
  /** @throws FieldError when the username is taken */
  create(user: UserValues & { readonly password: string }): Promise<User>;
  /** @throws FieldError when the username is taken */
  update(id: number, user: UserValues): void;
  /** Sets the password anew, and ends the user's sessions. */
  setPassword(id: number, password: string): Promise<void>;
  /** @throws PageError (409) for the last user: nobody could log in any more */
  remove(id: number): void;
  find(username: string): User | undefined;
  get(id: number): User | undefined;
  /** @param search part of a username or a name; empty for all */
  list(search: string): readonly User[];
  /** @returns the user, or undefined when the name or the password is wrong; both take as long */
  authenticate(username: string, password: string): Promise<User | undefined>;
}

type Columns = Readonly<Record<string, unknown>>;

/** Makes the users of a database that `adminMigrations` have shaped. */
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
      return uniquely(() => userOf(one(sql, username, name, hash) ?? {}));
    },
    update(id, { username, name }) {
      uniquely(() => one("UPDATE admin_user SET username = ?, name = ? WHERE id = ?", username, name, id));
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

function uniquely<Value>(write: () => Value): Value {
  try {
    return write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new FieldError("username", "A user of this name exists already.");
    throw error;
  }
}
