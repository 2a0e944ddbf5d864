import { execFileSync } from "node:child_process";
import { chmodSync, renameSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AppSource, MediaSource } from "./media-file.ts";
import { createMediaFinder, type MediaFinder } from "./media-finder.ts";
import { createTree, type TestTree, type Tree } from "./testing.ts";

const IGNORE = [".*", "*~", "CVS"];

function sourcesOf(tree: TestTree, labels: readonly string[]): readonly MediaSource[] {
  const apps = labels.map((label): AppSource => ({
    kind: "app",
    label,
    mount: `${label}/`,
    directory: tree.path(label, "media"),
  }));
  return [{ kind: "project", mount: "", directory: tree.path("media") }, ...apps];
}

function finderOf(tree: TestTree, ...labels: readonly string[]): MediaFinder {
  return createMediaFinder({ sources: sourcesOf(tree, labels), ignore: IGNORE });
}

const names = (finder: MediaFinder, options?: Parameters<MediaFinder["list"]>[0]): readonly string[] =>
  finder.list(options).files.map(({ logicalPath }) => logicalPath);

describe("find", () => {
  test("gives an app's file at its label", () => {
    using tree = createTree({ "admin/media/js/core.js": "core" });
    expect(finderOf(tree, "admin").find("admin/js/core.js")).toMatchObject({
      logicalPath: "admin/js/core.js",
      path: tree.path("admin/media/js/core.js"),
      source: { kind: "app", label: "admin" },
      identity: { size: 4 },
    });
  });

  test("prefers the project's file", () => {
    using tree = createTree({ "media/admin/js/core.js": "mine", "admin/media/js/core.js": "theirs" });
    expect(finderOf(tree, "admin").find("admin/js/core.js")?.path).toBe(tree.path("media/admin/js/core.js"));
  });

  test("gives uploads, which no app knows", () => {
    using tree = createTree({ "media/photos/one.jpg": "" });
    expect(finderOf(tree, "admin").find("photos/one.jpg")?.source.kind).toBe("project");
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
    expect(finderOf(tree, "admin").find(logicalPath)).toBeUndefined();
  });

  test("serves .well-known, which is no dotfile to hide", () => {
    using tree = createTree({ "media/.well-known/security.txt": "" });
    expect(finderOf(tree).find(".well-known/security.txt")).toBeDefined();
  });

  test("gives no named pipe, and does not fall through to the app's file", () => {
    using tree = createTree({ "media/admin/": "", "admin/media/x.css": "" });
    execFileSync("mkfifo", [tree.path("media/admin/x.css")]);
    expect(finderOf(tree, "admin").find("admin/x.css")).toBeUndefined();
  });

  test("matches letter case exactly", () => {
    using tree = createTree({ "admin/media/Core.js": "" });
    expect(finderOf(tree, "admin").find("admin/core.js")).toBeUndefined();
    expect(finderOf(tree, "admin").find("Admin/Core.js")).toBeUndefined();
  });

  test.each(["é".repeat(200), "x".repeat(256), `d/${"é".repeat(127)}x`])(
    "takes a name that is too long for the disk for absent: %s",
    (name) => {
      using tree = createTree({ "admin/media/d/": "" });
      const finder = finderOf(tree, "admin");
      expect(finder.find(`admin/${name}`)).toBeUndefined();
      expect(finder.trace(`admin/${name}`)).toMatchObject({ attempts: [{ outcome: "absent" }, { outcome: "absent" }] });
    },
  );

  test("takes a MEDIA_ROOT that is a file for one that is not there", () => {
    using tree = createTree({ media: "", "admin/media/x.css": "" });
    const finder = finderOf(tree, "admin");
    const file = finder.find("admin/x.css") ?? expect.unreachable();
    expect(finder.isCurrent(file)).toBe(true);
  });

  test("serves nothing at the label of an app whose media is a file", () => {
    using tree = createTree({ "admin/media": "a file" });
    expect(finderOf(tree, "admin").find("admin")).toBeUndefined();
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
      for (let turn = 0; turn < 20; turn++) expect(finder.find("admin/x.css")).toBeDefined();
      await setImmediate();
    }
  });

  test("sees an app that gains its first media", () => {
    using tree = createTree({ "admin/": "" });
    const finder = finderOf(tree, "admin");
    expect(finder.find("admin/x.css")).toBeUndefined();
    tree.write({ "admin/media/x.css": "" });
    expect(finder.find("admin/x.css")).toBeDefined();
  });
});

describe("where another user may not look", () => {
  test("one app's closed directory leaves the others served and listed", () => {
    using tree = createTree({ "admin/media/x.css": "", "blog/media/y.css": "" });
    asNobody(tree, ["blog"], () => {
      const finder = finderOf(tree, "admin", "blog");
      expect(finder.find("admin/x.css")).toBeDefined();
      expect(finder.distributing()).toMatchObject([{ label: "admin" }]);
      expect(finder.listDirectory("")?.entries.map(({ name }) => name)).toEqual(["admin"]);
      expect(() => finder.find("blog/y.css")).toThrow(expect.objectContaining({ code: "EACCES" }));
    });
  });

  test("list names what it cannot tell, and lists the rest", () => {
    using tree = createTree({ "media/admin/x.css": "", "admin/media/x.css": "", "blog/media/y.css": "" });
    asNobody(tree, ["media/admin"], () => {
      const { files, failed } = finderOf(tree, "admin", "blog").list();
      expect(files.map(({ logicalPath }) => logicalPath)).toEqual(["blog/y.css"]);
      expect(failed.map(({ path: failing }) => failing)).toEqual([
        tree.path("media/admin"),
        tree.path("admin/media/x.css"),
      ]);
    });
  });

  test("a closed directory of another letter case does not matter", () => {
    using tree = createTree({ "admin/media/pics/a.png": "", "admin/media/PICS/A.PNG": "" });
    asNobody(tree, ["admin/media/PICS"], () => {
      expect(finderOf(tree, "admin").find("admin/pics/a.png")).toBeDefined();
    });
  });
});

describe("as in an overlay, what stands in an earlier source decides:", () => {
  test.each<readonly [string, Tree, string]>([
    ["a directory hides a file", { "media/admin/x.css/": "", "admin/media/x.css": "" }, "admin/x.css"],
    ["a file hides a directory", { "media/admin/js": "", "admin/media/js/core.js": "" }, "admin/js/core.js"],
    [
      "a link that leads nowhere hides a file",
      { "media/admin/x.css": { link: "none" }, "admin/media/x.css": "" },
      "admin/x.css",
    ],
    [
      "a link that leads outside hides a directory",
      { "outside/y.js": "", "media/admin": { link: "../outside" }, "admin/media/js/x.js": "" },
      "admin/js/x.js",
    ],
    [
      "a link that leads nowhere hides a directory",
      { "media/admin": { link: "none" }, "admin/media/js/x.js": "" },
      "admin/js/x.js",
    ],
  ])("%s, in find and list alike", (_, files, logicalPath) => {
    using tree = createTree(files);
    const finder = finderOf(tree, "admin");
    expect(finder.find(logicalPath)).toBeUndefined();
    expect(names(finder)).not.toContain(logicalPath);
    expect(names(finder, { overrides: false })).toContain(logicalPath);
  });
});

describe("links", () => {
  test("inside a source, and into another source, are followed", () => {
    using tree = createTree({
      "admin/media/real/x.css": "x",
      "admin/media/linked": { link: "real" },
      "admin/media/y.css": { link: "real/x.css" },
      "media/admin": { link: "../admin/media" },
    });
    const finder = finderOf(tree, "admin");
    expect(finder.find("admin/linked/x.css")).toBeDefined();
    expect(finder.find("admin/y.css")?.source.kind).toBe("project");
    expect(names(finder)).toEqual(["admin/linked/x.css", "admin/real/x.css", "admin/y.css"]);
  });

  test("of a whole source are followed", () => {
    using tree = createTree({ "elsewhere/x.css": "", "admin/media": { link: "../elsewhere" } });
    expect(finderOf(tree, "admin").find("admin/x.css")).toBeDefined();
  });

  test.each<readonly [string, Tree, string]>([
    ["a file outside", { "secret.txt": "s", "admin/media/x.txt": { link: "../../secret.txt" } }, "admin/x.txt"],
    ["a directory outside", { "secret/k": "s", "admin/media/d": { link: "../../secret" } }, "admin/d/k"],
    [
      "a sibling whose name begins alike",
      { "admin/media_x/k": "s", "admin/media/d": { link: "../media_x" } },
      "admin/d/k",
    ],
    ["its own directory", { "admin/media/d/k": "s", "admin/media/d/loop": { link: "." } }, "admin/d/loop/k"],
    ["a directory above", { "admin/media/d/k": "s", "admin/media/d/up": { link: "../.." } }, "admin/d/up/d/k"],
    [
      "each other",
      { "admin/media/a/k": "", "admin/media/a/b": { link: "../b" }, "admin/media/b/a": { link: "../a" } },
      "admin/a/b/a/k",
    ],
    ["itself", { "admin/media/self": { link: "self" } }, "admin/self"],
  ])("to %s are refused by find and list alike", (_, files, logicalPath) => {
    using tree = createTree(files);
    const finder = finderOf(tree, "admin");
    expect(finder.find(logicalPath)).toBeUndefined();
    expect(names(finder)).not.toContain(logicalPath);
    expect(finder.list().refused.map((refused) => refused.logicalPath)).toContainEqual(
      expect.stringMatching(/^admin\//),
    );
  });
});

describe("findAll", () => {
  test("gives the winner, then what it shadows", () => {
    using tree = createTree({ "media/admin/x.css": "", "admin/media/x.css": "" });
    const found = finderOf(tree, "admin").findAll("admin/x.css");
    expect(found.map(({ path: file }) => file)).toEqual([
      tree.path("media/admin/x.css"),
      tree.path("admin/media/x.css"),
    ]);
  });

  test("gives nothing where nothing is served", () => {
    using tree = createTree({ "media/admin/x.css/": "", "admin/media/x.css": "" });
    expect(finderOf(tree, "admin").findAll("admin/x.css")).toEqual([]);
  });
});

describe("trace", () => {
  test("names each place tried, in order, with what is there", () => {
    using tree = createTree({ "media/admin/x.css": "", "admin/media/x.css": "" });
    expect(finderOf(tree, "admin").trace("admin/x.css")).toMatchObject({
      kind: "looked",
      attempts: [
        { path: tree.path("media/admin/x.css"), outcome: "found" },
        { path: tree.path("admin/media/x.css"), outcome: "shadowed" },
      ],
    });
    expect(finderOf(tree, "admin").trace("admin/y.css")).toMatchObject({
      attempts: [{ outcome: "absent" }, { path: tree.path("admin/media/y.css"), outcome: "absent" }],
    });
  });

  test("says why a path is refused", () => {
    using tree = createTree();
    expect(finderOf(tree).trace("a/../b")).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("dot segment"),
    });
    expect(finderOf(tree).trace(".git/x")).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("MEDIA_IGNORE"),
    });
  });
});

describe("list", () => {
  test("gives the effective files, and who shadows whom", () => {
    using tree = createTree({
      "media/admin/x.css": "mine",
      "media/photos/one.jpg": "",
      "admin/media/x.css": "",
      "admin/media/js/core.js": "",
      "blog/media/blog.css": "",
      "blog/media/CVS/Root": "",
    });
    const { files, refused, failed } = finderOf(tree, "admin", "blog").list();
    expect(files.map((file) => [file.logicalPath, file.source.kind, file.shadows.length])).toEqual([
      ["admin/x.css", "project", 1],
      ["photos/one.jpg", "project", 0],
      ["admin/js/core.js", "app", 0],
      ["blog/blog.css", "app", 0],
    ]);
    expect({ refused, failed }).toEqual({ refused: [], failed: [] });
  });

  test("gives one app's files, with or without overrides", () => {
    using tree = createTree({
      "media/admin/x.css": "",
      "media/up.jpg": "",
      "admin/media/x.css": "",
      "blog/media/b.css": "",
    });
    const finder = finderOf(tree, "admin", "blog");
    expect(names(finder, { label: "admin" })).toEqual(["admin/x.css"]);
    expect(finder.list({ label: "admin" }).files[0]?.source.kind).toBe("project");
    expect(finder.list({ label: "admin", overrides: false }).files[0]?.source.kind).toBe("app");
    expect(() => finder.list({ label: "admn" })).toThrow(expect.objectContaining({ code: "APP_UNKNOWN" }));
  });

  test("gives nothing of one app's through a link that leads outside", () => {
    using tree = createTree({ "secret/key": "", "media/admin": { link: "../secret" }, "admin/media/x.css": "" });
    const { files, refused } = finderOf(tree, "admin").list({ label: "admin" });
    expect(files).toEqual([]);
    expect(refused).toMatchObject([{ logicalPath: "admin", reason: expect.stringContaining("leads outside") }]);
  });

  test("names a file whose name is no UTF-8", () => {
    using tree = createTree({ "admin/media/ok.css": "" });
    writeFileSync(Buffer.concat([Buffer.from(tree.path("admin/media/bad")), Buffer.from([0xff])]), "");
    const { files, refused } = finderOf(tree, "admin").list();
    expect(files.map(({ logicalPath }) => logicalPath)).toEqual(["admin/ok.css"]);
    expect(refused).toMatchObject([{ logicalPath: "admin/bad\uFFFD", reason: "is not well-formed Unicode" }]);
  });

  test("names what it refuses, and why", () => {
    using tree = createTree({ "admin/media/a:b.css": "", "admin/media/aux.css": "", "admin/media/ok.css": "" });
    execFileSync("mkfifo", [tree.path("admin/media/pipe")]);
    const { files, refused } = finderOf(tree, "admin").list();
    expect(files.map(({ logicalPath }) => logicalPath)).toEqual(["admin/ok.css"]);
    expect(refused.map(({ logicalPath, reason }) => [logicalPath, reason])).toEqual([
      ["admin/a:b.css", "has a colon"],
      ["admin/aux.css", "has a Windows device name"],
      ["admin/pipe", "is not a regular file"],
    ]);
  });
});

describe("listDirectory", () => {
  test("merges the sources, directories first", () => {
    using tree = createTree({
      "media/admin/x.css": "mine",
      "media/admin/js/own.js": "",
      "admin/media/x.css": "",
      "admin/media/a.css": "a",
      "admin/media/js/core.js": "",
      "admin/media/.hidden": "",
    });
    const { entries } = finderOf(tree, "admin").listDirectory("admin") ?? expect.unreachable();
    expect(
      entries.map((entry) => [entry.name, entry.kind, entry.source.kind, entry.size, entry.others.length]),
    ).toEqual([
      ["js", "directory", "project", 0, 1],
      ["a.css", "file", "app", 1, 0],
      ["x.css", "file", "project", 4, 1],
    ]);
  });

  test("shows each app with media at the root, and not those without", () => {
    using tree = createTree({ "media/up.jpg": "", "admin/media/": "", "blog/": "" });
    const { entries } = finderOf(tree, "admin", "blog").listDirectory("") ?? expect.unreachable();
    expect(entries.map(({ name }) => name)).toEqual(["admin", "up.jpg"]);
  });

  test("caches which apps have media until it is invalidated", () => {
    using tree = createTree({ "admin/": "" });
    const finder = finderOf(tree, "admin");
    expect(finder.distributing()).toEqual([]);
    tree.write({ "admin/media/": "" });
    finder.invalidate();
    expect(finder.distributing()).toMatchObject([{ label: "admin" }]);
  });

  test.each(["none", "admin/x.css", "admin/js", "..", ".git"])("gives nothing for %s", (logicalPath) => {
    using tree = createTree({
      "media/admin/js": "",
      "admin/media/x.css": "",
      "admin/media/js/core.js": "",
      "media/.git/x": "",
    });
    expect(finderOf(tree, "admin").listDirectory(logicalPath)).toBeUndefined();
  });
});

describe("listDirectory and find", () => {
  test("agree on each name, links of every kind included", () => {
    using outside = createTree({ "secret.txt": "s" });
    using tree = createTree({
      "media/admin/mine.css": "",
      "media/admin/dangling.css": { link: "nowhere" },
      "media/admin/here.css": { link: "mine.css" },
      "media/admin/as-directory.css/x": "",
      "admin/media/dangling.css": "hidden",
      "admin/media/as-directory.css": "",
      "admin/media/out.txt": { link: outside.path("secret.txt") },
      "admin/media/out": { link: outside.root },
      "admin/media/loop": { link: "." },
      "admin/media/self": { link: "self" },
      "admin/media/sub/file.css": "",
      "admin/media/to-sub": { link: "sub" },
      "admin/media/aux.css": "",
    });
    const finder = finderOf(tree, "admin");
    const { entries } = finder.listDirectory("admin") ?? expect.unreachable();
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
      ["as-directory.css", "directory"],
      ["sub", "directory"],
      ["to-sub", "directory"],
      ["here.css", "file"],
      ["mine.css", "file"],
    ]);
    for (const { name, path: found } of entries.filter(({ kind }) => kind === "file")) {
      expect(finder.find(`admin/${name}`)?.path).toBe(found);
    }
  });
});

describe("logicalPathsOf", () => {
  const source = (directory: string, mount: MediaSource["mount"] = ""): MediaSource =>
    mount === "" ? { kind: "project", mount, directory } : { kind: "app", mount, label: mount.slice(0, -1), directory };
  const finder = createMediaFinder({
    sources: [source("/site/media"), source("/site/blog/media", "blog/"), source("/site/media/all", "all/")],
    ignore: ["*~"],
  });

  test.each([
    ["/site/media/blog/a.css", ["blog/a.css"]],
    ["/site/blog/media/css/a.css", ["blog/css/a.css"]],
    ["/site/media/all/a.css", ["all/a.css", "all/a.css"]],
    ["/site/media", []],
    ["/site/media/a.css~", []],
    ["/site/media/.syncmedia/ledger.json", []],
    ["/site/mediax/a.css", []],
    ["/elsewhere/a.css", []],
  ])("%s has %j", (file, paths) => {
    expect(finder.logicalPathsOf(file)).toEqual(paths);
  });
});

describe("holds", () => {
  test("tells by whole segments whether a real path lies inside a source, wherever the source leads now", () => {
    using tree = createTree({ "media/": "", "admin/one/": "", "admin/two/": "", "admin/media": { link: "one" } });
    const finder = finderOf(tree, "admin");
    expect(finder.holds(tree.path("admin/one/x.css"))).toBe(true);
    expect(finder.holds(tree.path("admin/one_more/x.css"))).toBe(false);
    expect(finder.holds(tree.path("admin/two/x.css"))).toBe(false);
    rmSync(tree.path("admin/media"));
    tree.write({ "admin/media": { link: "two" } });
    expect(finder.holds(tree.path("admin/two/x.css"))).toBe(true);
  });
});

describe("isCurrent", () => {
  const changes: readonly (readonly [string, (tree: TestTree) => void])[] = [
    ["an override appears", (tree) => tree.write({ "media/admin/x.css": "mine" })],
    ["a directory appears in its way", (tree) => tree.write({ "media/admin/x.css/": "" })],
    ["it is written", (tree) => tree.write({ "admin/media/x.css": "other" })],
    [
      "it is replaced by one of the same size and time",
      (tree) => {
        const { atime, mtime } = statSync(tree.path("admin/media/x.css"));
        writeFileSync(tree.path("new"), "then");
        utimesSync(tree.path("new"), atime, mtime);
        renameSync(tree.path("new"), tree.path("admin/media/x.css"));
      },
    ],
    ["it is removed", (tree) => unlinkSync(tree.path("admin/media/x.css"))],
    ["its directory is removed", (tree) => rmSync(tree.path("admin"), { recursive: true })],
  ];

  test.each(changes)("is no more true when %s", (_, change) => {
    using tree = createTree({ "admin/media/x.css": "when" });
    const finder = finderOf(tree, "admin");
    const file = finder.find("admin/x.css") ?? expect.unreachable();
    expect(finder.isCurrent(file)).toBe(true);
    change(tree);
    expect(finder.isCurrent(file)).toBe(false);
  });
});

describe("find and list agree", () => {
  const name = fc.constantFrom("a", "b", "c.css", "A", ".x", "d~", "aux", "e:f", "g ", "é");
  const below = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  const content = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("1", "2") },
    { weight: 2, arbitrary: fc.constantFrom("a", "..", ".", "../..", "b/c.css", "/etc").map((link) => ({ link })) },
  );
  const root = fc.constantFrom("media", "media/one", "media/two", "one/media", "two/media");
  const trees = fc.array(fc.tuple(root, below, content), { maxLength: 14 });

  test("on every path: each file of list is what find gives, and what list lacks find refuses", () => {
    fc.assert(
      fc.property(trees, fc.array(below, { maxLength: 8 }), (entries, asked) => {
        using tree = createTree();
        for (const [source, file, what] of entries) writeIfFree(tree, path.join(source, file), what);
        const finder = finderOf(tree, "one", "two");
        const files = new Map(finder.list().files.map((file) => [file.logicalPath, file]));
        for (const file of files.values()) expect(finder.find(file.logicalPath)).toMatchObject({ path: file.path });
        const written = entries.map(([source, file]) => logicalPathOf(source, file));
        for (const logicalPath of [...asked, ...written]) {
          expect(finder.find(logicalPath)?.path).toBe(files.get(logicalPath)?.path);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Runs a test as a user who owns nothing, with some directories closed. */
function asNobody(tree: TestTree, closed: readonly string[], run: () => void): void {
  chmodSync(tree.root, 0o755);
  for (const directory of closed) chmodSync(tree.path(directory), 0o000);
  const root = process.geteuid?.() === 0;
  try {
    if (root) process.seteuid?.(65_534);
    run();
  } finally {
    if (root) process.seteuid?.(0);
    for (const directory of closed) chmodSync(tree.path(directory), 0o755);
  }
}

function logicalPathOf(source: string, file: string): string {
  return path.posix.join(source.endsWith("/media") ? path.dirname(source) : path.posix.relative("media", source), file);
}

function writeIfFree(tree: TestTree, file: string, what: Tree[string]): void {
  try {
    tree.write({ [file]: what });
  } catch {
    // Another entry stands there, or in the way.
  }
}
