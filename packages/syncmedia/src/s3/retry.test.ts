import { expect, test } from "vitest";
import { delayBefore, isTransient } from "./retry.ts";

test("waits longer each time, at most eight seconds, and as long as chance has it", () => {
  const longest = [1, 2, 3, 4, 5, 6, 20].map((tries) => delayBefore(tries, () => 1));
  expect(longest).toEqual([400, 800, 1600, 3200, 6400, 8000, 8000]);
  expect(delayBefore(3, () => 0.5)).toBe(800);
});

test("tries again what an overloaded server refuses, and nothing else", () => {
  expect([500, 502, 503, 504, 429, 408].every((status) => isTransient(status, undefined))).toBe(true);
  expect(isTransient(400, "RequestTimeout")).toBe(true);
  expect([200, 301, 400, 403, 404, 412, 501].some((status) => isTransient(status, "AccessDenied"))).toBe(false);
});
