import { createTree, type Tree } from "@mediaroot/core/testing";
import { contains } from "@mediaroot/core/internal";
import { describe, expect, test } from "vitest";
import { templateNames } from "./template-names.ts";

function namesIn(tree: Tree, directories: readonly string[] = ["templates"]): readonly string[] {
  using site = createTree(tree);
  const places = directories.map((directory) => site.path(directory));
  const allowed = (real: string): boolean => places.some((place) => contains(place, real));
  return templateNames(places, { allowed }).toSorted();
}

describe("the names of templates", () => {
  test("are those of all directories, and of directories that they link to", () => {
    const tree = { "templates/blog/a.html": "", "templates/more": { link: "blog" }, "other/b.html": "" };
    expect(namesIn(tree, ["templates", "other", "missing"])).toEqual(["b.html", "blog/a.html", "more/a.html"]);
  });

  test("do not come from directories outside, which cannot be read as templates either", () => {
    expect(namesIn({ "templates/a.html": "", "templates/out": { link: "../outside" }, "outside/b.html": "" })).toEqual([
      "a.html",
    ]);
  });

  test("end where links go round in a circle, and in a maze of them", () => {
    expect(namesIn({ "templates/x": "", "templates/a": { link: "." }, "templates/b": { link: "." } })).toEqual(["x"]);
    const levels = Array.from({ length: 30 }, (_, level) => [
      [`templates/d${level}/left`, { link: `../d${level + 1}` }],
      [`templates/d${level}/right`, { link: `../d${level + 1}` }],
    ]).flat();
    expect(namesIn({ ...Object.fromEntries(levels), "templates/d30/x": "" }).length).toBeLessThan(100);
  });

  test("are at most 5000, those at the top first", () => {
    const many = Array.from({ length: 5100 }, (_, index) => [`templates/deep/${index}.html`, ""]);
    const names = namesIn({ "templates/top.html": "", ...Object.fromEntries(many) });
    expect(names).toContain("top.html");
    expect(names.length).toBeLessThanOrEqual(5000);
    expect(names.length).toBeGreaterThan(4990);
  });
});
