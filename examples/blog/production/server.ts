/** The application alone, as production runs it: no dev server, no watcher, and no media, which is nginx's. */
import path from "node:path";
import process, { env, stderr } from "node:process";
import { loadProject, MediarootError } from "@mediaroot/core";
import { createApplication } from "@mediaroot/runtime";

try {
  const project = await loadProject({ directory: path.resolve(import.meta.dirname, "..") });
  // Only nginx reaches the socket, and it says whom it speaks for.
  const app = await createApplication(project, { fastify: { trustProxy: env["SOCKET"] !== undefined } });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void app.close());
  await app.listen(env["SOCKET"] === undefined ? { port: 8001 } : { path: env["SOCKET"] });
} catch (error) {
  if (!(error instanceof MediarootError) || error.cause !== undefined) throw error;
  stderr.write(`${error.message}\n${error.fix}\n`);
  process.exitCode = error.exitCode;
}
