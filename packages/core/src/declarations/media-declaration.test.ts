import { describe, expect, test } from "vitest";
import { script, stylesheet } from "./media-asset.ts";
import { defineMedia, type MediaDeclaration, mergeMedia } from "./media-declaration.ts";

const mediaUrl = "/media/";

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

  test.each(["../secret.js", "a/../b.js", "./x.js", "a//b.js", "a\\b.js", "javascript:alert(1)", "a/\0.js"])(
    "refuses %j when it is printed, whoever gives the URLs, as media_url() does",
    (path) => {
      const media = defineMedia({ css: { all: [path] }, js: [script(path, { defer: true })] });
      const refused = expect.objectContaining({
        code: "MEDIA_PATH_REFUSED",
        message: expect.stringContaining("logical path"),
      });
      for (const only of [{ css: media.css }, { js: media.js }]) {
        expect(() => defineMedia(only).render({ mediaUrl })).toThrow(refused);
        expect(() => defineMedia(only).render({ mediaUrl: () => expect.unreachable("it is asked") })).toThrow(refused);
      }
    },
  );

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

describe("the integrity of files", () => {
  const integrityOf = (path: string): string | undefined => (path === "a/none.js" ? undefined : `sha384-${path}`);

  test("is on the tag of each file that has one, with the crossorigin that browsers need for it", () => {
    const media = defineMedia({
      css: { all: ["a/x.css"] },
      js: ["a/none.js", "/abs.js", "https://example.com/y.js", script("a/z.js", { defer: true })],
    });
    expect(media.render({ mediaUrl, integrityOf })).toBe(
      [
        '<link href="/media/a/x.css" crossorigin="anonymous" integrity="sha384-a/x.css" media="all" rel="stylesheet">',
        '<script src="/media/a/none.js"></script>',
        '<script src="/abs.js"></script>',
        '<script src="https://example.com/y.js"></script>',
        '<script src="/media/a/z.js" crossorigin="anonymous" integrity="sha384-a/z.js" defer></script>',
      ].join("\n"),
    );
  });

  test("and crossorigin stay as an asset declares them itself", () => {
    const media = defineMedia({
      js: [script("a/x.js", { Integrity: "sha256-own" }), script("a/y.js", { crossorigin: "use-credentials" })],
    });
    expect(media.render({ mediaUrl, integrityOf })).toBe(
      [
        '<script src="/media/a/x.js" Integrity="sha256-own"></script>',
        '<script src="/media/a/y.js" crossorigin="use-credentials" integrity="sha384-a/y.js"></script>',
      ].join("\n"),
    );
  });
});
