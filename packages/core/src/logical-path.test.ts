import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeSegments, isPlainPath, parseLogicalPath, parseSegments } from "./logical-path.ts";

describe("a logical path", () => {
  test.each([
    "admin/js/core.js",
    "a b/ü/日本.css",
    "100%/#1/a+b/what?.js",
    "__proto__/constructor",
    "conf/auxiliary.css",
    "-x",
  ])("%s is taken", (path) => {
    expect(parseLogicalPath(path)).toEqual({ kind: "path", segments: path.split("/") });
  });

  test("that is empty is the root", () => {
    expect(parseLogicalPath("")).toEqual({ kind: "path", segments: [] });
  });

  test.each([
    "..",
    "a/../b",
    "./a",
    "a//b",
    "/a",
    "a/",
    "a\\b",
    "a\0b",
    "a\nb",
    "a\u007Fb",
    "c:/x",
    "x::$DATA",
    "trail.",
    "trail ",
    "con",
    "AUX.css",
    "nul.tar.gz",
    "com1",
    "LPT9.txt",
    "COM¹",
    "conin$",
    "\uD800",
  ])("%j is refused", (path) => {
    expect(parseLogicalPath(path)).toMatchObject({ kind: "refused", reason: expect.stringMatching(/./) });
  });

  test("never holds a slash inside a segment", () => {
    expect(parseSegments(["a/b"])).toMatchObject({ kind: "refused" });
  });

  test("comes back from its URL form", () => {
    const segment = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(fc.array(segment), (segments) => {
        fc.pre(parseSegments(segments).kind === "path");
        const url = new URL(`http://host/${encodeSegments(segments)}`);
        expect(url.pathname.slice(1).split("/").map(decodeURIComponent)).toEqual(
          segments.length === 0 ? [""] : segments,
        );
      }),
    );
  });

  test("that is plain is never refused", () => {
    const word = fc.constantFrom("a", "b-1", "con", "Nul", "com1", "_", "x²");
    const parts = fc.array(fc.tuple(word, fc.constantFrom(".", "/", "//", "..", "")), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(parts, (pairs) => {
        const path = pairs.flat().join("");
        if (isPlainPath(path)) expect(parseLogicalPath(path).kind).toBe("path");
      }),
    );
    expect(isPlainPath("admin/js/core.min.js")).toBe(true);
    expect(isPlainPath("admin/nul.js")).toBe(false);
  });
});
