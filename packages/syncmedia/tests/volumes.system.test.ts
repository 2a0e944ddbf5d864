import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { canRun, createSite, settingsText, snapshot, syncmedia } from "./scratch.test.support.ts";
import { canExfat, canMount, canNtfs, image, mounted, why, writeJunction } from "./volume.test.support.ts";

const canExt4 = canMount && canRun("mkfs.ext4", "-V");

describe.skipIf(!canExt4)(`a file system of whole seconds${why("mkfs.ext4", canExt4)}`, () => {
  test("hides no second change within one", () => {
    using site = createSite();
    using disk = image(site, ["mkfs.ext4", "-q", "-F", "-I", "128"]);
    using mount = mounted(site, "disk", ["mount", disk.device, site.path("disk")]);
    site.write({ "disk/settings.ts": settingsText({ INSTALLED_APPS: ["./blog"], MEDIA_ROOT: "media" }) });
    for (let round = 0; round < 8; round += 1) {
      site.write({ "disk/blog/media/a.css": `version ${round}` });
      expect(syncmedia(mount.directory).code).toBe(0);
      expect(snapshot(site.path("disk/media"))).toEqual({ "blog/a.css": `version ${round}` });
    }
    expect(lstatSync(site.path("disk/media/blog/a.css")).mtimeMs % 1000).toBe(0);
    // Of the size of the copy, and in the second that it was made in.
    site.write({ "disk/media/blog/a.css": "my own 77", "disk/blog/media/a.css": "version 8" });
    expect(syncmedia(mount.directory).stdout).toContain("kept blog/a.css: a copy edited by hand");
    expect(snapshot(site.path("disk/media"))).toEqual({ "blog/a.css": "my own 77" });
  });
});

describe.skipIf(!canExfat)(`exFAT${why("exfat", canExfat)}`, () => {
  test("gets copies where links are impossible, and knows them again", () => {
    using site = createSite({ "contrib/admin/media/a.css": "a", "blog/media/b.css": "b" });
    using disk = image(site, ["mkfs.exfat"]);
    using mount = mounted(site, "media", ["mount.exfat-fuse", disk.device, site.path("media")]);
    const linked = syncmedia(site.root, "--link");
    expect(linked.code).toBe(1);
    expect(linked.stdout).toContain("links cannot be made there");
    expect(linked.stdout).toContain("ln -s");
    expect(snapshot(mount.directory)).toEqual({});
    const auto = syncmedia(site.root, "--auto");
    expect(auto.code).toBe(0);
    expect(auto.stdout).toContain("admin, blog are copied, not linked: links cannot be made there: the file system");
    expect(snapshot(mount.directory)).toEqual({ "admin/a.css": "a", "blog/b.css": "b" });
    expect(syncmedia(site.root, "--auto").stdout).toContain("up to date");
    writeFileSync(site.path("media/blog/b.css"), "B");
    site.write({ "contrib/admin/media/a.css": "2" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(mount.directory)).toEqual({ "admin/a.css": "2", "blog/b.css": "B" });
    expect(syncmedia(site.root, "--strategy", "overwrite", "--yes").code).toBe(0);
    expect(snapshot(mount.directory)).toEqual({ "admin/a.css": "2", "blog/b.css": "b" });
  });

  test("names twins of letter case, of which it holds but one", () => {
    using site = createSite({ "blog/media/a.css": "lower", "blog/media/A.css": "upper" });
    using disk = image(site, ["mkfs.exfat"]);
    using mount = mounted(site, "media", ["mount.exfat-fuse", disk.device, site.path("media")]);
    for (let round = 0; round < 2; round += 1) {
      const { code, stderr } = syncmedia(site.root);
      expect(code).toBe(1);
      expect(stderr).toContain("differ only in letter case");
    }
    expect(Object.values(snapshot(mount.directory))).toEqual(["upper"]);
  });
});

describe.skipIf(!canNtfs)(`NTFS${why("ntfs-3g", canNtfs)}`, () => {
  test("gets copies, and a genuine junction is recognised, replaced and removed without touching its target", () => {
    using site = createSite({ "blog/media/b.css": "b" });
    using disk = image(site, ["mkntfs", "-F", "-Q"]);
    using mount = mounted(site, "media", [
      "lowntfs-3g",
      "-o",
      "windows_names,ignore_case",
      disk.device,
      site.path("media"),
    ]);
    mkdirSync(site.path("media/elsewhere"));
    writeFileSync(site.path("media/elsewhere/x.css"), "theirs");
    mkdirSync(site.path("media/blog"));
    writeJunction(site, "media/blog", String.raw`\??\C:\elsewhere`);
    expect(lstatSync(site.path("media/blog")).isSymbolicLink()).toBe(true);
    expect(syncmedia(site.root).stdout).toContain("kept blog: a link that is not syncmedia's");
    expect(syncmedia(site.root, "--strategy", "clear", "--yes").code).toBe(0);
    const { "elsewhere/x.css": theirs, "blog/b.css": copy } = snapshot(mount.directory);
    expect([theirs, copy]).toEqual(["theirs", "b"]);
    expect(syncmedia(site.root).stdout).toContain("up to date");
  });

  test("takes a junction into an app's media for its own, and what it leads to survives its end", () => {
    using site = createSite();
    using disk = image(site, ["mkntfs", "-F", "-Q"]);
    using mount = mounted(site, "disk", ["lowntfs-3g", disk.device, site.path("disk")]);
    const project = { INSTALLED_APPS: ["./admin", "./blog"], MEDIA_ROOT: "media" };
    site.write({
      "disk/settings.ts": settingsText(project),
      "disk/admin/media/a.css": "a",
      "disk/blog/media/b.css": "b",
      "disk/media/admin/": "",
      "disk/media/blog/": "",
    });
    writeJunction(site, "disk/media/admin", String.raw`\??\C:\admin\media`);
    writeJunction(site, "disk/media/blog", String.raw`\??\C:\blog\media`);
    const mediaIn = (directory: string): Record<string, string> => snapshot(`${mount.directory}/${directory}`);
    expect(readFileSync(site.path("disk/media/blog/b.css"), "utf8")).toBe("b");
    expect(syncmedia(mount.directory, "--link").stdout).toContain("up to date");

    expect(syncmedia(mount.directory).code).toBe(0);
    expect(mediaIn("media")).toEqual({ "admin/a.css": "a", "blog/b.css": "b" });
    expect(lstatSync(site.path("disk/media/blog")).isSymbolicLink()).toBe(false);
    expect([mediaIn("admin"), mediaIn("blog")]).toEqual([{ "media/a.css": "a" }, { "media/b.css": "b" }]);

    rmSync(site.path("disk/media/blog"), { recursive: true });
    mkdirSync(site.path("disk/media/blog"));
    writeJunction(site, "disk/media/blog", String.raw`\??\C:\blog\media`);
    expect(syncmedia(mount.directory, "--link", "blog").stdout).toContain("up to date");
    site.write({ "disk/settings-2.ts": settingsText({ ...project, INSTALLED_APPS: ["./admin"] }) });
    expect(syncmedia(mount.directory, "--settings", "settings-2.ts").code).toBe(0);
    expect(mediaIn("media")).toEqual({ "admin/a.css": "a" });
    expect(mediaIn("blog")).toEqual({ "media/b.css": "b" });
  });
});
