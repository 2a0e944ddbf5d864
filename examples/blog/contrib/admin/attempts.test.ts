import { describe, expect, test } from "vitest";
import { createAttempts, type Attempts } from "./attempts.ts";

function limitAt(clock: { ms: number }): Attempts {
  return createAttempts({ free: 3, firstWait: 2, maxWait: 60, now: () => clock.ms });
}

function fail(limit: Attempts, times: number): void {
  for (let attempt = 0; attempt < times; attempt += 1) limit.count("a");
}

describe("attempts", () => {
  test("need no wait at first", () => {
    const limit = limitAt({ ms: 0 });
    fail(limit, 2);
    expect(limit.wait("a")).toBe(0);
  });

  test("double the wait each time, up to the maximum", () => {
    const limit = limitAt({ ms: 0 });
    fail(limit, 3);
    const waits = [1, 2, 3, 4, 5, 6, 7].map(() => {
      const wait = limit.wait("a");
      limit.count("a");
      return wait;
    });
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60]);
  });

  test("wait shorter as time passes", () => {
    const clock = { ms: 0 };
    const limit = limitAt(clock);
    fail(limit, 3);
    clock.ms = 1_500;
    expect(limit.wait("a")).toBe(1);
    clock.ms = 2_000;
    expect(limit.wait("a")).toBe(0);
  });

  test("are forgotten after some time without any, and by `forget`", () => {
    const clock = { ms: 0 };
    const limit = limitAt(clock);
    fail(limit, 9);
    clock.ms = 121_000;
    fail(limit, 1);
    expect(limit.wait("a")).toBe(0);
    fail(limit, 9);
    limit.forget("a");
    expect(limit.wait("a")).toBe(0);
  });

  test("of one key do not count for another", () => {
    const limit = limitAt({ ms: 0 });
    fail(limit, 9);
    expect(limit.wait("b")).toBe(0);
  });

  test("are remembered for a bounded number of keys", () => {
    const limit = limitAt({ ms: 0 });
    fail(limit, 9);
    for (let key = 0; key < 10_000; key += 1) limit.count(String(key));
    expect(limit.wait("a")).toBe(0);
  });
});
