import { createDatabase, type Database, databaseFile } from "../database/database.ts";
import type { Migration } from "../database/migrations.ts";

/** The admin's tables. */
export const adminMigrations: readonly Migration[] = [
  {
    name: "0001_users_and_sessions",
    up: `
      CREATE TABLE admin_user (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL UNIQUE COLLATE NOCASE,
        name TEXT NOT NULL,
        password TEXT NOT NULL
      ) STRICT;
      CREATE TABLE admin_session (
        key_hash TEXT PRIMARY KEY,
        user_id INTEGER NOT NULL REFERENCES admin_user ON DELETE CASCADE,
        expires_at INTEGER NOT NULL,
        messages TEXT NOT NULL DEFAULT '[]'
      ) STRICT, WITHOUT ROWID;
    `,
  },
];

/**
 * Creates the database of the admin's users and sessions.
 *
 * @param root the project's directory
 */
export function openAdminDatabase(root: string): Database {
  return createDatabase({ file: databaseFile(root), app: "admin", migrations: adminMigrations });
}
