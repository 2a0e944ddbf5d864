import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseReferences, type SourceKind } from "../references/parse-references.ts";
import type { Reference } from "../references/reference.ts";
import { type ResolvedReference, resolveReference } from "../references/resolve-reference.ts";
import { publish } from "../../tests/publish.test.support.ts";

const OTHERS = {
  "app/b c.png": "png",
  "app/img/d(1).svg": "<svg/>",
  "app/ü.js": "export {};",
  "other/e.css": "e {}",
  "other/f.js": "import '../app/ü.js';",
};
/** Ways to write them from `app/`, with and without suffixes, and what leads to none of them. */
const specifiers = fc.constantFrom(
  ..."b%20c.png|./b c.png|img/d(1).svg|img/d(1).svg#id|./%C3%BC.js|./ü.js?v=1|../other/e.css|/media/other/f.js|../other/f.js?#iefix|a.file|?v=1|#id|gone.png|../../b.png|three|data:,x|//cdn.test/a.png|%zz|".split(
    "|",
  ),
);
const NOISE: Readonly<Record<SourceKind, readonly string[]>> = {
  css: [
    "a { b: c }",
    "/* url(b.png) */",
    "content: 'url(b.png)';",
    "@media x {",
    "}",
    ")",
    "'",
    '"',
    "\\",
    "\n",
    "\r\n",
    "\uFEFF",
    "@namespace ",
    "<!--",
  ],
  module: [
    "const a = 1;",
    "// import './b.js'\n",
    "'import \"b\"';",
    "`${",
    "}`",
    "}",
    "(",
    "/",
    "/*",
    "*/",
    "'",
    "`",
    "\\",
    "\n",
    "\u2028",
    "export ",
  ],
  script: ["f();", "export {};", "// b\n", "/* import './b.js' */", "'", "\n", "import.meta.url;"],
};
const FORMS: Readonly<Record<SourceKind, readonly string[]>> = {
  css: [
    "a { b: url(%) }",
    "a { b: url('%') }",
    'url( "%" )',
    "u\\72l(%)",
    "@import '%';",
    "@import url(%) x;",
    "image-set('%' 1x)",
    "src('%')",
    "/*# sourceMappingURL=% */",
  ],
  module: [
    "import '%';",
    'import a from "%";',
    "export * from '%';",
    "import(`%`);",
    "new URL('%', import.meta.url);",
    "import.meta.resolve('%');",
    "\n//# sourceMappingURL=%",
  ],
  script: ["import '%';", "import('%');", "\n//# sourceMappingURL=%\n"],
};

function texts(kind: SourceKind): fc.Arbitrary<string> {
  const form = fc.tuple(fc.constantFrom(...FORMS[kind]), specifiers).map(([text, one]) => text.replace("%", () => one));
  const noise = fc.constantFrom(...NOISE[kind]);
  return fc.array(fc.oneof({ arbitrary: form, weight: 2 }, noise), { maxLength: 12 }).map((parts) => parts.join(""));
}

function referencesOf(kind: SourceKind, text: string): readonly Reference[] | undefined {
  const parsed = parseReferences(kind, text);
  return parsed.kind === "parsed" ? parsed.references : undefined;
}

/** The text between the references. */
function outside(text: string, references: readonly Reference[]): readonly string[] {
  const starts = [0, ...references.map(({ end }) => end)];
  return starts.map((start, index) => text.slice(start, references[index]?.start));
}

test.each(["#id/*", "#id*/x", "?v=*/"])(
  "the suffix %s of a source map's URL in a line comment stays as it is",
  (suffix) => {
    const { text, name } = publish({ "a.mjs": `f();\n//# sourceMappingURL=b.map${suffix}`, "b.map": "{}" });
    expect(text("a.mjs")).toBe(`f();\n//# sourceMappingURL=./${name("b.map")}${suffix}`);
  },
);

const FILES: Readonly<Record<SourceKind, string>> = { css: "app/a.css", module: "app/a.mjs", script: "app/a.js" };

describe.each(["css", "module", "script"] as const)("whatever is in a file that is read as %s", (kind) => {
  test("the published text differs in references alone, and each leads to the hashed name of what it led to", () => {
    fc.assert(
      fc.property(texts(kind), (written) => {
        const file = FILES[kind];
        const text = written.replaceAll("a.file", file.slice("app/".length));
        const { text: textOf, name } = publish({ ...OTHERS, [file]: text });
        const published = textOf(file) ?? text;
        const [before, after] = [referencesOf(kind, text), referencesOf(kind, published)];
        if (before === undefined) {
          expect(published).toBe(text);
          return;
        }
        expect(after?.map(({ form }) => form)).toEqual(before.map(({ form }) => form));
        expect(outside(published, after ?? [])).toEqual(outside(text, before));
        const base = { from: file, mediaUrl: "/media/" };
        const hashed = (target: ResolvedReference): ResolvedReference => {
          const path = target.kind === "media" ? name(target.logicalPath) : "";
          return path === "" ? target : ({ ...target, logicalPath: path } as ResolvedReference);
        };
        expect(after?.map((one) => resolveReference(one, base))).toEqual(
          before.map((one) => hashed(resolveReference(one, base))),
        );
      }),
      { numRuns: 150 },
    );
  });
});
