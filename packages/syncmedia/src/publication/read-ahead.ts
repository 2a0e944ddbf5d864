import { getBuiltinModule } from "node:process";
import type { MessagePort } from "node:worker_threads";
import { READING_THREAD } from "../own-files.ts";
import { createClaims } from "../thread/claims.ts";
import { startThread } from "../thread/start-thread.ts";
import type { FileFacts, FileToRead } from "./file-facts.ts";
import { type IndexedFacts, readFromStart, type ReadingTask, type SecondTask, waitForSecond } from "./reading-task.ts";

/** To start a thread takes as long as to read some hundred files. */
const WORTHWHILE = 1000;
/** What it reads becomes garbage at once. */
const MEMORY = { maxYoungGenerationSizeMb: 8 };

/**
 * Reads many files in two threads, and blocks until all are read.
 *
 * @param known the keys of the references that are known
 * @returns the facts by path, without files that cannot be read; nothing where a second thread would gain nothing
 */
export function readAhead(files: readonly FileToRead[], known: ReadonlySet<string>): ReadonlyMap<string, FileFacts> {
  if (files.length < WORTHWHILE) return new Map();
  const task: ReadingTask = { files, known, claims: createClaims(files.length) };
  const port = startSecond(task);
  if (port === undefined) return new Map();
  const own = [...readFromStart(task)];
  waitForSecond(task);
  const read = [...own, ...received(port)];
  port.close();
  return new Map(read.map(([index, facts]) => [files[index]?.path ?? "", facts]));
}

/** @returns the port that gets what the second thread reads; undefined if it cannot be started */
function startSecond(task: ReadingTask): MessagePort | undefined {
  const { MessageChannel } = getBuiltinModule("node:worker_threads");
  const { port1, port2 } = new MessageChannel();
  const workerData: SecondTask = { ...task, port: port2 };
  const worker = startThread(READING_THREAD, { workerData, transferList: [port2], resourceLimits: MEMORY });
  if (worker === undefined) {
    port1.close();
    return undefined;
  }
  // No process waits for it: what is loaded into every thread of a process, by NODE_OPTIONS, may keep it from ending.
  worker.unref();
  return port1;
}

function* received(port: MessagePort): Generator<IndexedFacts, void> {
  const { receiveMessageOnPort } = getBuiltinModule("node:worker_threads");
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    yield next.message as IndexedFacts;
  }
}
