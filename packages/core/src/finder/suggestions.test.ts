import { writeFileSync } from "node:fs";
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
    using tree = createTree({ "media/admin/": "", "admin/media/": "", "media/few/a.txt": "" });
    for (let index = 0; index < 2600; index += 1) {
      writeFileSync(tree.path("media/admin", `a-f${index}.txt`), "");
      writeFileSync(tree.path("admin/media", `b-f${index}.txt`), "");
    }
    const finder = finderOf(tree, "admin");
    expect(await finder.suggest(["admin", "a-f1.tx"])).toMatchObject({
      paths: [],
      omitted: "the directory has more than 5000 entries",
    });
    expect((await finder.suggest(["few", "b.txt"])).paths).toEqual([["few", "a.txt"]]);
    const { omitted } = await finder.suggest(Array.from({ length: 40 }, () => "a"));
    expect(omitted).toBe("the path has more than 32 directories");
  });
});
