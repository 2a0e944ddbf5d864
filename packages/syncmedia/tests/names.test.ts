import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, snapshot } from "./scratch.test.support.ts";

describe("names", () => {
  test("odd ones are copied, and shown harmlessly", async () => {
    const names = [
      "a b.css",
      "ü.css",
      "%41.css",
      "#.css",
      "+.css",
      "'\".css",
      "<img onerror=alert(1)>.css",
      "-rf",
      "__proto__",
    ];
    using site = createSite(Object.fromEntries(names.map((name) => [`blog/media/${name}`, "x"])));
    expect((await runSyncmedia(site.root, "-v")).code).toBe(0);
    const expected = names.map((name) => [`blog/${name}`, "x"]);
    expect(Object.entries(snapshot(site.path("media"))).toSorted()).toEqual(expected.toSorted());
  });

  test("those that no URL or Windows can hold are skipped, and cannot break the line", async () => {
    using site = createSite({ "blog/media/a.css": "a", "blog/media/new\nline.css": "x", "blog/media/aux.css": "x" });
    const { code, stdout } = await runSyncmedia(site.root);
    expect(code).toBe(1);
    expect(stdout).toContain(String.raw`skipped blog/new\nline.css: has a control character`);
    expect(stdout).toContain("skipped blog/aux.css: has a Windows device name");
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a" });
  });

  test("bytes that are no UTF-8 are skipped and named", async () => {
    using site = createSite({ "blog/media/a.css": "a" });
    writeFileSync(Buffer.concat([Buffer.from(site.path("blog/media/")), Buffer.from([0xff, 0xfe])]), "x");
    const { code, stdout } = await runSyncmedia(site.root);
    expect(code).toBe(1);
    expect(stdout).toContain("skipped blog/");
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a" });
  });

  test("twins of letter case and of Unicode form are reported in each run", async () => {
    using site = createSite({
      "blog/media/a.css": "1",
      "blog/media/A.css": "2",
      "blog/media/\u00e9": "3",
      "blog/media/e\u0301": "4",
    });
    const { code, stderr } = await runSyncmedia(site.root);
    expect(code).toBe(0);
    expect(stderr.match(/differ only in letter case or Unicode form/g)).toHaveLength(2);
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(4);
    const again = await runSyncmedia(site.root);
    expect(again.stderr.match(/differ only in letter case or Unicode form/g)).toHaveLength(2);
  });

  test("empty files are files", async () => {
    using site = createSite({ "blog/media/empty": "" });
    await runSyncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/empty": "" });
    expect((await runSyncmedia(site.root)).stdout).toContain("up to date");
  });
});
