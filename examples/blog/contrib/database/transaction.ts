import type { DatabaseSync } from "node:sqlite";

/**
 * Runs `work` in one transaction: all of it is written, or nothing.
 *
 * @param connection not in a transaction yet
 */
export function transaction<Value>(connection: DatabaseSync, work: () => Value): Value {
  connection.exec("BEGIN IMMEDIATE");
  try {
    const value = work();
    connection.exec("COMMIT");
    return value;
  } catch (error) {
    if (connection.isTransaction) connection.exec("ROLLBACK");
    throw error;
  }
}
