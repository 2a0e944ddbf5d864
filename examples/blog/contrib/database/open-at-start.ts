import type { FastifyInstance } from "fastify";
import type { Database } from "./database.ts";
import { DatabaseError } from "./database-error.ts";

/**
 * Opens a database when the site starts, which runs its migrations, and closes it when the site stops. A database that cannot
 * be used now is no reason not to start: the log says so here, and the page that needs it there.
 *
 * @returns whether it can be used
 */
export function openAtStart(app: FastifyInstance, database: Database): boolean {
  app.addHook("onClose", async () => database.close());
  try {
    database.use(() => {});
    return true;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    app.log.warn(error.line);
    return false;
  }
}
