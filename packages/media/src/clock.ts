/** What a clock goes round. */
export interface ClockEntry {
  /** Whether it was used since the hand was there. */
  isUsed: boolean;
  /** Its place in the ring, which the clock sets. */
  place: number;
}

/**
 * Entries in a ring, round which a hand goes to find those that are not used: the "clock" algorithm of operating systems, nearly as
 * good as order of last use. To use an entry moves nothing, and to look for an idle one makes no garbage.
 */
export interface Clock<Entry> {
  add(entry: Entry): void;
  remove(entry: Entry): void;
  /** @returns the next entry that was not used since the hand was there; undefined if there is none at all */
  idle(): Entry | undefined;
}

/** Creates a clock without entries. */
export function createClock<Entry extends ClockEntry>(): Clock<Entry> {
  const ring: Entry[] = [];
  let hand = 0;
  return {
    add(entry) {
      entry.place = ring.length;
      ring.push(entry);
    },
    remove(entry) {
      const last = ring.pop();
      if (last === undefined || last === entry) return;
      last.place = entry.place;
      ring[entry.place] = last;
    },
    idle() {
      for (;;) {
        if (hand >= ring.length) hand = 0;
        const entry = ring[hand];
        if (entry?.isUsed !== true) return entry;
        entry.isUsed = false;
        hand += 1;
      }
    },
  };
}
