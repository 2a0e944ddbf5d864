import { EventEmitter } from "node:events";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { changedAt, createOwnWrites, type OwnWrite, type OwnWrites } from "../link/own-writes.ts";
import { callAndFollow, intercept } from "./intercept.ts";

/** Functions of `node:fs` that write, and the position of the path among their arguments. */
const WRITERS: Readonly<Record<string, number>> = {
  writeFile: 0,
  appendFile: 0,
  createWriteStream: 0,
  open: 0,
  truncate: 0,
  chmod: 0,
  utimes: 0,
  unlink: 0,
  rm: 0,
  rename: 1,
  copyFile: 1,
  cp: 1,
  link: 1,
  symlink: 1,
};
/** Modules that a worker may import, and the directories that may hold them. */
const MAY_BE_CODE = /(?:\.(?:[cm]?[jt]sx?|json|node)|(?:^|[\\/])[^.\\/]*)$/;
/** How far the clock of file times may be behind `Date.now()`. */
const CLOCK_TICK_MS = 20;

/**
 * Follows what this process writes by `node:fs` from now on. What its child processes write is not seen.
 *
 * @param onWrite called before each write, and again after its end
 */
export function followWrites(onWrite: (write: OwnWrite) => void): OwnWrites {
  const writes = createOwnWrites();
  const begin = createBegin((write) => {
    writes.add(write);
    onWrite(write);
  });
  const unclosed = new Map<unknown, End>();
  for (const [name, position] of Object.entries(WRITERS)) {
    interceptAll(name, unclosed, (given) => {
      // Node opens each module that it imports.
      if (name === "open" && !isForWriting(given[1])) return undefined;
      const file = pathOf(given[position]);
      if (file === undefined || !MAY_BE_CODE.test(file)) return undefined;
      // `cp` adds to what a directory holds. The others put a whole file or directory there, whose files may have older times.
      return begin(file, name === "cp" ? Date.now() - CLOCK_TICK_MS : 0);
    });
  }
  interceptAll("close", unclosed, ([descriptor]) => {
    const end = unclosed.get(descriptor);
    unclosed.delete(descriptor);
    return end;
  });
  // Named imports of `node:fs` see the functions above from now on.
  syncBuiltinESMExports();
  return writes;
}

type End = () => void;

/** Several writes to a path may go on at once: only the end of the last one is reported. */
function createBegin(onWrite: (write: OwnWrite) => void): (file: string, from: number) => End {
  const goingOn = new Map<string, number>();
  return (file, from) => {
    goingOn.set(file, (goingOn.get(file) ?? 0) + 1);
    onWrite({ file, from });
    return () => {
      const left = (goingOn.get(file) ?? 1) - 1;
      if (left > 0) return void goingOn.set(file, left);
      goingOn.delete(file);
      onWrite({ file, from, until: Math.max(Date.now(), changedAt(file)) });
    };
  };
}

/**
 * Intercepts a function of `node:fs` in its three forms.
 *
 * @param begin called with the arguments; returns what is called at the end of the write, or undefined if it is none
 */
function interceptAll(
  name: string,
  unclosed: Map<unknown, End>,
  begin: (given: readonly unknown[]) => End | undefined,
): void {
  for (const [owner, key] of [
    [fs, name],
    [fs, `${name}Sync`],
    [fs.promises, name],
  ] as const) {
    intercept(owner, key, (given, call) => {
      const end = begin(given);
      if (end === undefined) return call(given);
      return callAndFollow(call, given, (result) => {
        // A write through a descriptor, a `FileHandle` or a stream goes on until that is closed.
        if (typeof result === "number") unclosed.set(result, end);
        else if (result instanceof EventEmitter) result.once("close", end);
        else end();
      });
    });
  }
}

function pathOf(given: unknown): string | undefined {
  if (typeof given === "string") return path.resolve(given);
  if (Buffer.isBuffer(given)) return path.resolve(given.toString());
  return given instanceof URL && given.protocol === "file:" ? path.resolve(fileURLToPath(given)) : undefined;
}

function isForWriting(flags: unknown): boolean {
  if (typeof flags === "number") return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;
  return typeof flags === "string" && /[wa+]/.test(flags);
}
