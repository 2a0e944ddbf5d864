import { renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { changedSource } from "../link/source-file.ts";
import { stampSource } from "./stamp-source.ts";

describe("a file whose state is known", () => {
  test("is unchanged as long as nobody writes to it", () => {
    using tree = createTree({ "a.ts": "1" });
    const noted = stampSource(tree.path("a.ts"));
    expect(changedSource([noted])).toBeUndefined();
  });

  test("is seen to change by an edit of the same size and mtime, at once after it was read", () => {
    using tree = createTree({ "a.ts": "0" });
    const file = tree.path("a.ts");
    for (let edit = 1; edit <= 20; edit += 1) {
      const noted = stampSource(file);
      const { atime, mtime } = statSync(file);
      writeFileSync(file, String(edit % 10));
      utimesSync(file, atime, mtime);
      expect(changedSource([noted])).toBe(file);
    }
  });

  test("is seen to be replaced by a rename, removed, and to appear", () => {
    using tree = createTree({ "a.ts": "1", "b.ts": "1" });
    const [a, absent] = [stampSource(tree.path("a.ts")), stampSource(tree.path("c.ts"))];
    expect(changedSource([a, absent])).toBeUndefined();
    renameSync(tree.path("b.ts"), tree.path("a.ts"));
    expect(changedSource([a])).toBe(a.path);
    const again = stampSource(tree.path("a.ts"));
    rmSync(tree.path("a.ts"));
    expect(changedSource([again])).toBe(again.path);
    tree.write({ "c.ts": "" });
    expect(changedSource([absent])).toBe(absent.path);
  });

  test.each([["a.ts", "b.ts"], ["x".repeat(300)]])("may be one that cannot be: %s", (...parts) => {
    using tree = createTree({ "a.ts": "1" });
    const noted = stampSource(tree.path(...parts));
    expect(noted.stamp).toBeUndefined();
    expect(changedSource([noted])).toBeUndefined();
  });

  test("below something that is no directory any more has changed", () => {
    using tree = createTree({ "lib/a.ts": "1" });
    const noted = stampSource(tree.path("lib/a.ts"));
    rmSync(tree.path("lib"), { recursive: true });
    tree.write({ lib: "a file" });
    expect(changedSource([noted])).toBe(noted.path);
  });
});
