/** Runs the application in production: without the dev server and its watcher, and without media, which nginx serves. */
import { once } from "node:events";
import { lstatSync, rmSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import process, { env, stderr } from "node:process";
import { loadProject, MediarootError } from "@mediaroot/core";
import { createApplication } from "@mediaroot/runtime";

try {
  const project = await loadProject({ directory: path.resolve(import.meta.dirname, "..") });
  const socket = env["SOCKET"];
  // Only nginx reaches the socket, so its X-Forwarded headers can be trusted.
  const app = await createApplication(project, { fastify: { trustProxy: socket !== undefined } });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void app.close());
  if (socket !== undefined) await removeStaleSocket(socket);
  await app.listen(socket === undefined ? { port: 8001 } : { path: socket });
  // start.ts waits for this message.
  process.send?.("listening");
} catch (error) {
  process.exitCode = explain(error);
}

/** A server that was killed leaves its socket file behind, and no other can listen there. One that still answers keeps its file. */
async function removeStaleSocket(file: string): Promise<void> {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSocket() !== true) return;
  const connection = connect(file);
  try {
    await once(connection, "connect");
  } catch (error) {
    if (codeOf(error) === "ECONNREFUSED") rmSync(file, { force: true });
  } finally {
    connection.destroy();
  }
}

/** Says in a line what the user can correct. @returns the exit code */
function explain(error: unknown): number {
  if (codeOf(error) === "EADDRINUSE") {
    const address = env["SOCKET"] ?? "Port 8001";
    stderr.write(`${address} is in use. Stop the server that listens there, or choose another address.\n`);
    return 1;
  }
  if (!(error instanceof MediarootError) || error.cause !== undefined) throw error;
  stderr.write(`${error.message}\n${error.fix}\n`);
  return error.exitCode;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
