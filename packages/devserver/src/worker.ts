import { enableCompileCache, flushCompileCache } from "node:module";
import { Socket } from "node:net";
import { CHANNEL_DESCRIPTOR, readMessages, sendMessage } from "./link/message-channel.ts";
import type { FrontMessage, PrepareOrder, StartOrder, WorkerMessage } from "./link/messages.ts";
import { setBlocking } from "./output/blocking.ts";

// The entry of a worker process, which serves the application of a project on a private socket.
enableCompileCache();
const [, , socket = "", directory = ""] = process.argv;
/** How long a worker goes on without its front. */
const ORPHANED_MS = 1000;
/** When compiled code is written to the cache: after the first page. */
const FLUSH_AFTER_MS = 1000;
const ordered = Promise.withResolvers<StartOrder>();
let isOrdered = false;
const prepared = Promise.withResolvers<PrepareOrder>();
const idle = Promise.withResolvers<void>();
const closing = Promise.withResolvers<void>();
const channel = new Socket({ fd: CHANNEL_DESCRIPTOR, readable: true, writable: true });
const send = (message: WorkerMessage): void => sendMessage(channel, message);

const receive = (message: FrontMessage): void => {
  if (message.kind === "prepare") prepared.resolve(message);
  else if (message.kind === "warm-up") idle.resolve();
  else if (message.kind === "close") closing.resolve();
  else {
    isOrdered = true;
    ordered.resolve(message);
  }
};
readMessages(channel, (message) => receive(message as FrontMessage));
// The front is gone; its reaper will kill this process if it hangs.
channel.on("close", () => setTimeout(() => process.exit(0), ORPHANED_MS));
// At Ctrl-C the terminal signals both processes; the front decides when a worker ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

// The front always reads, so what is printed before a crash arrives whole.
for (const stream of [process.stdout, process.stderr]) setBlocking(stream, true);
const [{ serveApplication }, { reportError }] = await Promise.all([
  import("./worker/serve-application.ts"),
  import("./error-report/report-error.ts"),
]);
process.on("uncaughtExceptionMonitor", (error) => send({ kind: "failed", error: reportError(error) }));

const write = (text: string): void => void process.stdout.write(text);
// If the start order is here already, Promise.race prefers it to `prepare`.
const first = await Promise.race([ordered.promise, prepared.promise]);
if (first.kind === "prepare") {
  const { prepareSpare } = await import("./worker/prepare-spare.ts");
  const isWanted = (): boolean => isOrdered;
  const mayAnswer = Promise.race([ordered.promise, idle.promise]);
  await prepareSpare(first, { directory, socket, send, isWanted, mayAnswer });
}
const close = await serveApplication(await ordered.promise, { socket, send, write }).catch((error: unknown) => {
  send({ kind: "failed", error: reportError(error) });
  return () => {};
});
// Later, since flushing writes to the disk and would delay the first page.
setTimeout(flushCompileCache, FLUSH_AFTER_MS).unref();
await closing.promise;
await close();
process.exit(0);
