import { describe, expect, test } from "vitest";
import { isKept, releasesAfter, trimReleases } from "./releases.ts";

const DAY = 24 * 60 * 60 * 1000;
const at = (number: number, day: number): { number: number; publishedAt: number } => ({
  number,
  publishedAt: day * DAY,
});

describe("releases", () => {
  test("begin with the first manifest", () => {
    expect(releasesAfter([], true, 5)).toEqual([{ number: 1, publishedAt: 5 }]);
    expect(releasesAfter([], false, 5)).toEqual([{ number: 1, publishedAt: 5 }]);
  });

  test("are numbered when the manifest differs, and only then", () => {
    expect(releasesAfter([at(3, 1)], true, 2 * DAY)).toEqual([at(3, 1), at(4, 2)]);
    expect(releasesAfter([at(3, 1)], false, 2 * DAY)).toEqual([at(3, 1)]);
  });

  test("are forgotten when no kept file is of them or older", () => {
    expect(trimReleases([at(1, 1), at(2, 2), at(3, 3)], new Set([2, 3]))).toEqual([at(2, 2), at(3, 3)]);
    expect(trimReleases([at(1, 1), at(2, 2)], new Set())).toEqual([at(2, 2)]);
  });
});

describe("a hashed file", () => {
  const releases = [at(1, 1), at(2, 10), at(3, 20), at(4, 30)];
  const rule = { RELEASES: 2, DAYS: 7, now: 30 * DAY };

  test("of the last releases is kept, however old they are", () => {
    expect(isKept(4, releases, { ...rule, now: 400 * DAY })).toBe(true);
    expect(isKept(3, releases, { ...rule, now: 400 * DAY })).toBe(true);
  });

  test("of an older release is kept for some days after the release that replaced it", () => {
    expect(isKept(2, releases, { ...rule, now: 26 * DAY })).toBe(true);
    expect(isKept(2, releases, { ...rule, now: 27 * DAY })).toBe(false);
    expect(isKept(1, releases, rule)).toBe(false);
  });

  test("is kept by its days alone when the ledger has forgotten the release right after its own", () => {
    expect(isKept(1, [at(3, 29), at(4, 30)], rule)).toBe(true);
  });
});
