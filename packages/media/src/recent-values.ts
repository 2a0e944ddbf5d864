import { type ClockEntry, createClock } from "./clock.ts";

/** Values in memory by name. When they cost too much in total, those that are not asked for are dropped. */
export interface RecentValues<Value> {
  get(name: string): Value | undefined;
  /**
   * Keeps a value. When the memory is full, a new name is only kept if it is added for the second time within a short while: most of those
   * that are asked for once are never asked for again, and need not take the place of others.
   *
   * @param cost in the unit of the memory's limit
   */
  add(name: string, value: Value, cost: number): void;
  remove(name: string): void;
  clear(): void;
}

interface Kept<Value> extends ClockEntry {
  readonly name: string;
  readonly value: Value;
  readonly cost: number;
}

/**
 * Creates an empty memory.
 *
 * @param maxCost the most that all values may cost, in bytes for instance
 */
export function createRecentValues<Value>(maxCost: number): RecentValues<Value> {
  const values = new Map<string, Kept<Value>>();
  const clock = createClock<Kept<Value>>();
  const comesAgain = bindComesAgain();
  let total = 0;
  const drop = (kept: Kept<Value> | undefined): void => {
    if (kept === undefined) return;
    clock.remove(kept);
    values.delete(kept.name);
    total -= kept.cost;
  };
  return {
    get(name) {
      const kept = values.get(name);
      if (kept !== undefined) kept.isUsed = true;
      return kept?.value;
    },
    add(name, value, cost) {
      const known = values.get(name);
      if (known === undefined && total + cost > maxCost && !comesAgain(name)) return;
      drop(known);
      if (cost > maxCost) return;
      for (;;) {
        if (total + cost <= maxCost) break;
        drop(clock.idle());
      }
      const kept = { name, value, cost, place: 0, isUsed: false };
      values.set(name, kept);
      clock.add(kept);
      total += cost;
    },
    remove: (name) => drop(values.get(name)),
    clear() {
      for (const kept of values.values()) drop(kept);
    },
  };
}

const REMEMBERED = 256;

/**
 * @returns a function that tells whether a name comes for the second time within the last few hundred. They are remembered by their
 *   hashes, so that they take no memory: names with one hash, which are rare, are taken for the same.
 */
function bindComesAgain(): (name: string) => boolean {
  const hashes = new Uint32Array(REMEMBERED);
  return (name) => {
    const hash = hashOf(name);
    const isKnown = hashes[hash % REMEMBERED] === hash;
    hashes[hash % REMEMBERED] = hash;
    return isKnown;
  };
}

/** FNV-1a with 32 bits, over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93);
  return hash >>> 0;
}
