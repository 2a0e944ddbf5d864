import type { MessagePort } from "node:worker_threads";
import { claim, type Claims, isReleased, release } from "../thread/claims.ts";
import { type FileFacts, type FileToRead, readFacts } from "./file-facts.ts";

/** Files that two threads read. */
export interface ReadingTask {
  readonly files: readonly FileToRead[];
  /** The keys of the references that are known. */
  readonly known: ReadonlySet<string>;
  readonly claims: Claims;
}

/** The second thread's part of a task. */
export interface SecondTask extends ReadingTask {
  /** Gets the facts of each file. */
  readonly port: MessagePort;
}

/** The facts of the file with this index. */
export type IndexedFacts = readonly [index: number, facts: FileFacts];

/** How long the second thread may take for one file, milliseconds. If it takes longer, it may have died, and no more of its files are waited for. */
const PATIENCE_MS = 10_000;

/** Reads files from the first one on, until it meets the second thread. */
export function* readFromStart(task: ReadingTask): Generator<IndexedFacts, void> {
  for (const index of task.files.keys()) {
    if (!claim(task.claims, index)) return;
    yield* readOne(task, index);
    release(task.claims, index);
  }
}

/** Reads files from the last one back, until it meets the first thread. */
export function readFromEnd(task: SecondTask): void {
  for (let index = task.files.length - 1; index >= 0 && claim(task.claims, index); index -= 1) {
    for (const facts of readOne(task, index)) task.port.postMessage(facts);
    release(task.claims, index);
  }
}

/** Waits until the second thread is done with each file that it has taken. */
export function waitForSecond({ claims }: ReadingTask): void {
  for (const index of claims.keys()) if (!isReleased(claims, index, PATIENCE_MS)) return;
}

/** Whoever needs a file that cannot be read reads it again, and reports the error. */
function readOne({ files, known }: ReadingTask, index: number): readonly IndexedFacts[] {
  const file = files[index];
  try {
    return file === undefined ? [] : [[index, readFacts(file, known)]];
  } catch {
    return [];
  }
}
