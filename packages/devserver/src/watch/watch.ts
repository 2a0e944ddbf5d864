import { lstatSync } from "node:fs";
import path from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { isLeftOut, type WatchedDirectories, type WatchedSets } from "./watch-plan.ts";

/** A change of a path. A save by rename may be reported as a removal and an addition. */
export interface Change {
  readonly kind: "changed" | "added" | "removed";
  /** Absolute. */
  readonly path: string;
}

/** Watches directories. */
export interface Watch {
  /**
   * Adds directories.
   *
   * @returns whether one of them was not watched yet
   */
  add(directories: WatchedDirectories): boolean;
  close(): Promise<void>;
}

/** Callbacks of a watch. */
export interface WatchOptions {
  readonly onChange: (change: Change) => void;
  /** The system refuses to watch more directories: from now on they are polled. */
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

/** Creates a watch without directories. */
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
    // Each directory has a subscription of its own: recursive ones would include node_modules.
    ...(watched.eachFile ? { backend: "polling", pollingInterval: POLLING_MS } : { backend: "native" }),
    ignored: (file, stats) => isLeftOut(watched, file, stats?.isDirectory()),
    ignoreInitial: true,
    ignorePermissionErrors: true,
    // `true` would delay each removal by 100 ms.
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
    // chokidar drops a removed directory of which it knows no entry; adding it again waits for its return.
    if (isItself) watcher.unwatch(watchedPath).add(watchedPath);
  });
}

/** Uses the system's own event: for chokidar's events it would keep 1 KB of state for each file of the directory. */
function changeOf(event: string, file: string): Change {
  if (event === "change") return { kind: "changed", path: file };
  return { kind: exists(file) ? "added" : "removed", path: file };
}

/** False also if the path cannot be reached any more (a link to itself on the way). */
function exists(file: string): boolean {
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
