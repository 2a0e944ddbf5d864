import { mkdirSync, rmSync, statSync, symlinkSync } from "node:fs";
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

  test("in the same directory, private again, after a cleaner has removed it", () => {
    const { directory = "", next, restore, remove } = createSocketRoom();
    expect(restore()).toBe(true);
    rmSync(directory, { recursive: true });
    expect(restore()).toBe(true);
    expect(next()).toContain(directory);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    remove();
  });

  test.each([
    ["a directory that others may enter", (at: string) => mkdirSync(at)],
    ["a link", (at: string) => symlinkSync("/tmp", at)],
  ])("in another directory if %s is in the place of the first", (_, replace) => {
    const room = createSocketRoom();
    const first = room.directory ?? "";
    rmSync(first, { recursive: true });
    replace(first);
    expect(room.restore()).toBe(false);
    expect(room.directory).not.toBe(first);
    expect(room.next()).not.toContain(`${first}/`);
    room.remove();
    rmSync(first, { recursive: true });
  });
});
