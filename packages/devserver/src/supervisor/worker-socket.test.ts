import { rmSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createSocketRoom } from "./worker-socket.ts";

afterEach(() => vi.unstubAllEnvs());

/** Where sockets lie when TMPDIR is so. */
function directoryFor(temporary: string): string {
  vi.stubEnv("TMPDIR", temporary);
  const { directory = "", next } = createSocketRoom();
  expect(next()).not.toBe(next());
  rmSync(directory, { recursive: true });
  return directory;
}

describe.skipIf(process.platform === "win32")("the sockets of workers lie", () => {
  test("in a directory of their own below TMPDIR", () => {
    using tree = createTree({ "temporary/": "" });
    expect(directoryFor(tree.path("temporary"))).toContain(tree.path("temporary", "mediaroot-"));
  });

  test("below /tmp where TMPDIR is not there, or too long for the path of a socket", () => {
    const long = "long".repeat(20);
    using tree = createTree({ [`${long}/`]: "" });
    for (const temporary of [tree.path("missing"), tree.path(long)]) {
      expect(directoryFor(temporary)).toMatch(/^\/tmp\/mediaroot-[^/]+$/);
    }
  });
});
