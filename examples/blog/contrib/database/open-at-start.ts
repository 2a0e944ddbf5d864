import type { FastifyInstance } from "fastify";
import type { Database } from "./database.ts";
import { DatabaseError } from "./database-error.ts";

/**
 * Opens a database when the site starts, which runs its migrations, and closes it when the site stops. A database that cannot
 * be used now is no reason not to start: the log says so here, and the page that needs it there.
 */
export function openAtStart(app: FastifyInstance, database: Database): void {
  app.addHook("onClose", async () => database.close());
  try {
    database.use(() => {});
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    app.log.warn(error.line);
  }
}
