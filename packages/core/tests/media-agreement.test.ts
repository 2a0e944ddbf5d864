import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitPath } from "../src/logical-path.ts";
import { finderOf } from "./media-finder.test.support.ts";
import { createTree, type TestTree, type Tree } from "../src/testing.ts";

describe("find and list agree", () => {
  const name = fc.constantFrom("a", "b", "c.css", "A", ".x", "d~", "aux", "e:f", "g ", "é");
  const below = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  const target = fc.constantFrom("a", "b", "..", ".", "../..", "../a", "../b", "b/c.css", "/etc", "../../../two/media");
  const content = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("1", "2") },
    { weight: 3, arbitrary: target.map((link) => ({ link })) },
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
        for (const file of files.values())
          expect(finder.find(splitPath(file.logicalPath))).toMatchObject({ path: file.path });
        const written = entries.map(([source, file]) => logicalPathOf(source, file));
        for (const logicalPath of [...asked, ...written]) {
          expect(finder.find(splitPath(logicalPath))?.path).toBe(files.get(logicalPath)?.path);
        }
      }),
      { numRuns: 300 },
    );
  });
});

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
