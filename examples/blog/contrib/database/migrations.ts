import type { DatabaseSync } from "node:sqlite";
import { reasonOf } from "@mediaroot/core";
import { transaction } from "./transaction.ts";

/** One step from a database's last shape to the next. */
export interface Migration {
  /** Unique within its app: `0001_posts`. */
  readonly name: string;
  /** SQL, or a function for what SQL alone cannot say. */
  readonly up: string | ((connection: DatabaseSync) => void);
}

/** A migration that cannot be applied; its cause says why. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/**
 * Runs those migrations of an app that the database has not seen, each in a transaction of its own.
 *
 * @throws MigrationError, and nothing of that migration is kept
 */
export function applyMigrations(connection: DatabaseSync, app: string, migrations: readonly Migration[]): void {
  connection.exec(`CREATE TABLE IF NOT EXISTS migrations (
    app TEXT NOT NULL, name TEXT NOT NULL, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (app, name)
  ) STRICT`);
  const isApplied = connection.prepare("SELECT 1 FROM migrations WHERE app = ? AND name = ?");
  const record = connection.prepare("INSERT INTO migrations (app, name) VALUES (?, ?)");
  for (const migration of migrations) {
    transaction(connection, () => {
      // Asked within the transaction: another process may have been quicker.
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
