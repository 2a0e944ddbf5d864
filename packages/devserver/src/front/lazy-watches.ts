import { reasonOf } from "@mediaroot/core/media";
import { createServedWatch, type ServedWatch } from "../watch/served-watch.ts";
import type { Watch, WatchOptions } from "../watch/watch.ts";
import { keepLoaded } from "./load-again.ts";

/** The watch of a project and the watch of the directories that media was served from. */
export interface Watches {
  readonly project: Watch;
  readonly served: ServedWatch;
}

/** Watches that are opened at their first use: to import the library that watches takes a third of a start. */
export interface LazyWatches {
  /** Opens the watches if they are not open, and passes them on; not after `close`. */
  use(pass: (watches: Watches) => void): void;
  close(): Promise<void>;
}

/** Callbacks of lazy watches. */
export interface LazyWatchesOptions extends WatchOptions {
  /** Called with a line, once, if the library cannot be imported. */
  readonly onWarning: (line: string) => void;
  /** Called a second after each failure: what was to be watched is to be passed again. */
  readonly onRetry: () => void;
}

const RETRY_MS = 1000;

/** Creates the watches. Nothing is opened yet. */
export function createLazyWatches({ onChange, onPolling, onWarning, onRetry }: LazyWatchesOptions): LazyWatches {
  const open = keepLoaded(() => openWatches({ onChange, onPolling: callOnce(onPolling) }));
  const warn = callOnce(onWarning);
  let [isUsed, isClosed] = [false, false];
  let opened: Watches | undefined;
  let retry: NodeJS.Timeout | undefined;
  const pass = async (take: (watches: Watches) => void): Promise<void> => {
    try {
      opened = await open();
      if (!isClosed) take(opened);
    } catch (error) {
      warn(renderUnwatched(reasonOf(error)));
      clearTimeout(retry);
      if (!isClosed) retry = setTimeout(onRetry, RETRY_MS).unref();
    }
  };
  return {
    use(take) {
      if (isClosed) return;
      isUsed = true;
      // Each answer of the media route passes here.
      if (opened === undefined) void pass(take);
      else take(opened);
    },
    async close() {
      isClosed = true;
      clearTimeout(retry);
      if (!isUsed) return;
      const watches = await open().catch(() => undefined);
      await Promise.all([watches?.project.close(), watches?.served.close()]);
    },
  };
}

async function openWatches(options: WatchOptions): Promise<Watches> {
  const { createWatch } = await import("../watch/watch.ts");
  return { project: createWatch(options), served: createServedWatch(() => createWatch(options)) };
}

/** Both watches reach the same limit of the system, which is reported once. */
function callOnce(callback: (reason: string) => void): (reason: string) => void {
  let isCalled = false;
  return (reason) => {
    if (!isCalled) callback(reason);
    isCalled = true;
  };
}

function renderUnwatched(reason: string): string {
  return `Changes are not noticed until a request asks for the file: ${reason}. Watching is tried again every second. If packages have been installed and this does not end, start the server again.`;
}
