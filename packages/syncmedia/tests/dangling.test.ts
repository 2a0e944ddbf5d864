import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { APPS, hashedPath, published } from "./publication.test.support.ts";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite } from "./scratch.test.support.ts";

describe("--hash, where a reference cannot be followed,", () => {
  test("warns of a reference that leads nowhere, with its place, and goes on", async () => {
    using site = createSite({ ...APPS, "blog/media/a.css": "a{}\nb { background: url(gone.png) }\n" });
    const { code, stderr } = await runSyncmedia(site.root, "--to", "public", "--hash");
    expect(code).toBe(0);
    expect(stderr).toContain('blog/a.css:2:21 refers to "gone.png", which is not published. It stays as it is.');
    expect(published(site, hashedPath(site, "blog/a.css"))).toContain("url(gone.png)");
  });

  test("names ten references that lead nowhere, and all of them with -v and in --json", async () => {
    const twelve = Array.from({ length: 12 }, (_, index) => `a { b: url(gone${index}.png) }\n`).join("");
    using site = createSite({ ...APPS, "blog/media/a.css": twelve });
    const short = await runSyncmedia(site.root, "--to", "public", "--hash", "-n");
    expect(short.stderr.match(/refers to/g)).toHaveLength(10);
    expect(short.stderr).toContain("warning and 2 more like these: syncmedia -v names them\n");
    const long = await runSyncmedia(site.root, "--to", "public", "--hash", "-n", "-v");
    expect(long.stderr.match(/warning blog\/a\.css:\d+:12 refers to/g)).toHaveLength(12);
    expect(long.stderr).not.toContain("more");
    const { dangling, warnings } = JSON.parse(
      (await runSyncmedia(site.root, "--to", "public", "--hash", "--json")).stdout,
    );
    expect(dangling).toHaveLength(12);
    expect(dangling[11]).toEqual({ file: "blog/a.css", specifier: "gone11.png", line: 12, column: 12 });
    expect(warnings).toEqual([]);
  });

  test("fails with --strict where a reference leads nowhere, before anything is written", async () => {
    using site = createSite({ ...APPS, "blog/media/a.css": "b { background: url(gone.png) }" });
    const { code, stderr } = await runSyncmedia(site.root, "--to", "public", "--hash", "--strict");
    expect(code).toBe(1);
    expect(stderr).toContain("1 reference leads to no published file:\n  - blog/a.css:1:21 refers to");
    expect(stderr).toContain("Nothing was written.");
    expect(existsSync(site.path("public"))).toBe(false);
    expect(existsSync(site.path("media-manifest.json"))).toBe(false);
    const silenced = { TARGET: "public", HASH: true, DANGLING: ["blog/*.css"] };
    site.write({
      "settings.ts": `export default ${JSON.stringify({ INSTALLED_APPS: ["./contrib/admin", "./blog"], SYNCMEDIA: silenced })};`,
    });
    expect(await runSyncmedia(site.root)).toMatchObject({ code: 0, stderr: "" });
    expect(await runSyncmedia(site.root, "--strict")).toMatchObject({ code: 0, stderr: "" });
  });

  test("publishes what is no style sheet or module as it is, with a warning", async () => {
    using site = createSite({ ...APPS, "blog/media/broken.mjs": "import {" });
    const { code, stderr } = await runSyncmedia(site.root, "--to", "public", "--hash");
    expect(code).toBe(0);
    expect(stderr).toMatch(/blog\/broken\.mjs:\d+:\d+ is not JavaScript that can be read/);
    expect(published(site, hashedPath(site, "blog/broken.mjs"))).toBe("import {");
  });
});
