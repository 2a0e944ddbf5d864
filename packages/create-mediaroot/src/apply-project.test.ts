import { readdirSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { applyProject } from "./apply-project.ts";

/** The second path needs a directory where the first is a file: writing it fails. */
const UNWRITABLE = { "a/b": "", a: "", "c/d": "" };

describe("writing a project", () => {
  test("that fails leaves nothing behind, the new directories above it included", () => {
    using tree = createTree({ "mine.txt": "" });
    const failed = expect.objectContaining({ code: "CREATE_FAILED", exitCode: 1 });
    expect(() => applyProject(tree.path("new/er/site"), UNWRITABLE)).toThrow(failed);
    expect(() => applyProject(tree.root, UNWRITABLE)).toThrow(failed);
    expect(readdirSync(tree.root)).toEqual(["mine.txt"]);
  });

  test("writes over nothing, and writes nothing at all if something is in the way", () => {
    using tree = createTree({ "home/mine.txt": "mine" });
    const files = { "settings.ts": "", "home/app.ts": "" };
    expect(() => applyProject(tree.root, files)).toThrow(expect.objectContaining({ code: "FILES_IN_THE_WAY" }));
    expect([readdirSync(tree.root), readdirSync(tree.path("home"))]).toEqual([["home"], ["mine.txt"]]);
  });

  test("takes a link that leads nowhere for something in the way", () => {
    using tree = createTree({ "settings.ts": { link: "nowhere" } });
    expect(() => applyProject(tree.root, { "settings.ts": "" })).toThrow(
      expect.objectContaining({ code: "FILES_IN_THE_WAY" }),
    );
  });
});
