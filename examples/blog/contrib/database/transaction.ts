import type { DatabaseSync } from "node:sqlite";

/**
 * Runs `work` in a transaction: if it throws, none of its changes are kept.
 *
 * @param connection must not be in a transaction
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
