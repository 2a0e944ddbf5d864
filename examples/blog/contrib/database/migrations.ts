import type { DatabaseSync } from "node:sqlite";
import { reasonOf } from "@mediaroot/core";
import { transaction } from "./transaction.ts";

/** A change of a database's tables. */
export interface Migration {
  /** Unique within its app: `0001_posts`. */
  readonly name: string;
  /** SQL, or a function where SQL is not enough. */
  readonly up: string | ((connection: DatabaseSync) => void);
}

/** An error of a migration. Its cause says why the migration failed. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/**
 * Runs the migrations of an app that have not run on this database yet, each in a transaction of its own.
 *
 * @throws MigrationError when a migration fails, after taking back all that it did
 */
export function applyMigrations(connection: DatabaseSync, app: string, migrations: readonly Migration[]): void {
  connection.exec(`CREATE TABLE IF NOT EXISTS migrations (
    app TEXT NOT NULL, name TEXT NOT NULL, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (app, name)
  ) STRICT`);
  const isApplied = connection.prepare("SELECT 1 FROM migrations WHERE app = ? AND name = ?");
  const record = connection.prepare("INSERT INTO migrations (app, name) VALUES (?, ?)");
  for (const migration of migrations) {
    transaction(connection, () => {
      // Within the transaction, because another process may run the same migrations.
      if (isApplied.get(app, migration.name) !== undefined) return;
      applyMigration(connection, app, migration);
      record.run(app, migration.name);
    });
  }
}

function applyMigration(connection: DatabaseSync, app: string, { name, up }: Migration): void {
  try {
    if (typeof up === "string") connection.exec(up);
    else up(connection);
  } catch (error) {
    throw new MigrationError(`The migration ${name} of ${app} failed: ${reasonOf(error)}.`, { cause: error });
  }
}
