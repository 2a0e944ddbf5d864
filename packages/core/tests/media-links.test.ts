import { describe, expect, test } from "vitest";
import { splitPath } from "../src/logical-path.ts";
import { finderOf, names } from "./media-finder.test.support.ts";
import { createTree, type Tree } from "../src/testing.ts";

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
    expect(finder.find(splitPath(logicalPath))).toBeUndefined();
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
    expect(finder.find(splitPath("admin/linked/x.css"))).toBeDefined();
    expect(finder.find(splitPath("admin/y.css"))?.source.kind).toBe("project");
    expect(names(finder)).toEqual(["admin/linked/x.css", "admin/real/x.css", "admin/y.css"]);
  });

  test("of a whole source are followed", () => {
    using tree = createTree({ "elsewhere/x.css": "", "admin/media": { link: "../elsewhere" } });
    expect(finderOf(tree, "admin").find(splitPath("admin/x.css"))).toBeDefined();
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
    expect(finder.find(splitPath(logicalPath))).toBeUndefined();
    expect(names(finder)).not.toContain(logicalPath);
    expect(finder.list().refused.map((refused) => refused.logicalPath)).toContainEqual(
      expect.stringMatching(/^admin\//),
    );
  });
});

describe("a maze of directory links", () => {
  const places = Array.from({ length: 9 }, (_, index) => `d${index}`);

  test("of siblings that lead to each other is walked one link deep, and the second is named", () => {
    const links = places.flatMap((from) =>
      places.filter((to) => to !== from).map((to) => [`admin/media/${from}/${to}`, { link: `../${to}` }] as const),
    );
    using tree = createTree({
      ...Object.fromEntries(links),
      ...Object.fromEntries(places.map((place) => [`admin/media/${place}/x.css`, ""])),
    });
    const finder = finderOf(tree, "admin");
    const { files, refused } = finder.list();
    expect(files).toHaveLength(places.length ** 2);
    expect(finder.find(splitPath("admin/d0/d1/x.css"))).toBeDefined();
    expect(finder.find(splitPath("admin/d0/d1/d2/x.css"))).toBeUndefined();
    expect(refused).toContainEqual(
      expect.objectContaining({
        logicalPath: "admin/d0/d1/d2",
        reason: `comes through a second directory link, after ${tree.path("admin/media/d0/d1")}`,
      }),
    );
  });

  test("that forks at each level of one directory is walked one link deep", () => {
    const forks = Array.from({ length: 20 }, (_, depth) => `admin/media/${"d/".repeat(depth)}`);
    using tree = createTree(
      Object.fromEntries(forks.flatMap((at) => [[`${at}d/x.css`, ""] as const, [`${at}l`, { link: "d" }] as const])),
    );
    const finder = finderOf(tree, "admin");
    expect(finder.list().files).toHaveLength(20 + (20 * 21) / 2);
    expect(finder.find(splitPath("admin/l/d/d/x.css"))).toBeDefined();
    expect(finder.find(splitPath("admin/d/l/d/x.css"))).toBeDefined();
    expect(finder.find(splitPath("admin/d/l/l/x.css"))).toBeUndefined();
    expect(finder.find(splitPath("admin/l/l/x.css"))).toBeUndefined();
  });

  test("leaves one link below that of a whole app, and links of files at any place", () => {
    using tree = createTree({
      "media/admin": { link: "../admin/media" },
      "admin/media/themes/dark/x.css": "",
      "admin/media/themes/dark/y.css": { link: "x.css" },
      "admin/media/themes/current": { link: "dark" },
    });
    expect(finderOf(tree, "admin").find(splitPath("admin/themes/current/y.css"))?.source.kind).toBe("project");
    expect(names(finderOf(tree, "admin"))).toContain("admin/themes/current/y.css");
  });

  test("is the same maze whether its app is linked as a whole or not", () => {
    const app = {
      "admin/media/one/x.css": "",
      "admin/media/one/other": { link: "../two" },
      "admin/media/two/y.css": "",
      "admin/media/top": { link: "one" },
    };
    using own = createTree(app);
    using linked = createTree({ ...app, "media/admin": { link: "../admin/media" } });
    const expected = ["admin/one/other/y.css", "admin/one/x.css", "admin/top/x.css", "admin/two/y.css"];
    expect(names(finderOf(own, "admin"))).toEqual(expected);
    expect(names(finderOf(linked, "admin"))).toEqual(expected);
  });
});

describe("a link that leads outside and back", () => {
  test("is refused by find and list alike", () => {
    using outside = createTree();
    using tree = createTree({ "media/out": { link: outside.root }, "media/in/x.css": "" });
    outside.write({ back: { link: tree.path("media/in") } });
    const finder = finderOf(tree);
    expect(finder.find(splitPath("out/back/x.css"))).toBeUndefined();
    expect(names(finder)).toEqual(["in/x.css"]);
  });
});
