import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReferenceForm } from "./reference.ts";
import { resolveReference } from "./resolve-reference.ts";

const from = "admin/css/base.css";

function resolve(
  specifier: string,
  { form = "url", mediaUrl = "/media/" }: { form?: ReferenceForm; mediaUrl?: string } = {},
) {
  const target = resolveReference({ form, specifier }, { from, mediaUrl });
  return target.kind === "media"
    ? target.logicalPath + (target.suffix === "" ? "" : ` + ${target.suffix}`)
    : target.kind;
}

test("a plain relative URL leads to the same file as with a query, which makes it a URL to parse", () => {
  const name = fc.constantFrom("..", ".", "a", "b-1", "c.css", "con", "d.min.js", "", "e..f", ".g");
  const file = fc.constantFrom("a.css", "admin/a.css", "admin/css/a.css", "ü/a.css");
  const media = fc.constantFrom("/media/", "/", "https://cdn.test/media/");
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), file, media, (names, own, mediaUrl) => {
      const [plain, queried] = ["", "?v"].map((query) =>
        resolveReference({ form: "url", specifier: names.join("/") + query }, { from: own, mediaUrl }),
      );
      fc.pre(names.join("/") !== "");
      expect({ ...plain, suffix: "" }).toEqual({ ...queried, suffix: "" });
    }),
    { numRuns: 1000 },
  );
});

describe("a reference in admin/css/base.css", () => {
  test.each([
    ["a.png", "admin/css/a.png"],
    ["./a.png", "admin/css/a.png"],
    ["../img/a.png", "admin/img/a.png"],
    ["../../blog/a.png", "blog/a.png"],
    ["..//../blog/a.png", "admin/blog/a.png"],
    ["%2e%2e/a.png", "admin/a.png"],
    ["/media/blog/a.png", "blog/a.png"],
    ["/%6dedia/blog/a.png", "blog/a.png"],
    ["/media/../media/a.png", "a.png"],
    ["a%20b.png", "admin/css/a b.png"],
    ["a b.png", "admin/css/a b.png"],
    ["ünïcode/%E6%97%A5.png", "admin/css/ünïcode/日.png"],
    ["a\\b.png", "admin/css/a/b.png"],
    [" a.png\n", "admin/css/a.png"],
    ["a\n.png", "admin/css/a.png"],
    ["f.eot?#iefix", "admin/css/f.eot + ?#iefix"],
    ["sprite.svg#id", "admin/css/sprite.svg + #id"],
    ["a.png?v=1&w=%20#x?y", "admin/css/a.png + ?v=1&w=%20#x?y"],
    ["a%3Fb%23c.png", "admin/css/a?b#c.png"],
    ["a+b,(c)'.png", "admin/css/a+b,(c)'.png"],
    ["?v=1", "admin/css/base.css + ?v=1"],
    ["", "elsewhere"],
    ["#id", "elsewhere"],
    ["data:image/png;base64,AAAA", "elsewhere"],
    ["DATA:,x", "elsewhere"],
    ["https://other.test/media/a.png", "elsewhere"],
    ["//cdn.test/media/a.png", "elsewhere"],
    ["about:blank", "elsewhere"],
    ["blob:https://a.test/b", "elsewhere"],
    ["/static/a.png", "elsewhere"],
    ["/mediax/a.png", "elsewhere"],
    ["/media", "elsewhere"],
    ["../../../outside.png", "elsewhere"],
    ["./", "elsewhere"],
    ["..", "elsewhere"],
    ["/media/", "elsewhere"],
    ["https://", "refused"],
    ["//[", "refused"],
    ["a%zz.png", "refused"],
    ["a%ff.png", "refused"],
    ["a%2fb.png", "refused"],
    ["a%5cb.png", "refused"],
    ["a%00.png", "refused"],
    ["a//b.png", "refused"],
    ["con.png", "refused"],
  ])("%j leads to %s", (specifier, expected) => {
    expect(resolve(specifier)).toBe(expected);
  });

  test.each([
    ["https://cdn.test/m/blog/a.png", "blog/a.png"],
    ["//cdn.test/m/blog/a.png", "blog/a.png"],
    ["https://cdn.test:443/m/a.png", "a.png"],
    ["/m/blog/a.png", "blog/a.png"],
    ["../img/a.png", "admin/img/a.png"],
    ["/media/a.png", "elsewhere"],
    ["http://cdn.test/m/a.png", "elsewhere"],
    ["https://cdn.test/a.png", "elsewhere"],
  ])("%j on a CDN leads to %s", (specifier, expected) => {
    expect(resolve(specifier, { mediaUrl: "https://cdn.test/m/" })).toBe(expected);
  });

  test("follows a MEDIA_URL that is a whole origin, or has Unicode in it", () => {
    expect(resolve("/blog/a.png", { mediaUrl: "https://cdn.test/" })).toBe("blog/a.png");
    expect(resolve("/m%C3%A9dia/a.png", { mediaUrl: "/média/" })).toBe("a.png");
  });

  test.each([
    ["./a.js", "admin/css/a.js"],
    ["../a.js?v=1", "admin/a.js + ?v=1"],
    ["/media/a.js", "a.js"],
    ["three", "bare"],
    ["three/addons/a.js", "bare"],
    ["@acme/a", "bare"],
    ["#internal", "elsewhere"],
    ["a.js", "bare"],
    [".a.js", "bare"],
    ["?v=1", "bare"],
    ["https://esm.test/three", "elsewhere"],
    ["node:fs", "elsewhere"],
  ])("that imports the module %j leads to %s", (specifier, expected) => {
    for (const form of ["static-import", "reexport", "dynamic-import", "import-meta-resolve"] as const) {
      expect(resolve(specifier, { form })).toBe(expected);
    }
  });

  test("by new URL or a source map is relative without a dot", () => {
    expect(resolve("a.js", { form: "new-url" })).toBe("admin/css/a.js");
    expect(resolve("base.css.map", { form: "source-map" })).toBe("admin/css/base.css.map");
  });
});
