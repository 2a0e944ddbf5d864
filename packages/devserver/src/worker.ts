import { enableCompileCache, flushCompileCache } from "node:module";
import type { FrontMessage, PrepareOrder, StartOrder, WorkerMessage } from "./link/messages.ts";

// The entry of a worker process: the application of a project, behind a private socket.
enableCompileCache();
const [, , socket = "", directory = ""] = process.argv;
const UNWATCHED_MS = 1000;
const ordered = Promise.withResolvers<StartOrder>();
let isOrdered = false;
const prepared = Promise.withResolvers<PrepareOrder>();
const calm = Promise.withResolvers<void>();
const closing = Promise.withResolvers<void>();
const send = (message: WorkerMessage): void => {
  if (process.connected) process.send?.(message);
};

process.on("message", (message: FrontMessage) => {
  if (message.kind === "prepare") prepared.resolve(message);
  else if (message.kind === "warm-up") calm.resolve();
  else if (message.kind === "close") closing.resolve();
  else {
    isOrdered = true;
    ordered.resolve(message);
  }
});
// The front is gone, and its reaper is about to tidy up and end this process; or an app has cut the channel.
process.on("disconnect", () => setTimeout(() => process.exit(0), UNWATCHED_MS));
// The front decides when a worker ends: at Ctrl-C the terminal signals both.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const [{ serveApplication }, { reportError }] = await Promise.all([
  import("./worker/serve-application.ts"),
  import("./error-report/report-error.ts"),
]);
process.on("uncaughtExceptionMonitor", (error) => send({ kind: "failed", error: reportError(error) }));

const write = (text: string): void => void process.stdout.write(text);
// An order that is there already is not kept waiting: it comes first among those that have settled.
const first = await Promise.race([ordered.promise, prepared.promise]);
if (first.kind === "prepare") {
  const { prepareSpare } = await import("./worker/prepare-spare.ts");
  const isWanted = (): boolean => isOrdered;
  const mayWarmUp = Promise.race([ordered.promise, calm.promise]);
  await prepareSpare(first, { directory, socket, send, isWanted, mayWarmUp });
}
const close = await serveApplication(await ordered.promise, { socket, send, write }).catch((error: unknown) => {
  send({ kind: "failed", error: reportError(error) });
  return () => {};
});
// Not while the first page is waited for: it writes to the disk and waits.
setTimeout(flushCompileCache, 1000).unref();
await closing.promise;
await close();
process.exit(0);
