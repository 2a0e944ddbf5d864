import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, type Decision, type PathState, type Strategy } from "./decide.ts";

const STRATEGIES: readonly Strategy[] = ["sync", "new", "update", "overwrite", "clear"];
const OURS: readonly PathState[] = ["same copy", "older copy", "newer copy", "ours in the way"];
const OVERRIDES: readonly PathState[] = [
  "identical override",
  "older override",
  "newer override",
  "override in the way",
];
const PLACES: readonly PathState[] = ["absent", ...OURS, ...OVERRIDES, "foreign link"];

describe("deciding what to do with one file", () => {
  test.each<[PathState, readonly Decision[]]>([
    ["absent", ["copy", "copy", "copy", "copy", "copy"]],
    ["same copy", ["unchanged", "unchanged", "unchanged", "update", "update"]],
    ["older copy", ["update", "behind", "update", "update", "update"]],
    ["newer copy", ["update", "behind", "behind", "update", "update"]],
    ["ours in the way", ["copy", "copy", "copy", "copy", "copy"]],
    ["identical override", ["keep", "keep", "keep", "replace", "replace"]],
    ["older override", ["keep", "keep", "replace", "replace", "replace"]],
    ["newer override", ["keep", "keep", "keep", "replace", "replace"]],
    ["foreign link", ["keep", "keep", "keep", "keep", "replace"]],
    ["override in the way", ["keep", "keep", "keep", "replace", "replace"]],
  ])("for %s: sync, new, update, overwrite, clear", (place, decisions) => {
    expect(STRATEGIES.map((strategy) => decide(strategy, place))).toEqual(decisions);
  });

  test("copies what is missing, whatever the strategy", () => {
    for (const strategy of STRATEGIES) expect(decide(strategy, "absent")).toBe("copy");
  });

  test("adopts what is identical when asked to, and nothing else", () => {
    for (const strategy of STRATEGIES) {
      const adopted = PLACES.filter((place) => decide(strategy, place, true) === "adopt");
      expect(adopted).toEqual(["identical override"]);
    }
  });

  test("never writes over what is not ours without setting it aside", () => {
    const notOurs = fc.constantFrom<PathState>(...OVERRIDES, "foreign link");
    fc.assert(
      fc.property(fc.constantFrom(...STRATEGIES), notOurs, fc.boolean(), (strategy, place, adopt) => {
        expect(["keep", "replace", "adopt"]).toContain(decide(strategy, place, adopt));
      }),
    );
  });

  test("keeps every override under sync and new", () => {
    for (const strategy of ["sync", "new"] as const) {
      for (const place of [...OVERRIDES, "foreign link"] as const) expect(decide(strategy, place)).toBe("keep");
    }
  });
});
