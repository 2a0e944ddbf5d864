import path from "node:path";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PACKAGES, packPackages, run } from "./installed-packages.ts";

describe("each package, as it is published,", () => {
  let tree: TestTree;
  let tarballs: readonly string[];

  beforeAll(() => {
    tree = createTree();
    tarballs = packPackages(tree.root);
  }, 120_000);

  afterAll(() => tree[Symbol.dispose]());

  const tarballOf = (name: string): string => {
    const found = tarballs.find((file) => path.basename(file).startsWith(name));
    return found ?? expect.unreachable(`${name} was not packed`);
  };

  test.each([...PACKAGES.map((name) => `mediaroot-${name}`), "create-mediaroot"])(
    "%s has a manifest that publint finds nothing wrong with",
    (name) => {
      expect(run(tree.root, "publint", tarballOf(name), "--strict")).toContain("All good!");
    },
  );

  test.each(PACKAGES)("%s has types that TypeScript finds for every entry, in ES modules", (name) => {
    const check = (): string => run(tree.root, "attw", tarballOf(`mediaroot-${name}`), "--profile", "esm-only");
    expect(check).not.toThrow();
  });
});
