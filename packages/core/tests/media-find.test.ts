import { execFileSync } from "node:child_process";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { splitPath } from "../src/logical-path.ts";
import { finderOf, names } from "./media-finder.test.support.ts";
import { createMediaFinder } from "../src/finder/media-finder.ts";
import { createTree } from "../src/testing.ts";

describe("find", () => {
  test("gives an app's file at its label", () => {
    using tree = createTree({ "admin/media/js/core.js": "core" });
    expect(finderOf(tree, "admin").find(splitPath("admin/js/core.js"))).toMatchObject({
      logicalPath: "admin/js/core.js",
      path: tree.path("admin/media/js/core.js"),
      source: { kind: "app", label: "admin" },
      identity: { size: 4 },
    });
  });

  test("prefers the project's file", () => {
    using tree = createTree({ "media/admin/js/core.js": "mine", "admin/media/js/core.js": "theirs" });
    expect(finderOf(tree, "admin").find(splitPath("admin/js/core.js"))?.path).toBe(tree.path("media/admin/js/core.js"));
  });

  test("gives uploads, which no app knows", () => {
    using tree = createTree({ "media/photos/one.jpg": "" });
    expect(finderOf(tree, "admin").find(splitPath("photos/one.jpg"))?.source.kind).toBe("project");
  });

  test.each([
    "",
    "admin",
    "admin/js",
    "admin/js/none.js",
    "none/x",
    "admin/js/core.js/",
    "../admin/media/js/core.js",
    "admin/js/../js/core.js",
    "__proto__/x",
    "constructor",
    "admin/.git/config",
    "admin/x~",
    ".syncmedia/ledger.json",
    ".SyncMedia/x",
    "admin/js/core.js\0",
  ])("gives nothing for %j", (logicalPath) => {
    using tree = createTree({
      "admin/media/js/core.js": "",
      "admin/media/.git/config": "",
      "admin/media/x~": "",
      "media/.syncmedia/ledger.json": "",
    });
    expect(finderOf(tree, "admin").find(splitPath(logicalPath))).toBeUndefined();
  });

  test("takes each segment as one name: a decoded slash inside it is no border", () => {
    using tree = createTree({ "admin/media/js/core.js": "" });
    const finder = finderOf(tree, "admin");
    expect(finder.find(["admin", "js", "core.js"])).toBeDefined();
    for (const segments of [["admin", "js/core.js"], ["admin/js/core.js"], ["admin", "js\\core.js"]]) {
      expect(finder.find(segments)).toBeUndefined();
      expect(finder.trace(segments)).toMatchObject({ kind: "refused" });
    }
  });

  test("gives no dotfile, editor backup or version control directory, whatever MEDIA_IGNORE says", () => {
    const hidden = [".env", ".git/config", "x~", "CVS/Root", "a.map"];
    using tree = createTree(Object.fromEntries([...hidden, "a.js"].map((name) => [`media/${name}`, ""])));
    const sources = [{ kind: "project", mount: "", directory: tree.path("media") }] as const;
    const finder = createMediaFinder({ sources, ignore: ["*.map"] });
    expect(hidden.filter((name) => finder.find(splitPath(name)) !== undefined)).toEqual([]);
    expect(finder.list().files.map(({ logicalPath }) => logicalPath)).toEqual(["a.js"]);
  });

  test("serves .well-known, which is no dotfile to hide", () => {
    using tree = createTree({ "media/.well-known/security.txt": "" });
    expect(finderOf(tree).find(splitPath(".well-known/security.txt"))).toBeDefined();
  });

  test("gives no named pipe, and does not fall through to the app's file", () => {
    using tree = createTree({ "media/admin/": "", "admin/media/x.css": "" });
    execFileSync("mkfifo", [tree.path("media/admin/x.css")]);
    expect(finderOf(tree, "admin").find(splitPath("admin/x.css"))).toBeUndefined();
  });

  test("matches letter case exactly", () => {
    using tree = createTree({ "admin/media/Core.js": "" });
    expect(finderOf(tree, "admin").find(splitPath("admin/core.js"))).toBeUndefined();
    expect(finderOf(tree, "admin").find(splitPath("Admin/Core.js"))).toBeUndefined();
  });

  test.each(["é".repeat(200), "x".repeat(256), `d/${"é".repeat(127)}x`])(
    "takes a name that is too long for the disk for absent: %s",
    (name) => {
      using tree = createTree({ "admin/media/d/": "" });
      const finder = finderOf(tree, "admin");
      expect(finder.find(splitPath(`admin/${name}`))).toBeUndefined();
      expect(finder.trace(splitPath(`admin/${name}`))).toMatchObject({
        attempts: [{ outcome: "absent" }, { outcome: "absent" }],
      });
    },
  );

  test("takes a MEDIA_ROOT that is a file for one that is not there", () => {
    using tree = createTree({ media: "", "admin/media/x.css": "" });
    const finder = finderOf(tree, "admin");
    const file = finder.find(splitPath("admin/x.css")) ?? expect.unreachable();
    expect(finder.isCurrent(file)).toBe(true);
  });

  test("serves nothing at the label of an app whose media is a file", () => {
    using tree = createTree({ "admin/media": "a file" });
    expect(finderOf(tree, "admin").find(splitPath("admin"))).toBeUndefined();
    expect(names(finderOf(tree, "admin"))).toEqual([]);
  });

  test("never throws while the file that it looks for comes and goes", async () => {
    using tree = createTree({ "media/admin/x.css": "", "admin/media/x.css": "" });
    const finder = finderOf(tree, "admin");
    const churn = `const fs = require("node:fs"); const file = ${JSON.stringify(tree.path("media/admin/x.css"))};
      for (let turn = 0; turn < 3000; turn++) { fs.rmSync(file, { force: true }); fs.writeFileSync(file, ""); }`;
    const churning = { ended: false };
    new Worker(churn, { eval: true }).once("exit", () => (churning.ended = true));
    while (!churning.ended) {
      for (let turn = 0; turn < 20; turn++) expect(finder.find(splitPath("admin/x.css"))).toBeDefined();
      await setImmediate();
    }
  });

  test("sees an app that gains its first media", () => {
    using tree = createTree({ "admin/": "" });
    const finder = finderOf(tree, "admin");
    expect(finder.find(splitPath("admin/x.css"))).toBeUndefined();
    tree.write({ "admin/media/x.css": "" });
    expect(finder.find(splitPath("admin/x.css"))).toBeDefined();
  });
});

describe("findAll", () => {
  test("gives the winner, then what it shadows", () => {
    using tree = createTree({ "media/admin/x.css": "", "admin/media/x.css": "" });
    const found = finderOf(tree, "admin").findAll(splitPath("admin/x.css"));
    expect(found.map(({ path: file }) => file)).toEqual([
      tree.path("media/admin/x.css"),
      tree.path("admin/media/x.css"),
    ]);
  });

  test("gives nothing where nothing is served", () => {
    using tree = createTree({ "media/admin/x.css/": "", "admin/media/x.css": "" });
    expect(finderOf(tree, "admin").findAll(splitPath("admin/x.css"))).toEqual([]);
  });
});

describe("trace", () => {
  test("names each place tried, in order, with what is there", () => {
    using tree = createTree({ "media/admin/x.css": "", "admin/media/x.css": "" });
    expect(finderOf(tree, "admin").trace(splitPath("admin/x.css"))).toMatchObject({
      kind: "looked",
      attempts: [
        { path: tree.path("media/admin/x.css"), outcome: "found" },
        { path: tree.path("admin/media/x.css"), outcome: "shadowed" },
      ],
    });
    expect(finderOf(tree, "admin").trace(splitPath("admin/y.css"))).toMatchObject({
      attempts: [{ outcome: "absent" }, { path: tree.path("admin/media/y.css"), outcome: "absent" }],
    });
  });

  test("says why a path is refused", () => {
    using tree = createTree();
    expect(finderOf(tree).trace(splitPath("a/../b"))).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("dot segment"),
    });
    expect(finderOf(tree).trace(splitPath(".git/x"))).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("MEDIA_IGNORE"),
    });
  });
});
