import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSegments } from "../logical-path.ts";
import { decodeText, parseReferences, type SourceKind } from "./parse-references.ts";
import { positionOf, type Reference } from "./reference.ts";
import { resolveReference } from "./resolve-reference.ts";
import { relativeSpecifier, rewriteReferences } from "./rewrite-references.ts";

function referencesOf(kind: SourceKind, text: string): readonly Reference[] {
  const parsed = parseReferences(kind, text);
  return parsed.kind === "parsed" ? parsed.references : [];
}

function rewrite(kind: SourceKind, text: string, specifier: string): string {
  return rewriteReferences(
    text,
    referencesOf(kind, text).map((reference) => ({ reference, specifier })),
  );
}

describe("a replacement is written as its place needs it", () => {
  const hostile = "./a'b\"c(d)e*f\\g h`${i}\n.png";
  test.each<readonly [SourceKind, string]>([
    ["css", 'a { b: url("x") }'],
    ["css", "a { b: url('x') }"],
    ["css", "a { b: url( x ) }"],
    ["css", "a { b: url(x"],
    ["css", 'a { b: url("x'],
    ["css", "a { b: u\\72l(x) }"],
    ["css", "@import 'x' print; a { b: image-set('x' 1x) }"],
    ["module", "import 'x'; export * from \"x\"; import(`x`); import.meta.resolve('x'); new URL(`x`, import.meta.url)"],
  ])("%s: %s", (kind, text) => {
    const rewritten = rewrite(kind, text, hostile);

    const [before, after] = [referencesOf(kind, text), referencesOf(kind, rewritten)];
    expect(after.map(({ form, specifier }) => ({ form, specifier }))).toEqual(
      before.map(({ form }) => ({ form, specifier: hostile })),
    );
  });

  test("in a comment it cannot end the comment", () => {
    const rewritten = rewrite("css", "/*# sourceMappingURL=x */", "./a*/b'.map");
    expect(rewritten).toBe("/*# sourceMappingURL=./a%2a/b%27.map */");
    expect(rewrite("script", "/*# sourceMappingURL=x */", "./a*/b*'.map")).toBe(
      "/*# sourceMappingURL=./a%2a/b*%27.map */",
    );
    expect(rewrite("script", "//# sourceMappingURL=x\r\n", "./a*/b'.map")).toBe(
      "//# sourceMappingURL=./a*/b%27.map\r\n",
    );
  });
});

test("one file names another by the shortest relative URL", () => {
  expect(relativeSpecifier("admin/css/base.css", "admin/css/a.png")).toBe("./a.png");
  expect(relativeSpecifier("admin/css/base.css", "admin/img/a b.png")).toBe("../img/a%20b.png");
  expect(relativeSpecifier("admin/css/base.css", "blog/admin/css/ü.png")).toBe("../../blog/admin/css/%C3%BC.png");
  expect(relativeSpecifier("base.css", "a/b.png")).toBe("./a/b.png");
  expect(relativeSpecifier("a/b/c", "a/b")).toBe("../b");
});

test("a position counts lines as editors do", () => {
  const text = "a\r\nb\rc\nd";
  expect(["a", "b", "c", "d"].map((letter) => positionOf(text, text.indexOf(letter)))).toEqual([
    { line: 1, column: 1 },
    { line: 2, column: 1 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
  ]);
});

describe("bytes", () => {
  test.each([
    ["Latin-1", [0x61, 0xe9]],
    ["UTF-16", [0xff, 0xfe, 0x61, 0]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["an overlong form", [0xc0, 0xaf]],
    ["a character cut short", [0xe6, 0x97]],
  ])("that are %s are no text", (_, bytes) => {
    expect(decodeText(Uint8Array.from(bytes))).toBeUndefined();
  });

  test("that are text come back byte for byte, a byte order mark included", () => {
    const text = "\uFEFFa { b: url(ü.png) }\r\n\0";
    expect(decodeText(Buffer.from(text))).toBe(text);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (any) => {
        const bytes = Buffer.from(any);
        expect(Buffer.from(decodeText(bytes) ?? "").equals(bytes)).toBe(true);
      }),
    );
  });
});

const segment = fc
  .string({ unit: fc.constantFrom(..."aZ0._-~ '\"()\\*%?#&;,+=$`!@ü日😀") })
  .filter((name) => parseSegments([name]).kind === "path");
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join("/"));
const suffix = fc.constantFrom("", "?#iefix", "#id", "?v=1", "?a=(b)'c#d*/");

/** A text that names files by most forms, amid what only looks like it. */
const texts: readonly (readonly [SourceKind, (written: string) => string])[] = [
  ["css", (url) => `/* url(no) */ a { b: url("${url.replaceAll('"', '\\"')}"); c: "url(no)" }`],
  ["css", (url) => `\uFEFF@import '${url.replaceAll("'", "\\'")}' layer(x);\r\n`],
  ["css", (url) => `a{b:url(${url.replaceAll(/['()]/g, String.raw`\$&`)})}/*# sourceMappingURL=no */`],
  ["css", (url) => `a { b: image-set("${url}" 1x, '${url.replaceAll("'", "\\'")}' type("no")) }`],
  ["module", (url) => `const a = "import './no.js'"; import "${url}"; export * from "${url}"; // import "no"\n`],
  ["module", (url) => `import.meta.resolve(\`${url}\`); import(\`${url}\`); new URL("${url}", import.meta.url)`],
];

describe("whatever names a file, and whatever it is named", () => {
  test("each reference of the rewritten text leads to the new name, and nothing else has changed", () => {
    const file = fc.record({ from: path, to: path, suffix, hashed: path, text: fc.constantFrom(...texts) });
    fc.assert(
      fc.property(file, ({ from, to, suffix: kept, hashed, text: [kind, textOf] }) => {
        const text = textOf(relativeSpecifier(from, to) + kept);
        const before = referencesOf(kind, text);
        const base = { from, mediaUrl: "/media/" };
        const named = before.filter(({ specifier }) => !specifier.includes("no"));
        expect(named.map((one) => resolveReference(one, base))).toEqual(
          named.map(() => ({ kind: "media", logicalPath: to, suffix: kept })),
        );

        const specifier = relativeSpecifier(from, hashed) + kept;
        const rewritten = rewriteReferences(
          text,
          named.map((reference) => ({ reference, specifier })),
        );

        const after = referencesOf(kind, rewritten);
        expect(after.map(({ form }) => form)).toEqual(before.map(({ form }) => form));
        const renamed = after.filter((_, index) => named.includes(before[index] as Reference));
        expect(renamed.map((one) => resolveReference(one, base))).toEqual(
          named.map(() => ({ kind: "media", logicalPath: hashed, suffix: kept })),
        );
        expect(outside(rewritten, after)).toEqual(outside(text, before));
      }),
      { numRuns: 500 },
    );
  });

  const pieces = fc.constantFrom(
    ..."\"|'|`|\\|/*|*/|//|(|)|{|}|[|]|;|,|@import |url(|src(|image-set(|u\\72l(|a.png|\n|\r\n|\f|\0|\uFEFF|\uD800| |<!--|-->|/|import|export|from|import(|${|import.meta.url|new URL(|.resolve(|sourceMappingURL=|//# |/*# |@|#|\\2e|=".split(
      "|",
    ),
  );

  test.each(["css", "module", "script"] as const)("any text is parsed or refused, never thrown at: %s", (kind) => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const references = referencesOf(kind, text);
        const specifier = "./a.0123456789abcdef.png";
        const rewritten = rewriteReferences(
          text,
          references.map((reference) => ({ reference, specifier })),
        );
        // In text that is no JavaScript, "/" and another one may end a regular expression and not begin a comment.
        if (parseReferences(kind, rewritten).kind === "refused") return;
        expect(outside(rewritten, referencesOf(kind, rewritten))).toEqual(outside(text, references));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a text made to take long is read like any other", () => {
  const many = 100_000;
  test.each<readonly [string, SourceKind, string, number]>([
    ["open comments", "css", "/*".repeat(many), 0],
    ["open urls", "css", "url(".repeat(many), 0],
    ["open brackets", "css", `a { b: ${"(".repeat(many)}url(x)`, 1],
    ["escaped names of url", "css", `a { b: ${"u\\72l(".repeat(many)}x)`, 1],
    ["backslashes", "css", `a { b: url("${"\\\\".repeat(many)}") }`, 1],
    ["source maps", "css", "/*# sourceMappingURL=x */".repeat(many), 1],
    ["import.meta.url", "module", "import.meta.url;".repeat(many), 0],
    ["new before import.meta.url", "module", "new new new URL(x, import.meta.url);".repeat(many / 20), 0],
    ["comments before import.meta.url", "module", `new URL(${"/**/ ".repeat(700)}x, import.meta.url)`, 0],
    ["comments in import.meta.resolve", "module", `import.meta.resolve(${"//a//b//c\n/**/".repeat(many)}x)`, 0],
    ["comments behind a source map", "script", `//# sourceMappingURL=x\n${"//a//b//c\n".repeat(many)}f()`, 0],
    ["open comments behind a source map", "script", `//# sourceMappingURL=x\n${"/*".repeat(many)}`, 0],
  ])("%s", (_, kind, text, expected) => {
    expect(referencesOf(kind, text)).toHaveLength(expected);
  });
});

/** The text between the references. */
function outside(text: string, references: readonly Reference[]): readonly string[] {
  const starts = [0, ...references.map(({ end }) => end)];
  return starts.map((start, index) => text.slice(start, references[index]?.start));
}
