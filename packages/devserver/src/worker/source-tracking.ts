import { realpathSync, statSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceFile } from "../link/messages.ts";

/**
 * A file system's clock may tick only every 10 ms: of two writes within one tick the second leaves no mark. So a file
 * that changed just now is read when its tick has passed.
 */
const CLOCK_TICK_MS = 10;

/**
 * What tells one state of a file from another: inode, size, mtime and ctime in nanoseconds.
 *
 * @returns undefined where nothing stands
 */
export function stampOf(file: string): string | undefined {
  try {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stats && `${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
  } catch {
    return undefined;
  }
}

/** @returns the file as it stands now, to be noted before it is read */
export function noteSource(file: string): SourceFile {
  const left = Math.min(CLOCK_TICK_MS, changedAt(file) + CLOCK_TICK_MS - Date.now());
  if (left > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, left);
  return { path: file, stamp: stampOf(file) };
}

/** Nothing may stand there, or be able to: below a file, under a name that is too long. */
function changedAt(file: string): number {
  try {
    return statSync(file).ctimeMs;
  } catch {
    return 0;
  }
}

/** @returns a path where an app is looked for, and where it leads now: links may be turned, directories appear */
export function notePlace(place: string): SourceFile {
  return { path: place, stamp: placeOf(place), isPlace: true };
}

/** @returns the first file that no longer is what was read, or undefined */
export function changedSource(files: Iterable<SourceFile>): string | undefined {
  for (const { path: file, stamp, isPlace } of files) {
    if ((isPlace ? placeOf(file) : stampOf(file)) !== stamp) return file;
  }
  return undefined;
}

function placeOf(place: string): string | undefined {
  try {
    return realpathSync.native(place);
  } catch {
    return undefined;
  }
}

/** @returns whether a file is the user's own code: no package's, unless that package is an installed app */
export function isUserCode(file: string, appDirectories: readonly string[]): boolean {
  const app = appDirectories.find((directory) => file.startsWith(directory + path.sep));
  return !file.slice(app?.length ?? 0).includes(`${path.sep}node_modules${path.sep}`);
}

/** Whom tracking tells; files are absolute paths. */
export interface SourceListener {
  /** A module file is about to be read, imported or required; `runsAtOnce` when it will run as soon as it has been read. */
  readonly onRead: (file: string, runsAtOnce: boolean) => void;
  /** A file or a package was looked for there in vain. */
  readonly onMissed: (file: string) => void;
  /** A module was resolved for another one. */
  readonly onResolved: (url: string, parentUrl: string) => void;
}

/**
 * Tells of the modules of this process from now on. A file is read after it has been resolved; a hook that sees the reading
 * itself would make Node 22 run CommonJS with a loader of its own, which fails at circles such as Express has.
 */
export function trackSources({ onRead, onMissed, onResolved }: SourceListener): void {
  const read = new Set<string>();
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        const resolved = nextResolve(specifier, context);
        const { url, format } = resolved;
        if (context.parentURL !== undefined) onResolved(url, context.parentURL);
        if (url.startsWith("file:") && !read.has(url)) onRead(fileURLToPath(url), !format?.startsWith("module"));
        read.add(url);
        return resolved;
      } catch (error) {
        for (const file of missedFiles(specifier, context.parentURL, error)) onMissed(file);
        throw error;
      }
    },
  });
}

/** The places that will hold what an import names, once it is mended: the file itself, or a package. */
function missedFiles(specifier: string, parentUrl: string | undefined, error: unknown): readonly string[] {
  const url: unknown = error instanceof Error ? Reflect.get(error, "url") : undefined;
  if (typeof url === "string" && url.startsWith("file:")) return [fileURLToPath(url)];
  if (parentUrl === undefined || !parentUrl.startsWith("file:") || specifier.startsWith(".")) return [];
  const folders = createRequire(parentUrl).resolve.paths(specifier) ?? [];
  return folders.map((folder) => path.join(folder, specifier));
}
