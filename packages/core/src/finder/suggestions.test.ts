import { describe, expect, test } from "vitest";
import { splitPath } from "../logical-path.ts";
import { finderOf } from "../../tests/media-finder.test.support.ts";
import { createTree } from "../testing.ts";

describe("suggest", () => {
  test.each([
    ["admin/css/basse.css", "admin/css/base.css"],
    ["admin/cs/base.css", "admin/css/base.css"],
    ["admn/css/base.css", "admin/css/base.css"],
    ["admin/cs/none.css", "admin/css/"],
  ])("gives for %s what is spelled nearly alike", async (wanted, near) => {
    using tree = createTree({ "admin/media/css/base.css": "", "media/other.txt": "" });
    const { paths, omitted } = await finderOf(tree, "admin").suggest(splitPath(wanted));
    expect(paths.map((path) => path.join("/"))).toContain(near);
    expect(omitted).toBeUndefined();
  });

  test.each(["..", "admin/../x", ".git/config", "admin/css", "x".repeat(300)])("gives nothing for %s", async (path) => {
    using tree = createTree({ "admin/media/css/base.css": "", "media/.git/confi": "" });
    expect((await finderOf(tree, "admin").suggest(splitPath(path))).paths).toEqual([]);
  });

  test("says why it leaves them out: a directory with very many entries, a very long path", async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `f${index}.txt`);
    const files = [...names.map((name) => `media/admin/a-${name}`), ...names.map((name) => `admin/media/b-${name}`)];
    using tree = createTree(Object.fromEntries([...files, "media/few/a.txt"].map((file) => [file, ""])));
    const finder = finderOf(tree, "admin");
    expect(await finder.suggest(["admin", "a-f1.tx"])).toEqual({
      paths: [],
      omitted: "the directory has more than 5000 entries",
    });
    expect((await finder.suggest(["few", "b.txt"])).paths).toEqual([["few", "a.txt"]]);
    const { omitted } = await finder.suggest(Array.from({ length: 600 }, () => "a"));
    expect(omitted).toBe("the path has more than 32 directories");
  });
});
