import path from "node:path";
import { env } from "node:process";
import { DatabaseSync } from "node:sqlite";
import { databaseError, isBusy } from "./database-error.ts";
import { applyMigrations, type Migration } from "./migrations.ts";

/** A SQLite file, as one app uses it. The first use opens it and runs the app's migrations. */
export interface Database {
  /**
   * Runs `work` on the open database. After an error that makes the file unusable the next call opens the file again, so that
   * a repaired file is used without a restart.
   *
   * @throws DatabaseError for what SQLite refuses, but for broken constraints
   */
  use<Value>(work: (connection: DatabaseSync) => Value): Value;
  close(): void;
}

/** A database file and the app that uses it. */
export interface DatabaseOptions {
  /** Absolute, or `:memory:`. */
  readonly file: string;
  /** The app's label. Several apps share one file, each with its own migrations. */
  readonly app: string;
  /** In order. A released migration is never changed: add another one after it. */
  readonly migrations: readonly Migration[];
}

const BUSY_TIMEOUT_MS = 500;

/** Creates the database of an app. It does not open the file yet. */
export function createDatabase(options: DatabaseOptions): Database {
  let connection: DatabaseSync | undefined;
  const close = (): void => {
    connection?.close();
    connection = undefined;
  };
  return {
    close,
    use(work) {
      try {
        connection ??= open(options);
        return work(connection);
      } catch (error) {
        const refusal = databaseError(error, options.file);
        if (refusal === undefined) throw error;
        if (refusal.reopen) close();
        throw refusal;
      }
    },
  };
}

function open({ file, app, migrations }: DatabaseOptions): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    useWriteAheadLog(connection);
    applyMigrations(connection, app, migrations);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** SQLite does not wait for this lock. Another process that holds it is opening the file too, and makes the same lasting change. */
function useWriteAheadLog(connection: DatabaseSync): void {
  try {
    connection.exec("PRAGMA journal_mode = WAL");
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}

/**
 * @param root the project's directory
 * @returns the site's one database file: `blog.sqlite` in the project, or what the environment variable DATABASE names
 */
export function databaseFile(root: string): string {
  return path.resolve(root, env["DATABASE"] ?? "blog.sqlite");
}
