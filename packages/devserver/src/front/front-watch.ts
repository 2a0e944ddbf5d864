import { collectBursts } from "../watch/change-burst.ts";
import type { CurrentWorker } from "../supervisor/current-worker.ts";
import { type ChangeReportOptions, createChangeReport } from "./change-report.ts";
import { createLazyWatches } from "./lazy-watches.ts";
import type { Change } from "../watch/watch.ts";
import { isNewCode, planWatch } from "../watch/watch-plan.ts";

/** Watches a project: a change of code starts a worker before it is requested, one of media or templates is reported. */
export interface FrontWatch {
  /** Imports the library that watches, ahead of the first update. */
  load(): void;
  /** Watches the directories of the latest project and worker, too. */
  update(): void;
  /** Watches a directory that media was served from. */
  addMedia(directory: string): void;
  close(): Promise<void>;
}

/** Inputs and callbacks of a watch. */
export interface FrontWatchOptions extends Omit<ChangeReportOptions, "onExpected"> {
  readonly current: CurrentWorker;
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
  const addMedia = (directory: string): void => {
    if (planned.has(directory)) return;
    watches.use(({ served }) => {
      if (served.add(directory)) again.later();
    });
  };
  const report = createChangeReport({ ...options, onExpected: addMedia });
  const again = createSecondLook(current.refresh, report.lookAgain);
  const follow = bindFollower(options);
  let isClosed = false;
  const onChange = collectBursts((changes) => {
    if (isClosed) return;
    site.current()?.invalidate();
    follow(changes);
    again.later();
    report.changed(changes);
  });
  const update = (): void => {
    const { flat, deep } = planWatch(site.current()?.project, current.files());
    const all = { flat, deep: [...deep, ...current.templates()] };
    for (const directory of all.flat) planned.add(directory);
    watches.use(({ project }) => {
      if (project.add(all)) again.later();
    });
  };
  const watches = createLazyWatches({ ...options, onChange, onRetry: update });
  return {
    load: () => watches.use(() => {}),
    update,
    addMedia,
    async close() {
      isClosed = true;
      again.cancel();
      await watches.close();
    },
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
function createSecondLook(...looks: readonly (() => void)[]): {
  readonly later: () => void;
  readonly cancel: () => void;
} {
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => clearTimeout(timer);
  const look = (): void => looks.forEach((one) => one());
  return {
    cancel,
    later() {
      cancel();
      timer = setTimeout(look, SECOND_LOOK_MS).unref();
    },
  };
}
