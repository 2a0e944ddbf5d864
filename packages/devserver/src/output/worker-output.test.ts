import type { WriteStream } from "node:tty";
import { expect, test } from "vitest";
import { decideColors } from "./worker-output.ts";

const terminal = (depth: number): WriteStream => ({ isTTY: true, getColorDepth: () => depth }) as WriteStream;
const pipe = { isTTY: false } as WriteStream;

test.each([
  ["two terminals", [terminal(24), terminal(24)], {}, "3"],
  ["the poorer of two terminals", [terminal(24), terminal(4)], {}, "1"],
  ["a terminal without colours", [terminal(1)], {}, undefined],
  ["a terminal and a pipe", [terminal(24), pipe], {}, undefined],
  ["a user who wants none", [terminal(24)], { NO_COLOR: "1" }, undefined],
  ["a user who has chosen", [terminal(24)], { FORCE_COLOR: "0" }, undefined],
])("workers use the colours of %s", (_, streams, env, colors) => {
  expect(decideColors(streams, env)).toBe(colors);
});
