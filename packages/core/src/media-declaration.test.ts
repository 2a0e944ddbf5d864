import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { script, stylesheet } from "./media-asset.ts";
import { defineMedia, type MediaDeclaration, mergeMedia } from "./media-declaration.ts";

const mediaUrl = "/media/";

/** What `work` makes the process warn of. Warnings are emitted on the next tick. */
async function warningsOf(work: () => void): Promise<readonly { name: string; message: string }[]> {
  const seen: Error[] = [];
  const listener = (warning: Error): number => seen.push(warning);
  process.on("warning", listener);
  work();
  await new Promise(setImmediate);
  process.off("warning", listener);
  return seen;
}

function js(...lists: readonly (readonly string[])[]): readonly unknown[] {
  return mergeMedia(...lists.map((list) => defineMedia({ js: list }))).js;
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

describe("a media declaration", () => {
  test("is written as Django writes it: style sheets by medium, then scripts, a line each", () => {
    const media = defineMedia({
      css: { print: ["a/print.css"], all: ["a/one.css", "/abs/two.css"] },
      js: ["a/one.js", "https://example.com/two.js", "//cdn.example.com/three.js"],
    });
    expect(media.render({ mediaUrl })).toBe(
      [
        '<link href="/media/a/one.css" media="all" rel="stylesheet">',
        '<link href="/abs/two.css" media="all" rel="stylesheet">',
        '<link href="/media/a/print.css" media="print" rel="stylesheet">',
        '<script src="/media/a/one.js"></script>',
        '<script src="https://example.com/two.js"></script>',
        '<script src="//cdn.example.com/three.js"></script>',
      ].join("\n"),
    );
  });

  test("may be empty", () => {
    expect(defineMedia({}).render({ mediaUrl })).toBe("");
    expect(mergeMedia()).toMatchObject({ css: {}, js: [] });
  });

  test("prefixes an absolute MEDIA_URL, or asks a function for the URL of a logical path", () => {
    const media = defineMedia({ js: ["a/x.js", "/y.js"] });
    expect(media.render({ mediaUrl: "https://cdn.example.com/m/" })).toContain(
      'src="https://cdn.example.com/m/a/x.js"',
    );
    expect(media.render({ mediaUrl: (logicalPath) => `/h/${logicalPath}?1` })).toBe(
      '<script src="/h/a/x.js?1"></script>\n<script src="/y.js"></script>',
    );
  });

  test("encodes relative paths as URLs, for a logical path is the name of a file", () => {
    expect(defineMedia({ js: ["a/50% off #1?.js"] }).render({ mediaUrl })).toBe(
      '<script src="/media/a/50%25%20off%20%231%3F.js"></script>',
    );
  });

  test("writes attributes sorted, bare names last, and leaves out what is not set", () => {
    const asset = script("x.js", {
      type: "module",
      defer: true,
      async: false,
      "data-n": 2,
      id: null,
      integrity: undefined,
    });
    expect(defineMedia({ js: [asset] }).render({ mediaUrl })).toBe(
      '<script src="/media/x.js" data-n="2" type="module" defer></script>',
    );
    const sheet = stylesheet("x.css", { integrity: "sha256-abc", crossorigin: true });
    expect(defineMedia({ css: { all: [sheet] } }).render({ mediaUrl })).toBe(
      '<link href="/media/x.css" integrity="sha256-abc" media="all" rel="stylesheet" crossorigin>',
    );
  });

  test("puts the nonce on every tag", () => {
    const media = defineMedia({ css: { all: ["x.css"] }, js: ["x.js", script("y.js", { defer: true })] });
    expect(media.render({ mediaUrl, nonce: "r4nd0m" })).toBe(
      [
        '<link href="/media/x.css" media="all" nonce="r4nd0m" rel="stylesheet">',
        '<script src="/media/x.js" nonce="r4nd0m"></script>',
        '<script src="/media/y.js" nonce="r4nd0m" defer></script>',
      ].join("\n"),
    );
  });

  test("escapes paths, media and attribute values", () => {
    const hostile = `"><script>alert('1')</script>&`;
    const media = defineMedia({
      css: { [hostile]: [`/${hostile}`, stylesheet("y.css", { title: hostile })] },
      js: [`/${hostile}`, hostile, script("x.js", { "data-x": hostile })],
    });
    const html = media.render({ mediaUrl, nonce: hostile });
    expect(html).not.toContain("<script>alert");
    expect(html).toContain("&quot;&gt;&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&amp;");
  });

  test.each([
    [
      "a nonce of its own",
      () => defineMedia({ js: [script("x.js", { nonce: "a" })] }).render({ mediaUrl, nonce: "b" }),
    ],
    [
      "another medium",
      () => defineMedia({ css: { all: [stylesheet("x.css", { media: "print" })] } }).render({ mediaUrl }),
    ],
    ["the path again", () => script("x.js", { src: "y.js" })],
    ["the path again in capitals", () => stylesheet("x.css", { HREF: "y.css" })],
    ["another relation", () => stylesheet("x.css", { rel: "preload" })],
  ])("refuses an asset that sets %s", (_what, work) => {
    expect(codeOf(work)).toBe("MEDIA_ATTRIBUTE_CONFLICT");
  });

  test("lets an asset repeat what its tag says anyway", () => {
    const media = defineMedia({ css: { print: [stylesheet("x.css", { media: "print" })] } });
    expect(media.render({ mediaUrl })).toBe('<link href="/media/x.css" media="print" rel="stylesheet">');
  });

  test.each([
    ["a string where a list belongs", { js: "admin/js/core.js" }],
    ["style sheets without a medium", { css: ["x.css"] }],
    ["an unknown key", { javascript: ["x.js"] }],
    ["a script among the style sheets", { css: { all: [script("x.js")] } }],
    ["an empty path", { js: [""] }],
  ])("refuses %s", (_what, declaration) => {
    expect(codeOf(() => defineMedia(declaration as unknown as MediaDeclaration))).toBe("MEDIA_DECLARATION_INVALID");
  });

  test("refuses an attribute name that would end the tag", () => {
    expect(codeOf(() => script("x.js", { 'x><img src="': "" }))).toBe("MEDIA_DECLARATION_INVALID");
  });
});

describe("mergeMedia", () => {
  test.each([
    ["keeps the order of one list", [["a", "b", "c"]], ["a", "b", "c"]],
    [
      "writes once what several name",
      [
        ["a", "b"],
        ["a", "b", "c"],
      ],
      ["a", "b", "c"],
    ],
    [
      "moves an item behind what another list wants before it",
      [
        ["a", "c"],
        ["b", "c"],
      ],
      ["a", "b", "c"],
    ],
    [
      "goes by levels, not depth first",
      [
        ["a", "b", "c"],
        ["x", "y"],
      ],
      ["a", "x", "b", "y", "c"],
    ],
    [
      "gives a late head its place in the first level",
      [["text-editor.js"], ["color-picker.js", "text-editor.js"]],
      ["color-picker.js", "text-editor.js"],
    ],
    ["takes an item directly after itself as one", [["a", "a", "b"]], ["a", "b"]],
    ["ignores empty lists", [[], ["a"], []], ["a"]],
  ])("%s", (_what, lists, expected) => {
    expect(js(...lists)).toEqual(expected);
  });

  test("merges each medium by itself and sorts the media", () => {
    const media = mergeMedia(
      defineMedia({ css: { screen: ["b.css"], all: ["y.css"] } }),
      defineMedia({ css: { print: ["p.css"], screen: ["a.css", "b.css"] } }),
    );
    expect(Object.keys(media.css)).toEqual(["all", "print", "screen"]);
    expect(media.css).toEqual({ all: ["y.css"], print: ["p.css"], screen: ["a.css", "b.css"] });
  });

  test("does not depend on how the sum was bracketed", () => {
    const [a, b, c] = [
      ["1", "2", "3"],
      ["2", "4"],
      ["5", "4", "3"],
    ].map((list) => defineMedia({ js: list }));
    if (a === undefined || b === undefined || c === undefined) expect.unreachable();
    else expect(mergeMedia(mergeMedia(a, b), c).js).toEqual(mergeMedia(a, mergeMedia(b, c)).js);
  });

  test("takes a path with attributes and a plain path as two, without attributes as one", () => {
    const deferred = script("x.js", { defer: true });
    const media = mergeMedia(
      defineMedia({ js: ["x.js", deferred] }),
      defineMedia({ js: [script("x.js", { defer: true })] }),
    );
    expect(media.js).toEqual(["x.js", deferred]);
    expect(mergeMedia(defineMedia({ js: ["x.js"] }), defineMedia({ js: [script("x.js")] })).js).toEqual(["x.js"]);
  });

  test("warns of lists that contradict each other, names them, and keeps the order first seen", async () => {
    const warnings = await warningsOf(() => {
      expect(js(["one.js", "two.js"], ["other.js"], ["two.js", "one.js"])).toEqual(["one.js", "two.js", "other.js"]);
    });
    expect(warnings).toMatchObject([
      {
        name: "MediaOrderConflictWarning",
        message: expect.stringContaining("[one.js, two.js], [other.js], [two.js, one.js]"),
      },
    ]);
  });

  test("warns of one contradiction once, however often a page is asked for", async () => {
    const merge = (): unknown => js(["again.js", "twice.js"], ["twice.js", "again.js"]);
    expect(await warningsOf(() => [merge(), merge()])).toHaveLength(1);
    expect(await warningsOf(merge)).toHaveLength(0);
  });

  test("treats names such as __proto__ as names", () => {
    const css = Object.fromEntries([["__proto__", ["x.css"]]]);
    expect(
      mergeMedia(defineMedia({ css: { all: ["a.css"] } }), defineMedia({ js: ["constructor", "__proto__"] })).js,
    ).toEqual(["constructor", "__proto__"]);
    expect(defineMedia({ css }).render({ mediaUrl })).not.toContain("undefined");
  });
});

test("a merge is the same however the sum is bracketed", () => {
  const ordered = fc.array(fc.constantFrom(..."abcdefgh"), { maxLength: 5 }).map((items) => [...new Set(items)].sort());
  fc.assert(
    fc.property(fc.array(ordered, { minLength: 1 }), fc.nat(), (lists, cut) => {
      const media = lists.map((one) => defineMedia({ js: one }));
      const at = cut % (media.length + 1);
      const bracketed = mergeMedia(mergeMedia(...media.slice(0, at)), mergeMedia(...media.slice(at)));
      expect(bracketed.js).toEqual(mergeMedia(...media).js);
    }),
  );
});
