import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, snapshot } from "./scratch.test.support.ts";

describe("a project that cannot be synced", () => {
  const media = { "blog/media/a.css": "a", "contrib/admin/media/b.css": "b" };

  test.each([
    ["MEDIA_ROOT inside an app's media", { MEDIA_ROOT: "blog/media/uploads" }],
    ["MEDIA_ROOT that is an app's media", { MEDIA_ROOT: "blog/media" }],
    ["an app's media inside MEDIA_ROOT", { MEDIA_ROOT: "blog" }],
    ["two apps of one label", { INSTALLED_APPS: ["./blog", { name: "./contrib/admin", label: "Blog" }] }],
    ["an app that is not there", { INSTALLED_APPS: ["./blog", "./nowhere"] }],
    ["a setting that is misspelt", { INSTALED_APPS: ["./blog"] }],
  ])("is refused at the start, and nothing is written: %s", async (_, settings) => {
    using site = createSite(media, settings);
    const before = snapshot(site.root);
    const { code, stdout, stderr } = await runSyncmedia(site.root, "--strategy", "clear", "--yes");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error /);
    expect(stderr).not.toContain("    at ");
    expect(snapshot(site.root)).toEqual(before);
  });

  test.each(["s3:media", "S3:/media", "gs://media/site"])(
    "%s is no target, and no directory of that name",
    async (to) => {
      using site = createSite(media);
      const before = snapshot(site.root);
      for (const words of [[], ["verify"]]) {
        const { code, stderr } = await runSyncmedia(site.root, ...words, "--to", to);
        expect([code, stderr]).toEqual([2, expect.stringContaining("does not begin with s3://")]);
      }
      expect(snapshot(site.root)).toEqual(before);
    },
  );
});
