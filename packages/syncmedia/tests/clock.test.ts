import { utimesSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, snapshot } from "./scratch.test.support.ts";

describe("a clock that runs wrong", () => {
  const FUTURE = new Date("2099-01-01T00:00:00Z");

  test.each([
    ["the app's file", "blog/media/a.css"],
    ["the copy", "media/blog/a.css"],
  ])("does not matter to sync: %s is dated in the future", async (_, file) => {
    using site = createSite({ "blog/media/a.css": "1" });
    await runSyncmedia(site.root);
    utimesSync(site.path(file), FUTURE, FUTURE);
    expect((await runSyncmedia(site.root)).stdout).toContain("up to date");
    site.write({ "blog/media/a.css": "2" });
    utimesSync(site.path("blog/media/a.css"), new Date("1985-10-26"), new Date("1985-10-26"));
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "2" });
    expect((await runSyncmedia(site.root)).stdout).toContain("up to date");
  });
});
