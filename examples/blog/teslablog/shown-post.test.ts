import { expect, test } from "vitest";
import { longDate } from "./shown-post.ts";

test.each([
  ["2026-02-12T10:00:00.000Z", "12 February 2026"],
  ["2024-02-29T23:59:59.999Z", "29 February 2024"],
  ["2025-12-31T23:30:00-02:00", "1 January 2026"],
  ["2026-11-01", "1 November 2026"],
])("%s is %s, in UTC", (time, day) => {
  expect(longDate(time)).toBe(day);
});

test("a date that is not a time is refused", () => {
  expect(() => longDate("soon")).toThrow(RangeError);
});
