import { fileURLToPath, pathToFileURL } from "node:url";
import { isUserCode, trackSources } from "./source-tracking.ts";
import { notePlace, noteSource } from "../link/source-file.ts";
import type { SourceFile } from "../link/source-file.ts";
import type { WorkerMessage } from "../link/messages.ts";

/** What a worker tells of the code that it reads. */
export interface ProjectTracking {
  /** Tells of a file that is about to be read, though it is no module. */
  note(file: string): void;
  /** Tells of a path where an app is looked for. */
  notePlace(place: string): void;
  /** Tells of the libraries that have been imported until now. */
  tellLibraries(): void;
  /** From now on the code of these apps, too, is the user's, even in packages. */
  addApps(directories: readonly string[]): void;
}

/** Tells the front of each file of the user's code before it is read, and of the libraries that it imports. */
export function trackProject(send: (message: WorkerMessage) => void): ProjectTracking {
  const told = createReadings(send);
  const noted = new Set<string>();
  // A package that is the application has been noted by now. A spare that ran it ahead would run it twice.
  const isLibrary = (url: string): boolean => !noted.has(url);
  const libraries = createBatch<string>(
    (urls) => send({ kind: "libraries", urls: urls.filter(isLibrary) }),
    setImmediate,
  );
  const known = new Set<string>();
  let apps: readonly string[] = [];
  const isOwn = (url: string): boolean => url.startsWith("file:") && isUserCode(fileURLToPath(url), apps);
  trackSources({
    onMissed: told.note,
    onRead(file, runsAtOnce) {
      if (!isUserCode(file, apps)) return;
      told.note(file);
      if (runsAtOnce) told.flush();
    },
    onResolved(url, parentUrl) {
      if (known.has(url) || isOwn(url) || !isOwn(parentUrl)) return;
      known.add(url);
      libraries.add(url);
    },
  });
  return {
    note(file) {
      noted.add(pathToFileURL(file).href);
      told.note(file);
    },
    notePlace: told.notePlace,
    tellLibraries: libraries.flush,
    addApps: (directories) => void (apps = [...apps, ...directories]),
  };
}

/**
 * Collects files until the code that has been read may run: it may never end, so the front has to know by then. Modules
 * run in a later microtask than the one that reads them.
 */
function createReadings(send: (message: WorkerMessage) => void): {
  readonly note: (file: string) => void;
  readonly notePlace: (place: string) => void;
  readonly flush: () => void;
} {
  const { add, flush } = createBatch<SourceFile>((files) => send({ kind: "read", files }), queueMicrotask);
  return { note: (file) => add(noteSource(file)), notePlace: (place) => add(notePlace(place)), flush };
}

interface Batch<Item> {
  readonly add: (item: Item) => void;
  readonly flush: () => void;
}

/** Collects until `later` calls back, or for as long as nobody flushes. */
function createBatch<Item>(take: (items: readonly Item[]) => void, later: (flush: () => void) => unknown): Batch<Item> {
  let items: Item[] = [];
  const flush = (): void => {
    if (items.length > 0) take(items);
    items = [];
  };
  return {
    flush,
    add(item) {
      if (items.length === 0) later(flush);
      items.push(item);
    },
  };
}
