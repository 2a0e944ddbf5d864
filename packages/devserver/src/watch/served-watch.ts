import type { Watch } from "./watch.ts";

/** Watches the directories that media was served from most recently: a few hundred, even of a site with thousands. */
export interface ServedWatch {
  /**
   * Adds a directory that a file was served from.
   *
   * @returns whether it is new
   */
  add(directory: string): boolean;
  close(): Promise<void>;
}

interface Generation {
  readonly watch: Watch;
  readonly directories: Set<string>;
  /** Served again since this became the older generation. */
  readonly servedAgain: Set<string>;
}

/**
 * Creates a watch without directories. It has two generations: when the newer one is full the older one is dropped, except for
 * the directories that were served again meanwhile.
 *
 * @param open creates a watch without directories
 * @param max the number of directories in a generation
 */
export function createServedWatch(open: () => Watch, max: number = 200): ServedWatch {
  let older: Generation | undefined;
  let newer = newGeneration(open());
  const turn = (): void => {
    const stay = [...(older?.servedAgain ?? [])].slice(-max / 2);
    void older?.watch.close();
    older = newer;
    newer = newGeneration(open());
    stay.forEach(watchNew);
  };
  const watchNew = (directory: string): boolean => {
    newer.directories.add(directory);
    return newer.watch.add({ flat: [directory], deep: [] });
  };
  return {
    add(directory) {
      if (newer.directories.has(directory)) return false;
      if (older?.directories.has(directory) === true) {
        older.servedAgain.add(directory);
        return false;
      }
      if (newer.directories.size >= max) turn();
      return watchNew(directory);
    },
    async close() {
      await Promise.all([older?.watch.close(), newer.watch.close()]);
    },
  };
}

function newGeneration(watch: Watch): Generation {
  return { watch, directories: new Set(), servedAgain: new Set() };
}
