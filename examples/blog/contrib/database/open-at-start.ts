import type { FastifyInstance } from "fastify";
import type { Database } from "./database.ts";
import { DatabaseError } from "./database-error.ts";

/**
 * Opens a database when the site starts, which runs its migrations, and closes it when the site stops. The site starts without
 * a usable database too: the log says what is wrong, and so does each page that needs the database.
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
