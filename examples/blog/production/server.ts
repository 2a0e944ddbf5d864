/**
 * Runs the application in production, without the dev server and its watcher: behind nginx on the socket SOCKET, which serves the
 * media itself, or alone on the port PORT, together with the media that syncmedia has published.
 */
import { once } from "node:events";
import { lstatSync, rmSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import process, { env, stderr } from "node:process";
import { loadProject, MediarootError, type Project } from "@mediaroot/core";
import { createApplication, loadFullApp } from "@mediaroot/runtime";

const { SOCKET, HOST = "127.0.0.1", PORT = "8001" } = env;

try {
  const project = await loadProject({ directory: path.resolve(import.meta.dirname, "..") });
  const close = SOCKET === undefined ? await serveAlone(project) : await serveBehindNginx(project, SOCKET);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, close);
  // start.ts waits for this message.
  process.send?.("listening");
} catch (error) {
  process.exitCode = explain(error);
}

/** @returns a function that ends the server after the current requests */
async function serveAlone(project: Project): Promise<() => void> {
  const fullApp = await loadFullApp(project);
  const server = await fullApp.listen(Number(PORT), HOST);
  return () => server.close(() => void fullApp.close());
}

/** @returns a function that ends the server after the current requests */
async function serveBehindNginx(project: Project, socket: string): Promise<() => void> {
  // Only nginx reaches the socket, so its X-Forwarded headers can be trusted.
  const app = await createApplication(project, { fastify: { trustProxy: true } });
  await removeStaleSocket(socket);
  await app.listen({ path: socket });
  return () => void app.close();
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
    const address = SOCKET ?? `Port ${PORT}`;
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
