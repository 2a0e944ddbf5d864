import { describe, expect, test } from "vitest";
import { type ManifestFile, parseManifest, renderManifest } from "./manifest.ts";

const integrity = `sha384-${"A".repeat(64)}`;
const file = (path: string): ManifestFile => ({ path, integrity, size: 12, encodings: ["br", "gzip"] });

function parse(files: unknown): unknown {
  return parseManifest(JSON.stringify({ version: 1, files }), "/site/media-manifest.json");
}

describe("a manifest", () => {
  const manifest = new Map([
    ["b.js", file("b.0123456789abcdef.js")],
    ["__proto__", file("__proto__.0123456789abcdef")],
    ["a/ü.css", { ...file("a/ü.0123456789abcdef.css"), encodings: [] }],
    ["10", file("10.0123456789abcdef")],
  ]);

  test("has a line for each file, sorted, whatever order the files come in", () => {
    const text = renderManifest(manifest);
    expect(text.split("\n")).toEqual([
      '{"version":1,"files":{',
      `"10":${JSON.stringify(manifest.get("10"))},`,
      `"__proto__":${JSON.stringify(manifest.get("__proto__"))},`,
      `"a/ü.css":${JSON.stringify(manifest.get("a/ü.css"))},`,
      `"b.js":${JSON.stringify(manifest.get("b.js"))}`,
      "}}",
      "",
    ]);
    expect(renderManifest(new Map([...manifest].toReversed()))).toBe(text);
  });

  test("comes back as it was", () => {
    expect(parseManifest(renderManifest(manifest), "m.json")).toEqual(manifest);
    expect(parseManifest(renderManifest(new Map()), "m.json")).toEqual(new Map());
  });

  test("of a newer Mediaroot is refused by its version", () => {
    expect(() => parseManifest('{"version":2}', "/site/m.json")).toThrow(
      expect.objectContaining({ code: "MANIFEST_NEWER", message: expect.stringContaining("/site/m.json") }),
    );
  });

  test.each([
    ["text that is no JSON", "{"],
    ["an array", "[]"],
    ["null", "null"],
    ["no version", "{}"],
    ["no files", '{"version":1}'],
    ["a list of files", '{"version":1,"files":[]}'],
  ])("is not %s", (_, text) => {
    expect(() => parseManifest(text, "m.json")).toThrow(expect.objectContaining({ code: "MANIFEST_INVALID" }));
  });

  test.each([
    ["a key that leads outside", { "../a": file("a") }],
    ["an empty key", { "": file("a") }],
    ["a path that leads outside", { a: file("../a") }],
    ["an absolute path", { a: file("/a") }],
    ["no path", { a: { ...file("a"), path: undefined } }],
    ["another integrity", { a: { ...file("a"), integrity: "sha256-A" } }],
    ["a size that is no size", { a: { ...file("a"), size: -1 } }],
    ["a coding that nobody knows", { a: { ...file("a"), encodings: ["deflate"] } }],
    ["an entry that is null", { a: null }],
  ])("has an entry with %s: the message names it", (_, files) => {
    const [key] = Object.keys(files);
    expect(() => parse(files)).toThrow(
      expect.objectContaining({ code: "MANIFEST_INVALID", message: expect.stringContaining(JSON.stringify(key)) }),
    );
  });
});
