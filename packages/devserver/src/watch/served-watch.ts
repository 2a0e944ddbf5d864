import type { Watch } from "./watch.ts";

/** Watches the directories that media was served from most recently; of a site of thousands, a few hundred. */
export interface ServedWatch {
  /**
   * A file of this directory was served.
   *
   * @returns whether it was not watched yet
   */
  add(directory: string): boolean;
  close(): Promise<void>;
}

interface Generation {
  readonly watch: Watch;
  readonly directories: Set<string>;
  /** Those served since they are no longer the newest. */
  readonly servedAgain: Set<string>;
}

/**
 * Creates it without a directory. Two generations are watched: when the newer is full the older is given up as a whole, but
 * for the directories that were served again meanwhile.
 *
 * @param open opens a watch of nothing
 * @param most how many directories a generation holds
 */
export function createServedWatch(open: () => Watch, most: number = 200): ServedWatch {
  let older: Generation | undefined;
  let newer = newGeneration(open());
  const turn = (): void => {
    const stay = [...(older?.servedAgain ?? [])].slice(-most / 2);
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
      if (newer.directories.size >= most) turn();
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
