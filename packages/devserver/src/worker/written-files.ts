import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isWithin } from "@mediaroot/core/media";

/** The files that this process has written since it started: what a framework builds is not the user's code. */
export interface WrittenFiles {
  /** Whether a file, or a directory above it, was written. */
  has(file: string): boolean;
}

/** Functions of `node:fs` that write, and the position of the path among their arguments. */
const WRITERS: Readonly<Record<string, number>> = {
  writeFile: 0,
  appendFile: 0,
  createWriteStream: 0,
  open: 0,
  rename: 1,
  copyFile: 1,
  cp: 1,
};
/** Modules that a worker may import, and the directories that may hold them. */
const MAY_BE_CODE = /(?:\.(?:[cm]?[jt]sx?|json|node)|(?:^|[\\/])[^.\\/]*)$/;

/**
 * Follows what this process writes by `node:fs` from now on. What its children write is not seen.
 *
 * @param onWrite called with each path before it is written for the first time
 */
export function followWrites(onWrite: (file: string) => void): WrittenFiles {
  const written = new Set<string>();
  const add = (file: string): void => {
    if (written.has(file) || !MAY_BE_CODE.test(file)) return;
    written.add(file);
    onWrite(file);
  };
  for (const [name, position] of Object.entries(WRITERS)) {
    for (const [owner, key] of [
      [fs, name],
      [fs, `${name}Sync`],
      [fs.promises, name],
    ] as const) {
      intercept(owner, key, (given) => {
        const file = pathOf(given[position]);
        if (file !== undefined && (name !== "open" || isForWriting(given[1]))) add(file);
      });
    }
  }
  // Named imports of `node:fs` see the functions above from now on.
  syncBuiltinESMExports();
  return { has: (file) => isWithin(file, written) };
}

type Call = (...given: readonly unknown[]) => unknown;

/** Calls `before` with the arguments of each call of a method. All else of it stays, such as what `util.promisify` looks for. */
function intercept(owner: object, name: string, before: (given: readonly unknown[]) => void): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== "function") return;
  const method = new Proxy(original as Call, {
    apply(target, self, given: readonly unknown[]) {
      before(given);
      return Reflect.apply(target, self, given);
    },
  });
  Reflect.set(owner, name, method);
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
