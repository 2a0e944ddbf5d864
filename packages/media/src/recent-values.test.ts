import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecentValues } from "./recent-values.ts";

const names = Array.from({ length: 100 }, (_, index) => `f${index}`);

test("a memory never holds more than allowed, and the last value that was added under each name", () => {
  const addition = fc.record({
    name: fc.constantFrom(...names.slice(0, 20)),
    cost: fc.nat(120),
    isAsked: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(addition, { maxLength: 200 }), (additions) => {
      const values = createRecentValues<{ readonly cost: number }>(100);
      const last = new Map<string, { readonly cost: number }>();
      for (const { name, cost, isAsked } of additions) {
        last.set(name, { cost });
        values.add(name, last.get(name) ?? { cost }, cost);
        if (isAsked) values.get(name);
      }
      const kept = names.flatMap((name) => values.get(name) ?? []);
      expect(kept.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(100);
      expect(kept.every((value) => [...last.values()].includes(value))).toBe(true);
    }),
  );
});

test("a full memory keeps what comes twice within a short while, and nothing that comes once", () => {
  const values = createRecentValues<string>(4);
  for (const name of names) values.add(name, name, 1);
  const kept = (): readonly string[] => names.filter((name) => values.get(name) !== undefined);
  expect(kept()).toEqual(["f0", "f1", "f2", "f3"]);
  values.add("f50", "new", 1);
  expect(values.get("f50")).toBe("new");
  expect(kept()).toHaveLength(4);
});

test("what is asked for stays longest", () => {
  const values = createRecentValues<string>(4);
  for (const name of names) {
    for (let times = 0; times < 2; times += 1) values.add(name, name, 1);
    values.get("f0");
  }
  const kept = names.filter((name) => values.get(name) !== undefined);
  expect(kept).toHaveLength(4);
  expect(kept).toContain("f0");
  expect(kept).toContain("f99");
});

test("a value is gone once it was removed, replaced or cleared, and its cost with it", () => {
  const values = createRecentValues<string>(5);
  for (let times = 0; times < 100; times += 1) values.add("same", `value ${times}`, 2);
  values.add("other", "other", 2);
  expect(values.get("same")).toBe("value 99");
  values.remove("same");
  values.remove("same");
  expect(values.get("same")).toBeUndefined();
  values.clear();
  expect(values.get("other")).toBeUndefined();
  values.add("large", "large", 5);
  expect(values.get("large")).toBe("large");
});
