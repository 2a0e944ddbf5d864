import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, replacedIn, snapshot } from "./scratch.test.support.ts";

describe("a ledger", () => {
  const synced = async (): Promise<TestTree> => {
    const site = createSite({ "blog/media/b.css": "b" });
    await runSyncmedia(site.root);
    site.write({ "blog/media/b.css": "b 2", "blog/media/c.css": "c" });
    return site;
  };

  test.each([
    ["that is corrupt", (text: string) => text.slice(0, 40), "is damaged"],
    ["from a newer version", (text: string) => text.replace('"version":2', '"version":9'), "newer Mediaroot"],
    ["for another target", (text: string) => text.replace('"target":"media"', '"target":"dist"'), "another target"],
    ["that names paths outside", (text: string) => text.replace("blog/b.css", "../settings.ts"), "is damaged"],
  ])("%s is a clear error, and nothing is written", async (_, spoil, message) => {
    using site = await synced();
    const ledger = site.path("media/.syncmedia/ledger.json");
    writeFileSync(ledger, spoil(readFileSync(ledger, "utf8")));
    const spoiled = readFileSync(ledger, "utf8");
    for (const args of [[], ["--check"], ["--strategy", "clear", "--yes"]]) {
      const { code, stderr } = await runSyncmedia(site.root, ...args);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain("    at ");
    }
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
    expect(readFileSync(ledger, "utf8")).toBe(spoiled);
  });

  test("for another target can be got rid of as the message says, and what was set aside stays", async () => {
    using site = createSite({ "blog/media/a.css": "app", "blog/media/b.css": "b", "media/blog/a.css": "mine" });
    await runSyncmedia(site.root, "--strategy", "overwrite", "--yes");
    const ledger = site.path("media/.syncmedia/ledger.json");
    writeFileSync(ledger, readFileSync(ledger, "utf8").replace('"target":"media"', '"target":"dist"'));
    expect((await runSyncmedia(site.root)).stderr).toContain(`remove ${ledger} and run`);
    rmSync(ledger);
    expect((await runSyncmedia(site.root, "--adopt")).stdout).toContain("2 files adopted");
    expect(replacedIn(site.path("media"))).toEqual({ "blog/a.css": "mine" });
  });

  test("that is gone makes every copy an override, which --adopt takes back", async () => {
    using site = createSite({ "blog/media/b.css": "b", "blog/media/c.css": "c" });
    await runSyncmedia(site.root);
    rmSync(site.path("media/.syncmedia"), { recursive: true });
    site.write({ "blog/media/c.css": "c 2" });
    expect((await runSyncmedia(site.root, "--adopt")).stdout).toContain("kept blog/c.css");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b", "blog/c.css": "c" });
  });

  test("is not read or written through a link, and nor is a state directory that is a file", async () => {
    using site = createSite({ "blog/media/b.css": "b", "elsewhere/": "", "media/": "" });
    symlinkSync("../elsewhere", site.path("media/.syncmedia"));
    expect(await runSyncmedia(site.root)).toMatchObject({ code: 1 });
    expect(snapshot(site.path("elsewhere"))).toEqual({});
    rmSync(site.path("media/.syncmedia"));
    writeFileSync(site.path("media/.syncmedia"), "mine");
    expect((await runSyncmedia(site.root)).stderr).toContain("is not a directory");
    expect(readFileSync(site.path("media/.syncmedia"), "utf8")).toBe("mine");
  });
});
