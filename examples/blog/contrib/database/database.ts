import { DatabaseSync } from "node:sqlite";
import { databaseError, isBusy } from "./database-error.ts";
import { applyMigrations, type Migration } from "./migrations.ts";

/** A SQLite file that one app uses. It is opened, and its migrations run, when it is first needed. */
export interface Database {
  /**
   * Runs `work` on the open database. Whatever SQLite refuses is thrown as a `DatabaseError`; after one that says that the
   * file is unusable the next call opens it anew, so that a mended file is used without a restart.
   */
  use<Value>(work: (connection: DatabaseSync) => Value): Value;
  close(): void;
}

/** Which file, for which app. */
export interface DatabaseOptions {
  /** Absolute, or `:memory:`. */
  readonly file: string;
  /** The app's label: each app has its own migrations in the one file. */
  readonly app: string;
  /** In order; a released one is never changed, only followed by another. */
  readonly migrations: readonly Migration[];
}

const BUSY_TIMEOUT_MS = 500;

/** Makes the database of an app. Opens nothing yet. */
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

/** SQLite does not wait for this lock: whoever holds it opens the file at the same moment, and makes the same lasting change. */
function useWriteAheadLog(connection: DatabaseSync): void {
  try {
    connection.exec("PRAGMA journal_mode = WAL");
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}
