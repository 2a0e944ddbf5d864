import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupByReferences } from "./reference-groups.ts";

function graphOf(edges: Readonly<Record<string, string>>): Map<string, readonly string[]> {
  return new Map(
    Object.entries(edges).map(([file, targets]) => [file, targets.split(" ").filter((one) => one !== "")]),
  );
}

describe("groups of files", () => {
  test("come after all that they refer to", () => {
    expect(groupByReferences(graphOf({ a: "b c", b: "c", c: "", d: "a" }))).toEqual([["c"], ["b"], ["a"], ["d"]]);
  });

  test("hold the files that reach each other, sorted", () => {
    expect(groupByReferences(graphOf({ z: "a", a: "m leaf", m: "z", leaf: "", user: "m" }))).toEqual([
      ["leaf"],
      ["a", "m", "z"],
      ["user"],
    ]);
  });

  test("hold a file alone that refers to itself, and leave out what is no file", () => {
    expect(groupByReferences(graphOf({ a: "a gone" }))).toEqual([["a"]]);
  });

  test("stay apart where one circle refers to another", () => {
    expect(groupByReferences(graphOf({ a: "b", b: "a c", c: "d", d: "c" }))).toEqual([
      ["c", "d"],
      ["a", "b"],
    ]);
  });

  test("are found in a chain and in a circle of 20,000 files", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `f${index}`);
    const chain = new Map(names.map((name, index) => [name, names.slice(index + 1, index + 2)]));
    expect(groupByReferences(chain)).toEqual(names.toReversed().map((name) => [name]));

    const circle = new Map(names.map((name, index) => [name, [names[(index + 1) % names.length] ?? ""]]));
    expect(groupByReferences(circle)).toEqual([names.toSorted()]);
  });

  const graph = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 40 });
  const order = fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 });

  test("are those of the definition, in an order that the order of files does not change", () => {
    fc.assert(
      fc.property(graph, order, (edges, files) => {
        const targetsOf = (file: number) => edges.filter(([from]) => from === file).map(([, to]) => `f${to}`);
        const sorted = new Map([...files].sort().map((file) => [`f${file}`, targetsOf(file)]));
        const shuffled = new Map(files.map((file) => [`f${file}`, targetsOf(file).toReversed()]));

        const groups = groupByReferences(shuffled);

        expect(groups).toEqual(groupByReferences(sorted));
        const place = new Map(groups.flatMap((group, index) => group.map((file) => [file, index])));
        expect(place.size).toBe(12);
        for (const [from] of shuffled) {
          const reached = reachedFrom(from, shuffled);
          for (const to of reached) {
            expect(place.get(to)).toBeLessThanOrEqual(place.get(from) ?? -1);
            expect(place.get(to) === place.get(from)).toBe(to === from || reachedFrom(to, shuffled).has(from));
          }
        }
      }),
    );
  });
});

function reachedFrom(start: string, graph: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const next = [...(graph.get(start) ?? [])];
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    next.push(...(graph.get(file) ?? []));
  }
  return reached;
}
