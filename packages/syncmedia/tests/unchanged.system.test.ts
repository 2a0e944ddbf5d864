import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CLI, createSite, run } from "./scratch.test.support.ts";
import { canStrace, straceOpens } from "./strace.test.support.ts";
import { why } from "./volume.test.support.ts";

const FILES = {
  "blog/media/a.css": "@import 'b.css';",
  "blog/media/b.css": "b { c: url(c.png) }",
  "blog/media/c.png": "png",
  "blog/media/d.js": "import './e.js';",
  "blog/media/e.js": "export {};",
};

describe.skipIf(!canStrace)(`a publication${why("strace", canStrace)}`, () => {
  /** Publishes, and gives the files of the apps and of the target that were opened. */
  function opened(root: string): readonly string[] {
    const trace = straceOpens("trace");
    const { code } = run(
      root,
      "strace",
      ...trace,
      process.execPath,
      CLI,
      "--to",
      "public",
      "--hash",
      "--compress",
      "br",
    );
    expect(code).toBe(0);
    const calls = readFileSync(`${root}/trace`, "utf8").split("\n");
    return calls
      .flatMap((call) => /"[^"]*\/(?:blog\/media|public\/blog)\/([^"]+\.\w+)"/.exec(call)?.[1] ?? [])
      .toSorted();
  }

  test("that has not changed opens none of its files, and one that has only those that refer to what is new", () => {
    using site = createSite(FILES);
    expect(new Set(opened(site.root))).toEqual(new Set(["a.css", "b.css", "c.png", "d.js", "e.js"]));
    expect(opened(site.root)).toEqual([]);
    site.write({ "blog/media/c.png": "another" });
    expect(new Set(opened(site.root))).toEqual(new Set(["a.css", "b.css", "c.png"]));
  });
});
