import path from "node:path";
import { describe, expect, test } from "vitest";
import { createTree, type Tree } from "../testing.ts";
import { filesBelow } from "./files-below.ts";

function namesBelow(tree: Tree): readonly string[] {
  using root = createTree(tree);
  return [...filesBelow(root.root)].map((file) => path.relative(root.root, file)).toSorted();
}

describe("the files below a directory", () => {
  test("are those of all its directories, and of directories that it links to", () => {
    expect(namesBelow({ "a/x": "", "a/b/y": "", empty: { link: "nowhere" }, "c/link": { link: "../a" } })).toEqual([
      "a/b/y",
      "a/x",
      "c/link/b/y",
      "c/link/x",
    ]);
  });

  test("end where links go round in a circle", () => {
    expect(namesBelow({ x: "", a: { link: "." }, b: { link: "." } })).toEqual(["x"]);
    expect(namesBelow({ "one/to": { link: "../two" }, "two/back": { link: "../one" }, "two/y": "" })).toEqual([
      "one/to/y",
      "two/y",
    ]);
  });

  test("end in a maze of links, in which each level doubles the paths", () => {
    const levels = Array.from({ length: 30 }, (_, level) => [
      [`d${level}/left`, { link: `../d${level + 1}` }],
      [`d${level}/right`, { link: `../d${level + 1}` }],
    ]).flat();
    expect(namesBelow({ ...Object.fromEntries(levels), "d30/x": "" }).length).toBeLessThan(100);
  });

  test("are none where no directory stands", () => {
    expect([...filesBelow("/nowhere/at/all")]).toEqual([]);
  });
});
