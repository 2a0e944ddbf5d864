import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { APPS } from "./publication.test.support.ts";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, snapshot } from "./scratch.test.support.ts";

describe("of options that cannot be used together syncmedia says what to write instead, and writes nothing:", () => {
  test.each<readonly [flags: readonly string[], write: string]>([
    [["--hash"], "--to public"],
    [["--hash", "--link", "--to", "public"], "use --copy."],
    [["--hash", "--auto", "--to", "public"], "use --copy."],
    [["admin", "--hash", "--to", "public"], "leave the labels out."],
    [["--compress", "br"], "--to public"],
    [["--compress", "br", "--link"], "--to public"],
    [["--compress", "br", "--link", "--to", "public"], "use --copy"],
    [["--to", "public", "--compress", "br,gzp"], 'Did you mean "gzip"?'],
    [["--strict", "--to", "public"], "add --hash"],
    [["--strict", "--to", "s3://media/site"], "add --hash"],
  ])("%j", async (flags, write) => {
    using site = createSite(APPS);
    const { code, stderr } = await runSyncmedia(site.root, ...flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(write) as string });
    expect(snapshot(site.path("media"))).toEqual({ "photo.jpg": "photo" });
    expect(existsSync(site.path("public"))).toBe(false);
  });

  test("COMPRESS of the settings, where the target is MEDIA_ROOT", async () => {
    using site = createSite(APPS, { SYNCMEDIA: { COMPRESS: ["gzip"] } });
    const { code, stderr } = await runSyncmedia(site.root);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("SYNCMEDIA.COMPRESS") as string });
  });
});
