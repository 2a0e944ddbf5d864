import { expect, test } from "vitest";
import { createRequestedPaths } from "./requested-paths.ts";

test("a path is known however the request target spelled it", () => {
  const requested = createRequestedPaths();
  for (const target of [
    "/media/blog/x.js?live=1",
    "/media/css/",
    "/media/a%2Db/%C3%A4.js",
    "http://localhost/media/y.js",
  ]) {
    requested.add(target, undefined);
  }
  for (const path of ["/media/blog/x.js", "/media/css/", "/media/a-b/%C3%A4.js", "/media/y.js"]) {
    expect({ path, has: requested.has(path) }).toEqual({ path, has: true });
  }
  for (const path of ["/media/blog/x.js.tmp", "/media/blog/x", "/media/blog", "/media/css", "/blog/x.js"]) {
    expect({ path, has: requested.has(path) }).toEqual({ path, has: false });
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
  const requested = createRequestedPaths();
  requested.add("/media/blog/x.js", "/site/blog/media/x.js");
  requested.add("/media/blog/css/a.css?live=1", "/site/blog/media/css/a.css");
  requested.add("/media/blog/css/b.css", "/site/blog/media/css/b.css");
  requested.add("/media/blog/css/b.css", "/site/media/blog/css/b.css");
  requested.add("/media/blog/css/", undefined);
  expect(requested.answeredFrom(new Set(places))).toEqual(urls);
});

test("the requested paths below others are found by whole segments", () => {
  const requested = createRequestedPaths();
  for (const target of ["/media/blog/x.js", "/media/blog/css/a.css", "/media/blogs/b.css"])
    requested.add(target, undefined);
  expect(requested.within(new Set(["/media/blog"]))).toEqual(["/media/blog/x.js", "/media/blog/css/a.css"]);
  expect(requested.within(new Set(["/media/blogs/b.css", "/media/none"]))).toEqual(["/media/blogs/b.css"]);
  expect(requested.within(new Set())).toEqual([]);
});

test.each(["/media/%", "/media/%FF"])("the target %s adds nothing", (target) => {
  const requested = createRequestedPaths();
  requested.add(target, "/site/media/x");
  expect(requested.has(target)).toBe(false);
  expect(requested.answeredFrom(new Set(["/site/media"]))).toEqual([]);
});

test("after more than is remembered, any path may have been requested", () => {
  const requested = createRequestedPaths(40);
  requested.add("/media/a.js", undefined);
  expect(requested.has("/media/b.js")).toBe(false);
  requested.add("/media/a-name-that-is-rather-long.js", undefined);
  expect(requested.has("/media/b.js")).toBe(true);
});
