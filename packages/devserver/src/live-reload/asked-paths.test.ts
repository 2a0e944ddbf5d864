import { expect, test } from "vitest";
import { createAskedPaths } from "./asked-paths.ts";

test("a path is known as it is told of, however it was asked for", () => {
  const asked = createAskedPaths();
  for (const target of [
    "/media/blog/x.js?live=1",
    "/media/css/",
    "/media/a%2Db/%C3%A4.js",
    "http://localhost/media/y.js",
  ]) {
    asked.add(target, undefined);
  }
  for (const path of ["/media/blog/x.js", "/media/css/", "/media/a-b/%C3%A4.js", "/media/y.js"]) {
    expect({ path, has: asked.has(path) }).toEqual({ path, has: true });
  }
  for (const path of ["/media/blog/x.js.tmp", "/media/blog/x", "/media/blog", "/media/css", "/blog/x.js"]) {
    expect({ path, has: asked.has(path) }).toEqual({ path, has: false });
  }
});

test.each([
  [["/site/blog/media"], ["/media/blog/x.js", "/media/blog/css/a.css"]],
  [["/site/blog/media/css", "/site/blog/media/css/a.css"], ["/media/blog/css/a.css"]],
  [["/site/media/blog"], ["/media/blog/css/b.css"]],
  [["/site/media/blog/css/b.css"], ["/media/blog/css/b.css"]],
  [["/site/me", "/elsewhere"], []],
  [[], []],
])("what is at %j has answered %j", (places, urls) => {
  const asked = createAskedPaths();
  asked.add("/media/blog/x.js", "/site/blog/media/x.js");
  asked.add("/media/blog/css/a.css?live=1", "/site/blog/media/css/a.css");
  asked.add("/media/blog/css/b.css", "/site/blog/media/css/b.css");
  asked.add("/media/blog/css/b.css", "/site/media/blog/css/b.css");
  asked.add("/media/blog/css/", undefined);
  expect(asked.answeredFrom(new Set(places))).toEqual(urls);
});

test.each(["/media/%", "/media/%FF"])("the target %s adds nothing", (target) => {
  const asked = createAskedPaths();
  asked.add(target, "/site/media/x");
  expect(asked.has(target)).toBe(false);
  expect(asked.answeredFrom(new Set(["/site/media"]))).toEqual([]);
});

test("of more than is remembered, anything may have been asked for", () => {
  const asked = createAskedPaths(40);
  asked.add("/media/a.js", undefined);
  expect(asked.has("/media/b.js")).toBe(false);
  asked.add("/media/a-name-that-is-rather-long.js", undefined);
  expect(asked.has("/media/b.js")).toBe(true);
});
