import { lstatSync } from "node:fs";
import path from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { isLeftOut, type WatchedDirectories, type WatchedSets } from "./watch-plan.ts";

/** What happened to a path. A file that an editor saves by renaming another over it may be told as removed and added. */
export interface Change {
  readonly kind: "changed" | "added" | "removed";
  /** Absolute. */
  readonly path: string;
}

/** Watches directories. */
export interface Watch {
  /**
   * Adds what is not watched yet.
   *
   * @returns whether there was any
   */
  add(directories: WatchedDirectories): boolean;
  close(): Promise<void>;
}

/** Whom a watch tells. */
export interface WatchOptions {
  readonly onChange: (change: Change) => void;
  /** The system watches no more directories for us: from now on they are looked at again and again. */
  readonly onPolling: (reason: string) => void;
}

const POLLING_MS = 500;
const LIMITS = new Set(["ENOSPC", "EMFILE", "ENFILE"]);
const KINDS: Readonly<Record<string, Change["kind"]>> = {
  add: "added",
  addDir: "added",
  unlink: "removed",
  unlinkDir: "removed",
};

/** Creates a watch of nothing. */
export function createWatch({ onChange, onPolling }: WatchOptions): Watch {
  const watched = { flat: new Set<string>(), deep: new Set<string>() };
  const onLimit = (reason: string): void => {
    void watcher.close();
    watcher = openWatcher({ ...watched, eachFile: true }, onChange, () => {});
    watcher.add([...watched.flat, ...watched.deep]);
    onPolling(reason);
  };
  let watcher = openWatcher({ ...watched, eachFile: false }, onChange, onLimit);
  return {
    add({ flat, deep }) {
      const added = [...keepNew(watched.flat, flat), ...keepNew(watched.deep, deep)];
      if (added.length > 0) watcher.add(added);
      return added.length > 0;
    },
    close: () => watcher.close(),
  };
}

function openWatcher(
  watched: WatchedSets,
  onChange: (change: Change) => void,
  onLimit: (reason: string) => void,
): FSWatcher {
  const watcher = watch([], {
    // One subscription a directory, where recursive ones would take in node_modules.
    ...(watched.eachFile ? { backend: "polling", pollingInterval: POLLING_MS } : { backend: "native" }),
    ignored: (file, stats) => isLeftOut(watched, file, stats?.isDirectory()),
    ignoreInitial: true,
    ignorePermissionErrors: true,
    // It would hold back each removal for 100 ms.
    atomic: false,
  });
  watcher.on("all", (event, file) => onChange({ kind: KINDS[event] ?? "changed", path: file }));
  watcher.on("error", (error) => {
    const limit = limitOf(error);
    if (limit !== undefined) onLimit(limit);
  });
  if (watched.eachFile) return watcher;
  return watcher.on("raw", (event, name, details) => {
    const { watchedPath } = details as { readonly watchedPath: string };
    if (name === null || !watched.flat.has(watchedPath)) return;
    const change = changeOf(event, path.join(watchedPath, name));
    const isItself = change.kind === "removed" && name === path.basename(watchedPath);
    onChange(isItself ? { kind: "removed", path: watchedPath } : change);
    // A directory none of whose entries is known to chokidar is given up when it goes; so wait for it anew.
    if (isItself) watcher.unwatch(watchedPath).add(watchedPath);
  });
}

/**
 * A change as the system tells it. chokidar would keep the state of each file of a directory: 1 KB for each, where only the
 * directory has to be watched.
 */
function changeOf(event: string, file: string): Change {
  if (event === "change") return { kind: "changed", path: file };
  return { kind: stands(file) ? "added" : "removed", path: file };
}

/** What cannot be reached any more (a link to itself has come in its way) is gone. */
function stands(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function keepNew(known: Set<string>, directories: readonly string[]): readonly string[] {
  const added = directories.filter((directory) => !known.has(directory));
  for (const directory of added) known.add(directory);
  return added;
}

function limitOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return LIMITS.has(code) ? code : undefined;
}
