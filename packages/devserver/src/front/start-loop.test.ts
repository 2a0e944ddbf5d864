import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { createStartLoop } from "./start-loop.ts";

/** Longer than the test takes: the files are changed during such a start. */
const LONG_MS = 3_600_000;
/** Such a start begins a second from now, after every change. */
const LATER_MS = -1000;

test("five starts in a row during which the file changes that caused them are a loop, and no others are", () => {
  using tree = createTree({ "built.ts": "", "user.ts": "" });
  const [built, user] = [tree.path("built.ts"), tree.path("user.ts")];
  const isLoop = createStartLoop();
  const starts = (cause: string, durationMs: number, count: number): readonly boolean[] =>
    Array.from({ length: count }, () => isLoop(cause, durationMs));
  expect(starts(built, LONG_MS, 4)).not.toContain(true);
  // A save before the start, another file, and what is no file end the row.
  expect(starts(built, LATER_MS, 1)).toEqual([false]);
  expect(starts(built, LONG_MS, 4)).not.toContain(true);
  expect(starts(user, LONG_MS, 1)).toEqual([false]);
  expect(starts(built, LONG_MS, 4)).not.toContain(true);
  expect(starts("the application's end", LONG_MS, 6)).not.toContain(true);
  expect(starts(built, LONG_MS, 6)).toEqual([false, false, false, false, true, false]);
});
