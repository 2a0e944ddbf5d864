import { renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import type { StatIdentity } from "@mediaroot/core";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { createDateHistory } from "../src/files/date-history.ts";
import { MAX_SIZE_IN_MEMORY } from "../src/files/memory-file.ts";
import { type RawAnswer, serveMedia, siteOf, untilSettled } from "./media.test.support.ts";
import { isSettled } from "../src/files/representation.ts";

describe.each([
  ["small", 1000, 60],
  ["large", MAX_SIZE_IN_MEMORY + 1, 15],
])("a %s file", (_, size, writes) => {
  const version = (index: number): string => String(index).padStart(size, ".");

  test("is as it was last written, at every one of many writes of one size within a few milliseconds", async () => {
    using tree = createTree({ "media/x.txt": "" });
    await using server = await serveMedia(siteOf(tree));
    const tags = new Map<string, number>();
    for (let index = 0; index < writes; index += 1) {
      writeFileSync(tree.path("media/x.txt"), version(index));
      const { text, headers } = await server.ask("/media/x.txt");
      expect(text === version(index)).toBe(true);
      const etag = headers.get("etag") ?? "";
      expect(tags.get(etag) ?? index).toBe(index);
      tags.set(etag, index);
    }
  });

  test.each([
    ["at once", async () => {}],
    ["later", untilSettled],
  ])("with an edit of the same size that keeps its mtime is never 304 (%s)", async (_when, wait) => {
    using tree = createTree({ "media/x.txt": version(1) });
    const { atime, mtime } = statSync(tree.path("media/x.txt"));
    await using server = await serveMedia(siteOf(tree));
    await wait(tree.path("media/x.txt"));
    const first = await server.ask("/media/x.txt");
    await wait(tree.path("media/x.txt"));
    writeFileSync(tree.path("media/x.txt"), version(2));
    utimesSync(tree.path("media/x.txt"), atime, mtime);
    const etag = first.headers.get("etag") ?? "";
    const date = first.headers.get("last-modified") ?? "";
    const conditions: readonly Readonly<Record<string, string>>[] = [
      { "If-None-Match": etag },
      { "If-None-Match": etag, "If-Modified-Since": date },
      { "If-Modified-Since": date },
      { Range: "bytes=0-", "If-Range": etag },
    ];
    for (const headers of conditions) {
      const answer = await server.ask("/media/x.txt", { headers });
      expect([answer.status, answer.text === version(2)]).toEqual([200, true]);
    }
    expect((await server.ask("/media/x.txt", { headers: { "If-Match": etag } })).status).toBe(412);
    if (date !== "") {
      expect((await server.ask("/media/x.txt", { headers: { "If-Unmodified-Since": date } })).status).toBe(412);
    }
  });

  test("is replaced at once by an override, an atomic save or another link target, and comes back after it", async () => {
    using tree = createTree({
      "media/": "",
      "one/x.txt": version(1),
      "two/x.txt": version(2),
      "admin/media": { link: "../one" },
    });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const seen = async (): Promise<number> => Number((await server.ask("/media/admin/x.txt")).text.replaceAll(".", ""));
    await untilSettled(tree.path("one/x.txt"));
    expect([await seen(), await seen()]).toEqual([1, 1]);
    rmSync(tree.path("admin/media"));
    symlinkSync("../two", tree.path("admin/media"));
    expect([await seen(), await seen()]).toEqual([2, 2]);
    writeFileSync(tree.path("two/temporary"), version(3));
    renameSync(tree.path("two/temporary"), tree.path("two/x.txt"));
    expect(await seen()).toBe(3);
    tree.write({ "media/admin/x.txt": version(4) });
    expect(await seen()).toBe(4);
    rmSync(tree.path("media/admin"), { recursive: true });
    expect(await seen()).toBe(3);
    renameSync(tree.path("two"), tree.path("away"));
    expect((await server.ask("/media/admin/x.txt")).status).toBe(404);
    renameSync(tree.path("away"), tree.path("two"));
    expect(await seen()).toBe(3);
  });

  test("that hid an older file is not 304 by date once it is removed", async () => {
    using tree = createTree({ "media/admin/x.txt": version(1), "admin/media/x.txt": version(2) });
    utimesSync(tree.path("admin/media/x.txt"), 499_162_500, 499_162_500);
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const ask = (headers = {}): Promise<RawAnswer> => server.ask("/media/admin/x.txt", { headers });
    await untilSettled(tree.path("media/admin/x.txt"));
    const date = (await ask()).headers.get("last-modified") ?? "";
    expect((await ask({ "If-Modified-Since": date })).status).toBe(304);
    rmSync(tree.path("media/admin"), { recursive: true });
    const now = await ask({ "If-Modified-Since": date });
    expect([now.status, now.text === version(2), now.headers.has("last-modified")]).toEqual([200, true, false]);
  });
});

describe("whether any later write to a file will show in its times", () => {
  const now = 1_700_000_000_123;
  const times = (mtimeMs: number, ctimeMs: number): StatIdentity => ({ dev: 1, ino: 1, size: 1, mtimeMs, ctimeMs });

  test("is true some time after a write, and never where change times are whole hundredths", () => {
    expect(isSettled(times(now - 1.5, now - 1.5), now)).toBe(false);
    expect(isSettled(times(now - 10.5, now - 10.5), now)).toBe(false);
    expect(isSettled(times(now - 100.5, now - 100.5), now)).toBe(true);
    expect(isSettled(times(now - 123, now - 123), now)).toBe(false);
    expect(isSettled(times(now - 86_400_123, now - 86_400_123), now)).toBe(false);
  });

  test("is true for dates long ago or far ahead, which no write now can cause again", () => {
    expect(isSettled(times(499_162_500_000, now - 500.5), now)).toBe(true);
    expect(isSettled(times(now + 86_400_000.5, now - 500.5), now)).toBe(true);
  });

  test("counts a clock that is ahead", () => {
    expect(isSettled(times(now + 5.5, now + 5.5), now)).toBe(false);
  });
});

describe("the history of dates", () => {
  test("trusts a date until other bytes have had it, or a later one", () => {
    const history = createDateHistory();
    const isTrusted = (etag: string, modified: number): boolean => history.isTrusted("x", { etag, modified });
    expect(isTrusted("a", 100)).toBe(true);
    expect(isTrusted("a", 100)).toBe(true);
    expect(isTrusted("b", 101)).toBe(true);
    expect(isTrusted("c", 101)).toBe(false);
    expect(isTrusted("c", 101)).toBe(false);
    expect(isTrusted("d", 50)).toBe(false);
    expect(isTrusted("e", 70)).toBe(false);
    expect(isTrusted("f", 102)).toBe(true);
    expect(history.isTrusted("y", { etag: "z", modified: 1 })).toBe(true);
  });

  test("counts each date that the same bytes have had", () => {
    const history = createDateHistory();
    const isTrusted = (etag: string, modified: number): boolean => history.isTrusted("x", { etag, modified });
    expect(isTrusted("a", 100)).toBe(true);
    expect(isTrusted("a", 300)).toBe(true);
    expect(isTrusted("b", 250)).toBe(false);
    expect(isTrusted("b", 301)).toBe(true);
    expect(isTrusted("b", 200)).toBe(false);
  });
});
