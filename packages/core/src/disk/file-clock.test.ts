import { describe, expect, test } from "vitest";
import { isWithinWholeSecond, msUntilSettled } from "./file-clock.ts";

describe("the times of a file", () => {
  const now = 1_700_000_000_000;

  test("settle within the given time after a write, by a clock that is ahead too", () => {
    expect(msUntilSettled(now - 3, 10, now)).toBe(7);
    expect(msUntilSettled(now + 3, 10, now)).toBe(13);
  });

  test("are settled for dates of long ago and far ahead, which no write now can bring again", () => {
    expect(msUntilSettled(now - 11, 10, now)).toBe(0);
    expect(msUntilSettled(now + 86_400_000, 10, now)).toBe(0);
  });

  test("show no second change on a file system with whole seconds", () => {
    expect(isWithinWholeSecond({ mtimeMs: now, ctimeMs: now }, now + 1000)).toBe(true);
    expect(isWithinWholeSecond({ mtimeMs: now, ctimeMs: now }, now + 2000)).toBe(false);
    expect(isWithinWholeSecond({ mtimeMs: now, ctimeMs: now + 1 }, now + 1000)).toBe(false);
  });
});
