import type { DatabaseSync } from "node:sqlite";
import { transaction } from "./transaction.ts";

/** One step from a database's last shape to the next. */
export interface Migration {
  /** Unique within its app: `0001_posts`. */
  readonly name: string;
  /** SQL, or a function for what SQL alone cannot say. */
  readonly up: string | ((connection: DatabaseSync) => void);
}

/** Runs those migrations of an app that the database has not seen, each in a transaction of its own. */
export function applyMigrations(connection: DatabaseSync, app: string, migrations: readonly Migration[]): void {
  connection.exec(`CREATE TABLE IF NOT EXISTS migrations (
    app TEXT NOT NULL, name TEXT NOT NULL, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (app, name)
  ) STRICT`);
  const isApplied = connection.prepare("SELECT 1 FROM migrations WHERE app = ? AND name = ?");
  const record = connection.prepare("INSERT INTO migrations (app, name) VALUES (?, ?)");
  for (const { name, up } of migrations) {
    transaction(connection, () => {
      if (isApplied.get(app, name) !== undefined) return;
      if (typeof up === "string") connection.exec(up);
      else up(connection);
      record.run(app, name);
    });
  }
}
