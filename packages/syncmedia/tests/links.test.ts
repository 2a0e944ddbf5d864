import { mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, replacedIn, settingsText, snapshot, stateOf } from "./scratch.test.support.ts";

const MEDIA = { "contrib/admin/media/js/core.js": "core", "blog/media/b.css": "b" };
const LINKS = { admin: "-> ../contrib/admin/media", blog: "-> ../blog/media" };
const COPIES = { "admin/js/core.js": "core", "blog/b.css": "b" };

describe("syncmedia --link", () => {
  test("links each app's media by a relative link, and changes nothing the second time", async () => {
    using site = createSite(MEDIA);
    const { code, stdout } = await runSyncmedia(site.root, "--link");
    expect(code).toBe(0);
    expect(stdout).toContain("linked");
    expect(snapshot(site.path("media"))).toEqual(LINKS);
    expect(readFileSync(site.path("media/admin/js/core.js"), "utf8")).toBe("core");
    expect((await runSyncmedia(site.root, "--link")).stdout).toContain("up to date");
    expect((await runSyncmedia(site.root, "--link", "--check")).code).toBe(0);
  });

  test("survives the move of the whole project", async () => {
    using site = createSite(Object.fromEntries(Object.entries(MEDIA).map(([name, text]) => [`old/${name}`, text])));
    site.write({ "old/settings.ts": settingsText({ INSTALLED_APPS: ["./contrib/admin", "./blog"] }) });
    await runSyncmedia(site.path("old"), "--link");
    renameSync(site.path("old"), site.path("new"));
    expect(readFileSync(site.path("new/media/blog/b.css"), "utf8")).toBe("b");
    expect((await runSyncmedia(site.path("new"), "--link")).code).toBe(0);
    expect((await runSyncmedia(site.path("new"))).code).toBe(0);
    expect(snapshot(site.path("new/media"))).toEqual(COPIES);
  });

  test.each([
    ["a directory with a file of yours", (media: string) => writeAt(path.join(media, "admin/mine.css"), "mine")],
    ["an empty directory", (media: string) => mkdirSync(path.join(media, "admin"), { recursive: true })],
    ["a file", (media: string) => writeAt(path.join(media, "admin"), "mine")],
    ["a link of yours", (media: string) => symlinkAt("../elsewhere", path.join(media, "admin"))],
    ["a dangling link of yours", (media: string) => symlinkAt("nowhere", path.join(media, "admin"))],
  ])("refuses where %s stands, and changes nothing for any app", async (_, prepare) => {
    using site = createSite({ ...MEDIA, "elsewhere/x": "x" });
    prepare(site.path("media"));
    const before = snapshot(site.path("media"));
    const { code, stdout } = await runSyncmedia(site.root, "--link");
    expect(code).toBe(1);
    expect(stdout).toContain("not linked admin");
    expect(stdout).toContain(`ln -s ../contrib/admin/media ${site.path("media/admin")}`);
    expect(stdout).toContain("--auto");
    expect(snapshot(site.path("media"))).toEqual(before);
    expect(stateOf(site.path("media"))).toEqual([]);
  });

  test("refuses copies that were edited by hand", async () => {
    using site = createSite(MEDIA);
    await runSyncmedia(site.root);
    site.write({ "media/admin/js/core.js": "mine" });
    const { code, stdout } = await runSyncmedia(site.root, "--link");
    expect(code).toBe(1);
    expect(stdout).toContain("admin/js/core.js");
    expect(snapshot(site.path("media"))).toEqual({ ...COPIES, "admin/js/core.js": "mine" });
  });

  test("takes the place of its own copies, and copies that of its own links, losing nothing", async () => {
    using site = createSite({ ...MEDIA, "media/uploads/photo.jpg": "photo" });
    const uploads = { "uploads/photo.jpg": "photo" };
    for (let round = 0; round < 2; round += 1) {
      expect((await runSyncmedia(site.root)).code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual({ ...COPIES, ...uploads });
      expect((await runSyncmedia(site.root, "--link")).code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual({ ...LINKS, ...uploads });
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    }
    expect(snapshot(site.path("contrib"))).toEqual({ "admin/media/js/core.js": "core" });
  });

  test("makes a link of ours anew when its app has moved", async () => {
    using site = createSite(MEDIA);
    await runSyncmedia(site.root, "--link");
    renameSync(site.path("contrib/admin"), site.path("admin"));
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./admin", "./blog"] }) });
    expect((await runSyncmedia(site.root, "--link")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ ...LINKS, admin: "-> ../admin/media" });
  });

  test("links to the path by which a package is found, so that an upgrade by pnpm needs no new link", async () => {
    using site = createSite({
      "node_modules/.pnpm/katex@1/node_modules/katex/dist/katex.js": "1",
      "node_modules/.pnpm/katex@2/node_modules/katex/dist/katex.js": "2",
      "media/": "",
    });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [{ name: "katex", media: "dist" }] }) });
    symlinkSync(".pnpm/katex@1/node_modules/katex", site.path("node_modules/katex"));
    expect((await runSyncmedia(site.root, "--link")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ katex: "-> ../node_modules/katex/dist" });
    rmSync(site.path("node_modules/katex"));
    symlinkSync(".pnpm/katex@2/node_modules/katex", site.path("node_modules/katex"));
    rmSync(site.path("node_modules/.pnpm/katex@1"), { recursive: true });
    expect(readFileSync(site.path("media/katex/katex.js"), "utf8")).toBe("2");
    expect((await runSyncmedia(site.root, "--link")).stdout).toContain("up to date");
    expect((await runSyncmedia(site.root, "--check", "--link")).code).toBe(0);
  });

  test("turns a link of ours to one installed version of a package", async () => {
    using site = createSite({ "node_modules/.pnpm/katex@1/node_modules/katex/dist/katex.js": "1" });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [{ name: "katex", media: "dist" }] }) });
    symlinkSync(".pnpm/katex@1/node_modules/katex", site.path("node_modules/katex"));
    const old = "../node_modules/.pnpm/katex@1/node_modules/katex/dist";
    const ledger = { version: 1, target: "media", links: [{ label: "katex", to: old }], files: [] };
    site.write({ "media/.syncmedia/ledger.json": JSON.stringify(ledger).replace("]}", "\n]}\n") });
    symlinkSync(old, site.path("media/katex"));
    expect((await runSyncmedia(site.root, "--link")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ katex: "-> ../node_modules/katex/dist" });
  });

  test("removes the link of an app that is gone, and not what it leads to", async () => {
    using site = createSite(MEDIA);
    await runSyncmedia(site.root, "--link");
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"] }) });
    expect((await runSyncmedia(site.root, "--link")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ blog: LINKS.blog });
    expect(readFileSync(site.path("contrib/admin/media/js/core.js"), "utf8")).toBe("core");
  });

  test("takes a link made by hand into an app's media as its own", async () => {
    using site = createSite({ ...MEDIA, "media/": "" });
    symlinkSync(site.path("contrib/admin/media"), site.path("media/admin"));
    expect((await runSyncmedia(site.root, "--link")).code).toBe(0);
    expect(readlinkSync(site.path("media/admin"))).toBe(site.path("contrib/admin/media"));
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual(COPIES);
  });

  test("keeps what a killed run has taken away with its copies, and clears the copies away", async () => {
    using site = createSite(MEDIA);
    await runSyncmedia(site.root);
    // Killed while its link was put in place; an override had come in since it was planned.
    site.write({ "media/admin/mine.css": "mine", "media/.syncmedia/staging/": "" });
    renameSync(site.path("media/admin"), site.path("media/.syncmedia/staging/link.admin"));
    const { code, stdout } = await runSyncmedia(site.root, "--link");
    expect(code).toBe(0);
    expect(stdout).toContain(site.path("media/.syncmedia/replaced"));
    expect(snapshot(site.path("media"))).toEqual(LINKS);
    expect(replacedIn(site.path("media"))).toEqual({ "admin.recovered/mine.css": "mine" });
    expect(stateOf(site.path("media"))).toEqual(["ledger.json", "replaced"]);
  });

  test("warns of what a link publishes and a copy would not", async () => {
    using site = createSite({ ...MEDIA, "secret.txt": "secret" });
    symlinkSync("../../../secret.txt", site.path("contrib/admin/media/out.txt"));
    expect((await runSyncmedia(site.root, "--link")).stderr).toContain("admin/out.txt leads outside");
  });
});

describe("syncmedia --auto", () => {
  test("links where it can and copies where it cannot, app by app, and says so", async () => {
    using site = createSite({ ...MEDIA, "media/admin/mine.css": "mine" });
    const { code, stdout } = await runSyncmedia(site.root, "--auto");
    expect(code).toBe(0);
    expect(stdout).toContain("admin is copied, not linked: ");
    expect(snapshot(site.path("media"))).toEqual({
      "admin/js/core.js": "core",
      "admin/mine.css": "mine",
      blog: LINKS.blog,
    });
    expect((await runSyncmedia(site.root, "--auto", "--check")).code).toBe(0);
  });

  test("lets the strategy govern the apps that are copied", async () => {
    using site = createSite({ ...MEDIA, "media/admin/js/core.js": "mine" });
    expect((await runSyncmedia(site.root, "--auto", "--strategy", "overwrite")).code).toBe(2);
    expect((await runSyncmedia(site.root, "--auto", "--strategy", "overwrite", "--yes")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "admin/js/core.js": "core", blog: LINKS.blog });
    expect(replacedIn(site.path("media"))).toEqual({ "admin/js/core.js": "mine" });
  });
});

function writeAt(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function symlinkAt(text: string, file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  symlinkSync(text, file);
}
