import path from "node:path";
import { describe, expect, test } from "vitest";
import { contains } from "./containment.ts";

describe("containment", () => {
  test.each([
    ["/one/two", "/one/two", true],
    ["/one/two", "/one/two/three", true],
    ["/one/two", "/one/two_x", false],
    ["/one/two", "/one", false],
    ["/one/two", "/one/..two", false],
    ["/one", "/one/..two", true],
    ["/", "/one", true],
  ])("on POSIX: %s holds %s: %s", (outer, inner, expected) => {
    expect(contains(outer, inner, path.posix)).toBe(expected);
  });

  test.each([
    [String.raw`C:\one`, String.raw`C:\one\two`, true],
    [String.raw`C:\one`, String.raw`c:\ONE\two`, true],
    [String.raw`C:\one`, String.raw`C:\one_x`, false],
    [String.raw`C:\one`, String.raw`D:\one\two`, false],
    [String.raw`\\server\share\one`, String.raw`\\server\share\one\two`, true],
  ])("on Windows: %s holds %s: %s", (outer, inner, expected) => {
    expect(contains(outer, inner, path.win32)).toBe(expected);
  });
});
