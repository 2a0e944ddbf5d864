import { describe, expect, test } from "vitest";
import { parseTarget } from "./request-target.ts";

describe("a request target", () => {
  test.each([
    ["/", [""]],
    ["/media", ["media"]],
    ["/media/", ["media", ""]],
    ["/media//x", ["media", "", "x"]],
    ["//media/x", ["", "media", "x"]],
    ["/media/../x", ["media", "..", "x"]],
    ["/media/%2e%2E/x", ["media", "..", "x"]],
    ["/media/a%2Fb", ["media", "a/b"]],
    ["/%6dedia/x", ["media", "x"]],
    ["/media/%2525", ["media", "%25"]],
    ["/media/%E6%97%A5", ["media", "日"]],
    ["/media/x?a=/../%zz", ["media", "x"]],
    ["http://host/media/x", ["media", "x"]],
    ["HTTPS://user@host:1/media/x?q", ["media", "x"]],
    ["http://host", [""]],
    ["http://host?q", [""]],
  ])("%s is decoded once, segment by segment, and never normalised", (url, segments) => {
    expect(parseTarget(url)).toMatchObject({ segments });
    expect(parseTarget(url)?.fault).toBeUndefined();
  });

  test.each([
    "/media/%",
    "/media/%zz",
    "/media/%c3%28",
    "/media/%ED%A0%80",
    "/media/%C0%AE",
    "/media/x#y",
    "/media/\u00FC",
  ])("%s cannot be decoded, and keeps its segments as they came", (url) => {
    const target = parseTarget(url);
    expect(target?.fault).toBeTypeOf("string");
    expect(target?.segments).toEqual(url.slice(1).split("/"));
  });

  test("keeps its query and, in absolute form, its authority", () => {
    expect(parseTarget("/x?a?b#c")).toMatchObject({ query: "?a?b#c" });
    expect(parseTarget("/x?")).toMatchObject({ query: "?" });
    expect(parseTarget("/x")).toMatchObject({ query: "" });
    expect(parseTarget("/x")).not.toHaveProperty("authority");
    expect(parseTarget("http://evil.test:80/x")).toMatchObject({ authority: "evil.test:80" });
  });

  test.each(["*", "", "host:80", "ftp://host/x", "media/x"])("%j has no path", (url) => {
    expect(parseTarget(url)).toBeUndefined();
  });
});
