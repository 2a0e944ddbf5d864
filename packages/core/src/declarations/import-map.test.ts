import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderImportMap } from "./import-map.ts";

const mediaUrl = "/media/";

/** @returns the JSON of an element, and what stands around it */
function parse(element: string): { readonly tag: string; readonly map: unknown } {
  const [, tag = "", json = "", rest] = /^(<script[^>]*>)([^]*?)<\/script>([^]*)$/.exec(element) ?? [];
  expect(rest).toBe("");
  return { tag, map: JSON.parse(json) };
}

describe("an import map", () => {
  test("leads each bare name to a URL, and carries the nonce of the page", () => {
    const imports = new Map([
      ["three", "three/build/three.module.js"],
      ["three/addons/x.js", "three/a b.js"],
      ["cdn", "https://cdn.example.com/x.js"],
      ["own", "/own.js"],
    ]);
    const { tag, map } = parse(renderImportMap(imports, { mediaUrl, nonce: 'n"' }));
    expect(tag).toBe('<script type="importmap" nonce="n&quot;">');
    expect(map).toEqual({
      imports: {
        three: "/media/three/build/three.module.js",
        "three/addons/x.js": "/media/three/a%20b.js",
        cdn: "https://cdn.example.com/x.js",
        own: "/own.js",
      },
    });
  });

  test("is nothing where no app declares a name", () => {
    expect(renderImportMap(new Map(), { mediaUrl })).toBe("");
  });

  test("names the integrity of the files that have one", () => {
    const imports = new Map([
      ["a", "shop/a.js"],
      ["b", "shop/b.js"],
      ["c", "/c.js"],
    ]);
    const integrityOf = (path: string): string | undefined => (path === "shop/b.js" ? undefined : `of ${path}`);
    expect(parse(renderImportMap(imports, { mediaUrl, integrityOf })).map).toMatchObject({
      integrity: { "/media/shop/a.js": "of shop/a.js" },
    });
  });

  test("refuses a relative path that is not a logical path, as media declarations do", () => {
    const refused = expect.objectContaining({ code: "MEDIA_PATH_REFUSED" });
    expect(() => renderImportMap(new Map([["a", "../a.js"]]), { mediaUrl })).toThrow(refused);
  });

  test("is one element of valid JSON, whatever the names are", () => {
    const hostile = fc.constantFrom("</script>", "<!--", "<script", "__proto__", "\u2028", '"', "\\", "&lt;");
    const name = fc
      .array(fc.oneof(hostile, fc.string()), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), (names) => {
        const imports = new Map(names.map((one) => [one, "/x.js"]));
        const element = renderImportMap(imports, { mediaUrl });
        const { map } = parse(element);
        expect(Object.entries((map as { imports: object }).imports).length).toBe(names.length);
        expect(element.slice("<script ".length, -"</script>".length)).not.toContain("<");
      }),
    );
  });
});
