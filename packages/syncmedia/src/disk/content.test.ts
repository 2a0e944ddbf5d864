import type { StatIdentity } from "@mediaroot/core";
import { describe, expect, test } from "vitest";
import { settled } from "./content.ts";

function changedAt(milliseconds: number): StatIdentity {
  return { dev: 1, ino: 1, size: 1, mtimeMs: milliseconds, ctimeMs: milliseconds };
}

describe("whether the times of a file show its next change", () => {
  test.each([
    { when: "it changed just now, to a fraction of a second", time: 10_000.5, now: 10_001, isTold: true },
    { when: "it changed in a second that is over", time: 10_000, now: 12_500, isTold: true },
    { when: "it changed in a second that may still go on", time: 10_000, now: 10_900, isTold: false },
    { when: "it changed in a second of a clock ahead of ours", time: 10_000, now: 9500, isTold: false },
    { when: "its clock is far ahead of ours", time: 100_000, now: 10_000, isTold: true },
  ])("$isTold: $when", ({ time, now, isTold }) => {
    expect(settled(changedAt(time), now) !== undefined).toBe(isTold);
  });
});
