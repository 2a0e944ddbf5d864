import { describe, expect, test } from "vitest";
import { splitPath } from "../src/logical-path.ts";
import { asNobody } from "./as-nobody.test.support.ts";
import { finderOf } from "./media-finder.test.support.ts";
import { createTree } from "../src/testing.ts";

describe("where another user may not look", () => {
  test("one app's closed directory leaves the others served and listed", async () => {
    using tree = createTree({ "admin/media/x.css": "", "blog/media/y.css": "" });
    await asNobody(tree, ["blog"], async () => {
      const finder = finderOf(tree, "admin", "blog");
      expect(finder.find(splitPath("admin/x.css"))).toBeDefined();
      expect(finder.distributing()).toMatchObject([{ label: "admin" }]);
      expect((await finder.listDirectory(splitPath("")))?.entries.map(({ name }) => name)).toEqual(["admin"]);
      expect(() => finder.find(splitPath("blog/y.css"))).toThrow(expect.objectContaining({ code: "EACCES" }));
    });
  });

  test("list names what it cannot know, and lists the rest", async () => {
    using tree = createTree({ "media/admin/x.css": "", "admin/media/x.css": "", "blog/media/y.css": "" });
    await asNobody(tree, ["media/admin"], () => {
      const { files, failed } = finderOf(tree, "admin", "blog").list();
      expect(files.map(({ logicalPath }) => logicalPath)).toEqual(["blog/y.css"]);
      expect(failed.map(({ path: failing }) => failing)).toEqual([
        tree.path("media/admin"),
        tree.path("admin/media/x.css"),
      ]);
    });
  });

  test("a closed directory of another letter case does not matter", async () => {
    using tree = createTree({ "admin/media/pics/a.png": "", "admin/media/PICS/A.PNG": "" });
    await asNobody(tree, ["admin/media/PICS"], () => {
      expect(finderOf(tree, "admin").find(splitPath("admin/pics/a.png"))).toBeDefined();
    });
  });
});
