import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeInOrder } from "./media-order.ts";

const list = fc.array(fc.constantFrom(..."abcdefgh"), { maxLength: 5 });
const merge = (lists: readonly (readonly string[])[]): ReturnType<typeof mergeInOrder<string>> =>
  mergeInOrder(lists, (item) => item);

describe("mergeInOrder", () => {
  test("holds each item exactly once, whatever the lists", () => {
    fc.assert(
      fc.property(fc.array(list), (lists) => {
        expect([...merge(lists).items].sort()).toEqual([...new Set(lists.flat())].sort());
      }),
    );
  });

  test("keeps the order of neighbours in every list, or reports a conflict and the order first seen", () => {
    fc.assert(
      fc.property(fc.array(list), (lists) => {
        const { items, conflict } = merge(lists);
        if (conflict) expect(items).toEqual([...new Set(lists.flat())]);
        for (const one of conflict ? [] : lists) {
          const places = one.map((item) => items.indexOf(item));
          expect(places).toEqual(places.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  test("sees no conflict among lists that one order satisfies", () => {
    const sorted = list.map((items) => items.toSorted());
    fc.assert(
      fc.property(fc.array(sorted), (lists) => {
        expect(merge(lists).conflict).toBe(false);
      }),
    );
  });

  test("takes the level of an item from the longest chain that leads to it", () => {
    expect(merge([["d"], ["a", "b", "c", "d"], ["x", "d", "y"]]).items).toEqual(["a", "x", "b", "c", "d", "y"]);
  });

  test("changes nothing when its result is merged with the same lists again", () => {
    fc.assert(
      fc.property(fc.array(list), (lists) => {
        expect(merge([...lists, ...lists])).toEqual(merge(lists));
      }),
    );
  });
});
