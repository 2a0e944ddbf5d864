import type { CurrentWorker } from "./current-worker.ts";
import type { FrontSite } from "./front-site.ts";
import type { Change, Watch } from "./watch.ts";
import { isNewCode, isShown, planWatch } from "./watch-plan.ts";

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
  readonly onShown: () => void;
  /** Watching goes on by looking again and again. */
  readonly onPolling: (reason: string) => void;
}

const LOOK_AGAIN_MS = 300;

/** Creates a watch that begins with its first `update`. */
export function createFrontWatch(options: FrontWatchOptions): FrontWatch {
  const { current, site } = options;
  const served = new Set<string>();
  const again = createSecondLook(current.refresh);
  let watch: Promise<Watch> | undefined;
  let closed = false;
  const onChanges = (changes: readonly Change[]): void => {
    site.current()?.invalidate();
    follow(changes, options);
    again.later();
    if (changes.some((change) => isShown(change.path, site.current()?.project, current.templates()))) options.onShown();
  };
  const open = async (): Promise<Watch> => {
    const { createWatch } = await import("./watch.ts");
    return createWatch({ onChanges, onPolling: options.onPolling });
  };
  const add = async (flat: readonly string[], deep: readonly string[] = []): Promise<void> => {
    if (closed) return;
    const opened = await (watch ??= open());
    if (closed) return;
    opened.add({ flat, deep });
    again.later();
  };
  return {
    update() {
      const { flat, deep } = planWatch(site.current()?.project, current.files());
      void add(flat, [...deep, ...current.templates()]);
    },
    addMedia(directory) {
      if (served.has(directory)) return;
      served.add(directory);
      void add([directory]);
    },
    async close() {
      closed = true;
      again.cancel();
      await (await watch)?.close();
    },
  };
}

/** What has been read tells by itself whether it changed; a new file that could be code may change what an import finds. */
function follow(changes: readonly Change[], { current, site }: FrontWatchOptions): void {
  const newcomer = changes.find(
    (change) => change.kind === "added" && isNewCode(change.path, site.current()?.project, current.files()),
  );
  if (newcomer === undefined) current.refresh();
  else current.restart(newcomer.path);
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
