import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Project } from "@mediaroot/core";
import type { WorkerMessage } from "../link/messages.ts";
import { type SourceFile, stampLookup } from "../link/source-file.ts";
import { stampSource } from "./stamp-source.ts";
import { packageFilesOf } from "./module-kind.ts";
import { createOwnCode, trackSources } from "./source-tracking.ts";
import { followWrites } from "./written-files.ts";

/** Reports the code that a worker reads to the front. */
export interface ProjectTracking {
  /** Reports a file that is about to be read but is not imported, such as `.env`. */
  trackFile(file: string): void;
  /** Reports a path where an app is looked for. */
  trackLookup(place: string): void;
  /** Reports the libraries that have been imported until now. */
  reportLibraries(): void;
  /** Tracks the code of this project's apps as the user's from now on, even inside packages. */
  addProject(project: Project): void;
}

/** Reports each file of the user's code before it is read, the libraries that it imports, and what it writes itself. */
export function trackProject(send: (message: WorkerMessage) => void): ProjectTracking {
  const { trackFile, trackLookup, flush } = createReadings(send);
  const tracked = new Set<string>();
  // The application may be a package. A spare that imported it ahead would run it twice.
  const isLibrary = (url: string): boolean => !tracked.has(url);
  const libraries = createBatch<string>(
    (urls) => send({ kind: "libraries", urls: urls.filter(isLibrary) }),
    setImmediate,
  );
  const known = new Set<string>();
  const own = createOwnCode();
  const trackPackages = bindPackageTracking(trackFile);
  const written = followWrites((write) => send({ kind: "wrote", ...write }));
  trackSources({
    onMissed: trackFile,
    onRead(url, runsAtOnce) {
      if (!own.has(url)) return;
      const file = fileURLToPath(url);
      if (written.has(file)) return;
      trackPackages(file);
      trackFile(file);
      if (runsAtOnce) flush();
    },
    onResolved(url, parentUrl) {
      if (known.has(url) || !own.has(parentUrl) || own.has(url)) return;
      known.add(url);
      libraries.add(url);
    },
  });
  return {
    trackFile(file) {
      tracked.add(pathToFileURL(file).href);
      trackFile(file);
    },
    trackLookup,
    reportLibraries: libraries.flush,
    addProject: ({ root, registry }) => own.add([root, ...registry.apps.map(({ directory }) => directory)]),
  };
}

/** Each directory is looked at once. */
function bindPackageTracking(trackFile: (file: string) => void): (module: string) => void {
  const known = new Set<string>();
  return (module) => {
    for (const file of packageFilesOf(module, (directory) => known.has(directory))) {
      known.add(path.dirname(file));
      trackFile(file);
    }
  };
}

interface Readings extends Pick<ProjectTracking, "trackFile" | "trackLookup"> {
  readonly flush: () => void;
}

/**
 * Sends the files that were read before their code runs, since it may never end. Modules run in a later microtask than the
 * one that reads them.
 */
function createReadings(send: (message: WorkerMessage) => void): Readings {
  const { add, flush } = createBatch<SourceFile>((files) => send({ kind: "read", files }), queueMicrotask);
  return {
    trackFile: (file) => add(stampSource(file)),
    trackLookup: (place) => add(stampLookup(place)),
    flush,
  };
}

interface Batch<Item> {
  readonly add: (item: Item) => void;
  readonly flush: () => void;
}

/** Collects items until `later` calls back, or until somebody flushes. */
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
