import { expect, test } from "vitest";
import { keepLoaded } from "./load-again.ts";

test("what has been loaded is kept, and a failure is not", async () => {
  let calls = 0;
  const get = keepLoaded(async () => {
    calls += 1;
    if (calls === 1) throw new Error("not installed");
    return calls;
  });
  await expect(Promise.all([get(), get()])).rejects.toThrow("not installed");
  expect(calls).toBe(1);
  expect(await Promise.all([get(), get()])).toEqual([2, 2]);
  expect(await get()).toBe(2);
});
