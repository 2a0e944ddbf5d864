/** Divides long work into slices, between which the event loop serves others. */
export interface TimeSlices {
  /** Whether the current slice is used up, and `next` is due. */
  isOver(): boolean;
  /** Waits for the next slice. */
  next(): Promise<void>;
}

const SLICE_MS = 5;

let lastTurn: Promise<unknown> = Promise.resolve();

/** Starts the first slice. */
export function createTimeSlices(): TimeSlices {
  let end = performance.now() + SLICE_MS;
  return {
    isOver: () => performance.now() > end,
    async next() {
      // One turn of the event loop for each slice, however many tasks there are: all tasks wait in one queue.
      lastTurn = lastTurn.then(() => new Promise((resolve) => setImmediate(resolve)));
      await lastTurn;
      end = performance.now() + SLICE_MS;
    },
  };
}

/** Sorts strings by their UTF-16 code units, in slices. */
export async function sortInSlices(names: readonly string[], slices: TimeSlices): Promise<readonly string[]> {
  let runs: (readonly string[])[] = [];
  for (let from = 0; from < names.length; from += RUN_LENGTH) {
    if (slices.isOver()) await slices.next();
    runs.push(names.slice(from, from + RUN_LENGTH).toSorted());
  }
  while (runs.length > 1) {
    const merged: (readonly string[])[] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], slices));
    runs = merged;
  }
  return runs[0] ?? [];
}

const RUN_LENGTH = 2000;

async function merge(a: readonly string[], b: readonly string[], slices: TimeSlices): Promise<readonly string[]> {
  const merged: string[] = [];
  let [fromA, fromB] = [0, 0];
  while (fromA < a.length && fromB < b.length) {
    if (merged.length % RUN_LENGTH === 0 && slices.isOver()) await slices.next();
    const [nextA = "", nextB = ""] = [a[fromA], b[fromB]];
    if (nextA <= nextB) fromA += 1;
    else fromB += 1;
    merged.push(nextA <= nextB ? nextA : nextB);
  }
  return [...merged, ...a.slice(fromA), ...b.slice(fromB)];
}
