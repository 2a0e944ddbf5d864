import { lstatSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { type Ledger, loadLedger, renderLedger } from "@mediaroot/core/internal";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, snapshot } from "./scratch.test.support.ts";

type Site = ReturnType<typeof createSite>;

/** Leaves a copy as a power loss does: shorter, with the times and inode that the ledger has recorded. */
function cutShort(site: Site, logicalPath: string): void {
  const [target, place] = [site.path("media"), site.path("media", logicalPath)];
  truncateSync(place, 0);
  const { mtimeMs, ctimeMs } = lstatSync(place);
  const ledger = loadLedger(target, site.root) as Ledger;
  const files = new Map(ledger.files);
  const file = files.get(logicalPath);
  if (file?.copy === undefined) throw new Error("the ledger has no identity of the copy");
  files.set(logicalPath, { ...file, copy: { ...file.copy, mtimeMs, ctimeMs } });
  writeFileSync(site.path("media/.syncmedia/ledger.json"), [...renderLedger({ ...ledger, files })].join(""));
}

describe("a copy that a power loss has cut short", () => {
  test.each(["sync", "new", "update"])("is written anew by strategy %s, and is no override", async (strategy) => {
    using site = createSite({ "blog/media/a.css": "whole", "blog/media/b.css": "b" });
    await runSyncmedia(site.root);
    cutShort(site, "blog/a.css");
    expect((await runSyncmedia(site.root, "--check")).code).toBe(3);
    const { code, stdout } = await runSyncmedia(site.root, "--strategy", strategy);
    expect(code).toBe(0);
    expect(stdout).not.toContain("kept");
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "whole", "blog/b.css": "b" });
    expect((await runSyncmedia(site.root, "--check")).code).toBe(0);
  });

  test("is not published elsewhere in place of the app's file", async () => {
    using site = createSite({ "blog/media/a.css": "whole" });
    await runSyncmedia(site.root);
    cutShort(site, "blog/a.css");
    expect((await runSyncmedia(site.root, "--to", "dist")).code).toBe(0);
    expect(snapshot(site.path("dist"))).toEqual({ "blog/a.css": "whole" });
  });

  test("is still distinguished from a copy that you have emptied", async () => {
    using site = createSite({ "blog/media/a.css": "whole" });
    await runSyncmedia(site.root);
    truncateSync(site.path("media/blog/a.css"), 0);
    expect((await runSyncmedia(site.root)).stdout).toContain("kept blog/a.css: a copy edited by hand");
    expect(readFileSync(site.path("media/blog/a.css"), "utf8")).toBe("");
  });
});
