import { rmSync, statSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { createOwnWrites } from "./own-writes.ts";

test("a file is the application's own until somebody changes it after the write", () => {
  using tree = createTree({ "build/a.js": "1", "user.js": "" });
  const writes = createOwnWrites();
  const file = tree.path("build/a.js");
  expect(writes.has(file)).toBe(false);
  const now = statSync(file).ctimeMs;
  writes.add({ file: tree.path("build"), from: 0 });
  expect(writes.has(file)).toBe(true);
  writes.add({ file: tree.path("build"), from: 0, until: now });
  expect(writes.has(file)).toBe(true);
  writes.add({ file: tree.path("build"), from: 0, until: now - 1 });
  expect(writes.has(file)).toBe(false);
  expect(writes.has(tree.path("user.js"))).toBe(false);
});

test("what was there before a copy into its directory is not the application's own", () => {
  using tree = createTree({ "user.js": "" });
  const writes = createOwnWrites();
  const { ctimeMs } = statSync(tree.path("user.js"));
  writes.add({ file: tree.root, from: ctimeMs + 1, until: ctimeMs + 2 });
  expect(writes.has(tree.path("user.js"))).toBe(false);
});

test("a removal is dated by the directory", () => {
  using tree = createTree({ "build/a.js": "" });
  const writes = createOwnWrites();
  rmSync(tree.path("build/a.js"));
  const { ctimeMs } = statSync(tree.path("build"));
  writes.add({ file: tree.path("build/a.js"), from: 0, until: ctimeMs });
  expect(writes.has(tree.path("build/a.js"))).toBe(true);
  writes.add({ file: tree.path("build/a.js"), from: 0, until: ctimeMs - 1 });
  expect(writes.has(tree.path("build/a.js"))).toBe(false);
});
