import { describe, expect, test } from "vitest";
import { createTree } from "../testing.ts";
import { finderOf } from "../../tests/media-finder.test.support.ts";

const deep = (segments: number): readonly string[] => Array.from({ length: segments }, () => "d");

describe("a path of more than 100 segments", () => {
  test("is refused alike by find, list and listDirectory, and one of 100 is not", async () => {
    using tree = createTree({
      [`media/${[...deep(99), "x.txt"].join("/")}`]: "",
      [`media/${[...deep(100), "y.txt"].join("/")}`]: "",
      [`admin/media/${[...deep(98), "x.txt"].join("/")}`]: "",
      [`admin/media/${[...deep(99), "y.txt"].join("/")}`]: "",
    });
    const finder = finderOf(tree, "admin");
    for (const start of [[], ["admin"]]) {
      const fine = [...start, ...deep(99 - start.length), "x.txt"];
      const refused = [...start, ...deep(100 - start.length), "y.txt"];
      expect(finder.find(fine)).toBeDefined();
      expect(finder.find(refused)).toBeUndefined();
      expect(finder.trace(refused)).toEqual({ kind: "refused", reason: "has more than 100 segments" });
      const parent = await finder.listDirectory(refused.slice(0, -1));
      expect(parent?.entries).toEqual([]);
    }
    const { files, refused } = finder.list();
    expect(files.map(({ logicalPath }) => logicalPath.split("/").length)).toEqual([100, 100]);
    expect(refused.map(({ reason }) => reason)).toEqual(["has more than 100 segments", "has more than 100 segments"]);
  });
});
