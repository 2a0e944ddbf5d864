import { enableCompileCache, flushCompileCache } from "node:module";
import { setImmediate } from "node:timers/promises";
import type { FrontMessage, WorkerMessage } from "./worker-link.ts";

// The entry of a worker process: the application of a project, behind a private socket.
enableCompileCache();
const orders = Promise.withResolvers<Extract<FrontMessage, { kind: "start" }>>();
const closing = Promise.withResolvers<void>();
const send = (message: WorkerMessage): void => {
  if (process.connected) process.send?.(message);
};

process.on("message", (message: FrontMessage) => {
  if (message.kind === "start") orders.resolve(message);
  else closing.resolve();
});
process.on("disconnect", () => process.exit(0));
// The front decides when a worker ends: at Ctrl-C the terminal signals both.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const [{ loadRuntime, serveApplication }, { reportError }, { watchFront }] = await Promise.all([
  import("./serve-application.ts"),
  import("./report-error.ts"),
  import("./worker-watchdog.ts"),
]);
process.on("uncaughtExceptionMonitor", (error) => send({ kind: "failed", error: reportError(error) }));

const ordered = await Promise.race([orders.promise, setImmediate(undefined)]);
if (ordered === undefined) await loadRuntime();
const [, , socket = "", directory = ""] = process.argv;
watchFront(process.ppid, directory);

const loadEnvFile = (file: string): void => process.loadEnvFile(file);
const write = (text: string): void => void process.stdout.write(text);
const close = await serveApplication(await orders.promise, { socket, loadEnvFile, send, write }).catch(
  (error: unknown) => {
    send({ kind: "failed", error: reportError(error) });
    return () => {};
  },
);
flushCompileCache();
await closing.promise;
await close();
process.exit(0);
