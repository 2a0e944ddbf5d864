import { describe, expect, test } from "vitest";
import { splitPath } from "../logical-path.ts";
import { finderOf } from "../../tests/media-finder.test.support.ts";
import { createTree } from "../testing.ts";

describe("listDirectory", () => {
  test("merges the sources, directories first", async () => {
    using tree = createTree({
      "media/admin/x.css": "mine",
      "media/admin/js/own.js": "",
      "admin/media/x.css": "",
      "admin/media/a.css": "a",
      "admin/media/js/core.js": "",
      "admin/media/.hidden": "",
    });
    const { entries } = (await finderOf(tree, "admin").listDirectory(splitPath("admin"))) ?? expect.unreachable();
    expect(
      entries.map((entry) => [entry.name, entry.kind, entry.source.kind, entry.size, entry.others.length]),
    ).toEqual([
      ["js", "directory", "project", 0, 1],
      ["a.css", "file", "app", 1, 0],
      ["x.css", "file", "project", 4, 1],
    ]);
  });

  test("shows each app with media at the root, and not those without", async () => {
    using tree = createTree({ "media/up.jpg": "", "admin/media/": "", "blog/": "" });
    const { entries } = (await finderOf(tree, "admin", "blog").listDirectory(splitPath(""))) ?? expect.unreachable();
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

  test.each(["none", "admin/x.css", "admin/js", "..", ".git"])("gives nothing for %s", async (logicalPath) => {
    using tree = createTree({
      "media/admin/js": "",
      "admin/media/x.css": "",
      "admin/media/js/core.js": "",
      "media/.git/x": "",
    });
    expect(await finderOf(tree, "admin").listDirectory(splitPath(logicalPath))).toBeUndefined();
  });
});

describe("a directory of 4,500 files in two sources", () => {
  const names = (from: number): string[] => Array.from({ length: 2500 }, (_, index) => `f${from + index}.txt`);
  const file = (at: string): [string, string] => [at, ""];

  test("is listed in pages of one order, each file once", async () => {
    using tree = createTree(
      Object.fromEntries([
        ...names(2000).map((name) => file(`media/admin/${name}`)),
        ...names(0).map((name) => file(`admin/media/${name}`)),
        file("admin/media/zz/x"),
      ]),
    );
    const finder = finderOf(tree, "admin");
    const whole = (await finder.listDirectory(["admin"])) ?? expect.unreachable();
    expect([whole.count, whole.entries.length]).toEqual([4501, 4501]);
    expect(whole.entries[0]?.name).toBe("zz");
    const listed = whole.entries.slice(1).map(({ name }) => name);
    expect(listed).toEqual([...new Set([...names(0), ...names(2000)])].toSorted());
    expect(whole.entries.filter(({ others }) => others.length > 0)).toHaveLength(500);

    const page = (await finder.listDirectory(["admin"], { from: 2400, count: 3 })) ?? expect.unreachable();
    expect(page.entries.map(({ name }) => name)).toEqual(listed.slice(2399, 2402));
    expect(page.count).toBe(4501);
    const beyond = await finder.listDirectory(["admin"], { from: 20_000, count: 3 });
    expect(beyond).toMatchObject({ entries: [], count: 4501 });
  });

  test("lets others work while it is read", async () => {
    using tree = createTree(Object.fromEntries(names(0).map((name) => file(`media/${name}`))));
    let turns = 0;
    const others = setInterval(() => (turns += 1), 0);
    await finderOf(tree).listDirectory([]);
    clearInterval(others);
    expect(turns).toBeGreaterThan(1);
  });
});

describe("listDirectory and find", () => {
  test("agree on each name, links of every kind included", async () => {
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
    const { entries } = (await finder.listDirectory(splitPath("admin"))) ?? expect.unreachable();
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
      ["as-directory.css", "directory"],
      ["sub", "directory"],
      ["to-sub", "directory"],
      ["here.css", "file"],
      ["mine.css", "file"],
    ]);
    for (const { name, path: found } of entries.filter(({ kind }) => kind === "file")) {
      expect(finder.find(splitPath(`admin/${name}`))?.path).toBe(found);
    }
  });
});
