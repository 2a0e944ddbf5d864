import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createSite, snapshot, syncmedia } from "./scratch.test.support.ts";

describe("a ledger", () => {
  const synced = () => {
    const site = createSite({ "blog/media/b.css": "b" });
    syncmedia(site.root);
    site.write({ "blog/media/b.css": "b 2", "blog/media/c.css": "c" });
    return site;
  };

  it.each([
    ["that is corrupt", (text: string) => text.slice(0, 40), "is no ledger that can be read"],
    ["from a newer version", (text: string) => text.replace('"version":1', '"version":9'), "newer Mediaroot"],
    ["for another target", (text: string) => text.replace('"target":"media"', '"target":"dist"'), "another target"],
    ["that names paths outside", (text: string) => text.replace("blog/b.css", "../settings.ts"), "is no ledger"],
  ])("%s is a clear error, and nothing is written", (_, spoil, message) => {
    using site = synced();
    const ledger = site.path("media/.syncmedia/ledger.json");
    writeFileSync(ledger, spoil(readFileSync(ledger, "utf8")));
    const spoiled = readFileSync(ledger, "utf8");
    for (const args of [[], ["--check"], ["--strategy", "clear", "--yes"]]) {
      const { code, stderr } = syncmedia(site.root, ...args);
      expect(code).toBe(1);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain("    at ");
    }
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
    expect(readFileSync(ledger, "utf8")).toBe(spoiled);
  });

  it("that is gone makes every copy an override, which --adopt takes back", () => {
    using site = createSite({ "blog/media/b.css": "b", "blog/media/c.css": "c" });
    syncmedia(site.root);
    rmSync(site.path("media/.syncmedia"), { recursive: true });
    site.write({ "blog/media/c.css": "c 2" });
    expect(syncmedia(site.root, "--adopt").stdout).toContain("kept blog/c.css");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b", "blog/c.css": "c" });
  });

  it("is not read or written through a link, and nor is a state directory that is a file", () => {
    using site = createSite({ "blog/media/b.css": "b", "elsewhere/": "", "media/": "" });
    symlinkSync("../elsewhere", site.path("media/.syncmedia"));
    expect(syncmedia(site.root)).toMatchObject({ code: 1 });
    expect(snapshot(site.path("elsewhere"))).toEqual({});
    rmSync(site.path("media/.syncmedia"));
    writeFileSync(site.path("media/.syncmedia"), "mine");
    expect(syncmedia(site.root).stderr).toContain("is not a directory");
    expect(readFileSync(site.path("media/.syncmedia"), "utf8")).toBe("mine");
  });
});
