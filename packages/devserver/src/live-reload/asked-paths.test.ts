import { expect, test } from "vitest";
import { createAskedPaths } from "./asked-paths.ts";

const TARGETS = [
  "/media/blog/x.js?live=1",
  "/media/blog/css/x.css",
  "/media/blog/css/",
  "/media/a%2Db/%C3%A4.js",
  "http://localhost/media/y.js",
];

test("a path is known as it is told of, however it was asked for", () => {
  const asked = createAskedPaths();
  TARGETS.forEach(asked.add);
  for (const path of ["/media/blog/x.js", "/media/a-b/%C3%A4.js", "/media/y.js", "/media/blog/css/"]) {
    expect({ path, has: asked.has(path) }).toEqual({ path, has: true });
  }
  for (const path of ["/media/blog/x.js.tmp", "/media/blog/x", "/media/blog/css", "/media", "/blog/x.js"]) {
    expect({ path, has: asked.has(path) }).toEqual({ path, has: false });
  }
});

test.each([
  ["/media/blog", ["/media/blog/x.js", "/media/blog/css/x.css", "/media/blog/css/"]],
  ["/media/blog/css", ["/media/blog/css/x.css", "/media/blog/css/"]],
  ["/media/a-b", ["/media/a-b/%C3%A4.js"]],
  ["/media/blog/x.js", []],
  ["/media/b", []],
  ["/elsewhere", []],
])("below %s there is %j", (path, below) => {
  const asked = createAskedPaths();
  TARGETS.forEach(asked.add);
  expect(asked.below(path)).toEqual(below);
});

test.each(["*", "/media/%", "/media/%FF"])("the target %s adds nothing", (target) => {
  const asked = createAskedPaths();
  asked.add(target);
  expect(asked.below("/media")).toEqual([]);
});

test("of more than is remembered, anything may have been asked for", () => {
  const asked = createAskedPaths(40);
  asked.add("/media/a.js");
  expect(asked.has("/media/b.js")).toBe(false);
  asked.add("/media/a-name-that-is-rather-long.js");
  expect(asked.has("/media/b.js")).toBe(true);
});
