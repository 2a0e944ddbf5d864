import { expect, test } from "vitest";
import { createAskedPaths } from "./asked-paths.ts";

test("a path is known as it is told of, however it was asked for, and so is what it lies below", () => {
  const asked = createAskedPaths();
  for (const target of ["/media/blog/x.js?live=1", "/media/a%2Db/%C3%A4.js", "http://localhost/media/y.js"]) {
    asked.add(target);
  }
  for (const path of ["/media/blog/x.js", "/media/a-b/%C3%A4.js", "/media/y.js", "/media/blog", "/media"]) {
    expect({ path, has: asked.has(path) }).toEqual({ path, has: true });
  }
  for (const path of ["/media/blog/x.js.tmp", "/media/blog/x", "/media/bl", "/blog/x.js"]) {
    expect({ path, has: asked.has(path) }).toEqual({ path, has: false });
  }
});

test.each(["*", "/media/%", "/media/%FF"])("the target %s adds nothing", (target) => {
  const asked = createAskedPaths();
  asked.add(target);
  expect(asked.has("/media")).toBe(false);
});

test("of more than is remembered, anything may have been asked for", () => {
  const asked = createAskedPaths(40);
  asked.add("/media/a.js");
  expect(asked.has("/media/b.js")).toBe(false);
  asked.add("/media/a-name-that-is-rather-long.js");
  expect(asked.has("/media/b.js")).toBe(true);
});
