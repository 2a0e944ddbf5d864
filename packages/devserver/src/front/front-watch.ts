import { collectBursts } from "../watch/change-burst.ts";
import type { CurrentWorker } from "../supervisor/current-worker.ts";
import { renderHidden } from "../project/hidden-edits.ts";
import type { FrontSite } from "./front-site.ts";
import { createLazyWatches } from "./lazy-watches.ts";
import { requestedBelow } from "../live-reload/requested-below.ts";
import { decidePageChange, type PageChange, type ShownPlaces } from "../live-reload/page-change.ts";
import type { Change } from "../watch/watch.ts";
import { isNewCode, planWatch } from "../watch/watch-plan.ts";

/** Watches a project: a change of code starts a worker before it is requested, one of media or templates is reported. */
export interface FrontWatch {
  /** Watches the directories of the latest project and worker, too. */
  update(): void;
  /** Watches a directory that media was served from. */
  addMedia(directory: string): void;
  close(): Promise<void>;
}

/** Inputs and callbacks of a watch. */
export interface FrontWatchOptions {
  readonly current: CurrentWorker;
  readonly site: FrontSite;
  /** Called when media or a template has changed. */
  readonly onPageChange: (change: PageChange) => void;
  /** Called with a line for the user when changed files of apps are not served, because MEDIA_ROOT holds copies of syncmedia. */
  readonly onHidden: (text: string) => void;
  /** Called once if the system refuses to watch more directories and they are polled. */
  readonly onPolling: (reason: string) => void;
  /** Called with a line if the library that watches cannot be imported. */
  readonly onWarning: (line: string) => void;
}

const SECOND_LOOK_MS = 300;

/** Nothing is watched before the first `update`. */
export function createFrontWatch(options: FrontWatchOptions): FrontWatch {
  const { current, site } = options;
  const planned = new Set<string>();
  const again = createSecondLook(current.refresh);
  const follow = bindFollower(options);
  let isClosed = false;
  const onChange = collectBursts((changes) => {
    if (isClosed) return;
    site.current()?.invalidate();
    follow(changes);
    again.later();
    report(changes, options);
  });
  const update = (): void => {
    const { flat, deep } = planWatch(site.current()?.project, current.files());
    const all = { flat, deep: [...deep, ...current.templates()] };
    for (const directory of all.flat) planned.add(directory);
    watches.use(({ project }) => {
      if (project.add(all)) again.later();
    });
  };
  const { onPolling, onWarning } = options;
  const watches = createLazyWatches({ onChange, onPolling, onWarning, onRetry: update });
  return {
    update,
    addMedia(directory) {
      if (planned.has(directory)) return;
      watches.use(({ served }) => {
        if (served.add(directory)) again.later();
      });
    },
    async close() {
      isClosed = true;
      again.cancel();
      await watches.close();
    },
  };
}

/** An edit of a file changes no page if a copy of syncmedia is served instead. Then the user gets a line that says so. */
function report(changes: readonly Change[], { current, site, onHidden, onPageChange }: FrontWatchOptions): void {
  const hidden = findHidden(changes, site);
  if (hidden.size > 0) onHidden(renderHidden([...hidden.values()]));
  const shown = changes.filter(({ path: file }) => !hidden.has(file));
  const change = decidePageChange(shown, shownPlaces(site, current.templates()));
  if (change !== undefined) onPageChange(change);
}

/** @returns the changed files instead of which copies of syncmedia are served, each with its logical path */
function findHidden(changes: readonly Change[], site: FrontSite): ReadonlyMap<string, string> {
  const files = new Set(changes.filter(({ kind }) => kind !== "removed").map((change) => change.path));
  return new Map(
    [...files].flatMap((file) => {
      const logicalPath = site.current()?.copyHiding(file);
      return logicalPath === undefined ? [] : [[file, logicalPath]];
    }),
  );
}

/** @param templates the template directories of the apps */
function shownPlaces({ current, requested }: FrontSite, templates: readonly string[]): ShownPlaces {
  const loaded = current();
  const { templateDirectories = [] } = loaded?.project ?? {};
  const urlsOf = (place: string): readonly string[] => loaded?.urlsOf(place) ?? [];
  return {
    templateDirectories: [...templateDirectories, ...templates],
    requested,
    urlsOf,
    requestedBelow: (places) => requestedBelow(places, urlsOf, requested),
  };
}

/**
 * Files the worker read are checked by stat. A new code file may shadow an import and forces a restart, once: later saves by
 * rename do not.
 */
function bindFollower({ current, site }: FrontWatchOptions): (changes: readonly Change[]) => void {
  const known = new Set<string>();
  return (changes) => {
    for (const change of changes) if (change.kind === "removed") known.delete(change.path);
    const added = changes.flatMap((change) => (change.kind === "added" ? change.path : []));
    const isNew = (file: string): boolean =>
      isNewCode(file, site.current()?.project, current.files()) && !current.haveWritten(file);
    const newcomers = added.filter((file) => !known.has(file) && isNew(file));
    for (const file of newcomers) known.add(file);
    const [first] = newcomers;
    if (first === undefined) current.refresh();
    else current.restart(first);
  };
}

/** Events can be lost in a large burst or before a watch is ready, so the files are checked again. */
function createSecondLook(look: () => void): { readonly later: () => void; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => clearTimeout(timer);
  return {
    cancel,
    later() {
      cancel();
      timer = setTimeout(look, SECOND_LOOK_MS).unref();
    },
  };
}
