import { readFileSync, writeFileSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { createDirectoryTree } from "./directory-tree.ts";
import { openDirectory } from "./open-directory.ts";

test("a directory is reached after others were opened in vain, more than are held open", () => {
  using site = createTree({ "a/": "", "b/c/d/e/f/g/h/file": "no directory" });
  const tree = createDirectoryTree(openDirectory(site.root));
  for (let round = 0; round < 50; round += 1) {
    writeFileSync(tree.make(`a/${round}`), "mine");
    expect(() => tree.make("b/c/d/e/f/g/h/file/x")).toThrow("ENOTDIR");
    writeFileSync(tree.make(`a/${round}-again`), "mine");
    expect(readFileSync(site.path(`a/${round}-again`), "utf8")).toBe("mine");
  }
  tree.close();
});
