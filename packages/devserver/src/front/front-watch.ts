import { readdirSync } from "node:fs";
import path from "node:path";
import { createBurst } from "../watch/change-burst.ts";
import type { CurrentWorker } from "../supervisor/current-worker.ts";
import type { FrontSite } from "./front-site.ts";
import { decidePageChange, type PageChange, type ShownPlaces } from "../live-reload/page-change.ts";
import { createServedWatch, type ServedWatch } from "../watch/served-watch.ts";
import type { Change, Watch, WatchOptions } from "../watch/watch.ts";
import { isNewCode, planWatch } from "../watch/watch-plan.ts";

/** Watches a project for the front: a change of code starts a worker early, one of media or templates is told. */
export interface FrontWatch {
  /** Watches what the latest project and worker need, from now on. */
  update(): void;
  /** Watches a directory that media was served from. */
  addMedia(directory: string): void;
  close(): Promise<void>;
}

/** What is watched, and whom a change concerns. */
export interface FrontWatchOptions {
  readonly current: CurrentWorker;
  readonly site: FrontSite;
  /** Media or a template changed. */
  readonly onShown: (change: PageChange) => void;
  /** Watching goes on by looking again and again. */
  readonly onPolling: (reason: string) => void;
}

const LOOK_AGAIN_MS = 300;

/** Creates a watch that begins with its first `update`. */
export function createFrontWatch(options: FrontWatchOptions): FrontWatch {
  const { current, site } = options;
  const planned = new Set<string>();
  const again = createSecondLook(current.refresh);
  let opened: Promise<Watches> | undefined;
  let closed = false;
  const follow = createFollower(options);
  const onChange = createBurst((changes) => {
    if (closed) return;
    site.current()?.invalidate();
    follow(changes);
    again.later();
    const change = decidePageChange(changes, shownPlaces(site, current.templates()));
    if (change !== undefined) options.onShown(change);
  });
  const withWatches = async (use: (watches: Watches) => boolean): Promise<void> => {
    if (closed) return;
    const watches = await (opened ??= openWatches({ onChange, onPolling: onceOnly(options.onPolling) }));
    if (!closed && use(watches)) again.later();
  };
  return {
    update() {
      const { flat, deep } = planWatch(site.current()?.project, current.files());
      const all = { flat, deep: [...deep, ...current.templates()] };
      for (const directory of all.flat) planned.add(directory);
      void withWatches(({ project }) => project.add(all));
    },
    addMedia(directory) {
      if (!planned.has(directory)) void withWatches(({ served }) => served.add(directory));
    },
    async close() {
      closed = true;
      again.cancel();
      const watches = await opened;
      await Promise.all([watches?.project.close(), watches?.served.close()]);
    },
  };
}

/** Each watch of a project meets the same limit. */
function onceOnly(tell: (reason: string) => void): (reason: string) => void {
  let isTold = false;
  return (reason) => {
    if (!isTold) tell(reason);
    isTold = true;
  };
}

interface Watches {
  readonly project: Watch;
  readonly served: ServedWatch;
}

async function openWatches(options: WatchOptions): Promise<Watches> {
  const { createWatch } = await import("../watch/watch.ts");
  return { project: createWatch(options), served: createServedWatch(() => createWatch(options)) };
}

/** @param templates the template directories of the apps */
function shownPlaces({ current, asked }: FrontSite, templates: readonly string[]): ShownPlaces {
  const loaded = current();
  const { templateDirectories = [], site } = loaded?.project ?? {};
  const sources = new Set([...(site?.sources ?? []), ...(site?.mounts ?? [])].map(({ directory }) => directory));
  return {
    templateDirectories: [...templateDirectories, ...templates],
    asked,
    urlsOf(place) {
      const urls = (file: string): readonly string[] => loaded?.urlsOf(file) ?? [];
      // A source itself is no place in a source; what stands in it is.
      const own = sources.has(place)
        ? urls(path.join(place, "entry")).map((url) => path.posix.dirname(url))
        : urls(place);
      return own.length === 0 ? [] : [...own, ...filesBelow(place).flatMap(urls)];
    },
  };
}

/** A directory that appears brings what it holds. */
function filesBelow(place: string): readonly string[] {
  try {
    const entries = readdirSync(place, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/**
 * What has been read tells by itself whether it changed; a new file that could be code may change what an import finds. One
 * that was new before is no more, however often it is saved by renaming.
 */
function createFollower({ current, site }: FrontWatchOptions): (changes: readonly Change[]) => void {
  const known = new Set<string>();
  return (changes) => {
    for (const change of changes) if (change.kind === "removed") known.delete(change.path);
    const added = changes.flatMap((change) => (change.kind === "added" ? change.path : []));
    const isNew = (file: string): boolean => isNewCode(file, site.current()?.project, current.files());
    const newcomers = added.filter((file) => !known.has(file) && isNew(file));
    for (const file of newcomers) known.add(file);
    const [first] = newcomers;
    if (first === undefined) current.refresh();
    else current.restart(first);
  };
}

/** Of a large burst, and before a directory is watched, events are lost; the files themselves tell. */
function createSecondLook(look: () => void): { readonly later: () => void; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => clearTimeout(timer);
  return {
    cancel,
    later() {
      cancel();
      timer = setTimeout(look, LOOK_AGAIN_MS).unref();
    },
  };
}
