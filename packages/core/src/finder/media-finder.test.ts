import { renameSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { splitPath } from "../logical-path.ts";
import type { MediaSource } from "./media-file.ts";
import { finderOf } from "../../tests/media-finder.test.support.ts";
import { createMediaFinder } from "./media-finder.ts";
import { createTree, type TestTree } from "../testing.ts";

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
    ["/site/media", [""]],
    ["/site/blog/media", ["blog"]],
    ["/site/blog", []],
    ["/site/media/a.css~", []],
    ["/site/media/.syncmedia/ledger.json", []],
    ["/site/mediax/a.css", []],
    ["/elsewhere/a.css", []],
  ])("%s has %j", (file, paths) => {
    expect(finder.logicalPathsOf(file)).toEqual(paths);
  });
});

describe("holds", () => {
  test("decides by whole segments whether a real path lies inside a source, wherever the source leads now", () => {
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
    const file = finder.find(splitPath("admin/x.css")) ?? expect.unreachable();
    expect(finder.isCurrent(file)).toBe(true);
    change(tree);
    expect(finder.isCurrent(file)).toBe(false);
  });
});
