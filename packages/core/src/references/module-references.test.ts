import { describe, expect, test } from "vitest";
import { parseReferences, sourceKindOf } from "./parse-references.ts";

function parse(text: string): readonly string[] {
  const parsed = parseReferences("script", text);
  if (parsed.kind === "refused") throw new Error(`refused at ${parsed.line}:${parsed.column}`);
  const found = parsed.references.map(({ form, specifier, start, end }) => {
    const written = text.slice(start, end);
    return written === specifier ? `${form} ${specifier}` : `${form} ${specifier} <- ${written}`;
  });
  return [parsed.syntax, ...found];
}

describe("a module refers by", () => {
  test.each<readonly [string, string, ...(readonly string[])]>([
    ["an import", 'import a from "./a.js";', "static-import ./a.js"],
    ["an import for its effects", "import './a.js'", "static-import ./a.js"],
    ["an import of names", "import a, { b as c } from './a.js';", "static-import ./a.js"],
    ["an import of a namespace", "import * as a from './a.js';", "static-import ./a.js"],
    [
      "an import without white space",
      'import{a}from"./a.js";import"./b.js";',
      "static-import ./a.js",
      "static-import ./b.js",
    ],
    ["an import of several lines", "import {\r\n  a,\r\n  b,\r\n} from './a.js';", "static-import ./a.js"],
    ["an import with comments", "import /* x */ a /* from './no.js' */ from /* y */ './a.js';", "static-import ./a.js"],
    ["an import with attributes", `import a from "./a.json" with { type: "json" };`, "static-import ./a.json"],
    ["an import of a style sheet", `import a from "./a.css" with { type: "css" };`, "static-import ./a.css"],
    ["an import with assertions", `import a from "./a.json" assert { type: "json" };`, "static-import ./a.json"],
    [
      "an import of a phase",
      `import source a from "./a.wasm"; import defer * as b from "./b.js";`,
      "static-import ./a.wasm",
      "static-import ./b.js",
    ],
    [
      "an import with escapes",
      String.raw`import "./\x61\u002e\u{6a}s";`,
      String.raw`static-import ./a.js <- ./\x61\u002e\u{6a}s`,
    ],
    ["an import of Unicode", `import "./日本.js";`, "static-import ./日本.js"],
    ["an import behind a hashbang", "#!/usr/bin/env node\nimport './a.js';", "static-import ./a.js"],
    ["an import behind a byte order mark", "\uFEFFimport './a.js';", "static-import ./a.js"],
    ["a bare name, resolved later", "import 'three';", "static-import three"],
    ["export * from", "export * from './a.js';", "reexport ./a.js"],
    ["export * as", "export * as a from './a.js';", "reexport ./a.js"],
    ["export names from", 'export { a, default as b } from "./a.js";', "reexport ./a.js"],
    ["export from with attributes", `export { default } from "./a.json" with { type: "json" };`, "reexport ./a.json"],
    ["a dynamic import", "export {}; import('./a.js')", "dynamic-import ./a.js"],
    ["a dynamic import of a template", "export {}; import(`./a.js`)", "dynamic-import ./a.js"],
    [
      "a dynamic import of a template with escapes",
      "export {}; import(`./a\\x2ejs`)",
      "dynamic-import ./a.js <- ./a\\x2ejs",
    ],
    [
      "a dynamic import with comments",
      "export {}; import(/* webpackChunkName: 'a' */ './a.js' /* b */)",
      "dynamic-import ./a.js",
    ],
    [
      "a dynamic import with options",
      "export {}; import('./a.json', { with: { type: 'json' } })",
      "dynamic-import ./a.json",
    ],
    ["a dynamic import with a comma", "export {}; import('./a.js',)", "dynamic-import ./a.js"],
    [
      "a dynamic import and its property",
      "export {}; (await import('./a.js')).default; import('./b.js').c",
      "dynamic-import ./a.js",
      "dynamic-import ./b.js",
    ],
    ["a dynamic import of a name with a star", "export {}; import('./a*b.js')", "dynamic-import ./a*b.js"],
    ["a dynamic import in a template", "export {}; `${import('./a.js')}`", "dynamic-import ./a.js"],
    ["a dynamic import behind a division", "export {}; a / import('./b.js') / c", "dynamic-import ./b.js"],
    ["new URL", `new URL("a.png", import.meta.url)`, "new-url a.png"],
    ["new URL in single quotes", "new URL('./a.png', import.meta.url).href", "new-url ./a.png"],
    ["new URL of a template", "new URL(`./a.png`, import.meta.url)", "new-url ./a.png"],
    [
      "new URL of several lines",
      "new URL(\n  // a worker\n  './a.js', /* here */\n  import.meta.url,\n)",
      "new-url ./a.js",
    ],
    ["new URL in a worker", "new Worker(new URL('./a.js', import.meta.url), { type: 'module' })", "new-url ./a.js"],
    [
      "new URL with escapes",
      String.raw`new URL("./a\x2epng", import.meta.url)`,
      String.raw`new-url ./a.png <- ./a\x2epng`,
    ],
    ["new URL of a name with quotes", `new URL("a'new b.png", import.meta.url)`, `new-url a'new b.png`],
    ["two of new URL", "[new URL('a', import.meta.url), new URL('b', import.meta.url)]", "new-url a", "new-url b"],
    ["new URL inside another", "new URL('b', new URL('a', import.meta.url))", "new-url a"],
    ["import.meta.resolve", "import.meta.resolve('./a.js')", "import-meta-resolve ./a.js"],
    ["import.meta.resolve, called if it is there", "import.meta.resolve?.(`./a.js`)", "import-meta-resolve ./a.js"],
    ["a source map", "export {};\n//# sourceMappingURL=a.js.map\n", "source-map a.js.map"],
    [
      "all, in their order",
      "new URL('a', import.meta.url); export * from './b.js'; import './c.js';",
      "new-url a",
      "reexport ./b.js",
      "static-import ./c.js",
    ],
  ])("%s", (_, text, ...expected) => {
    expect(parse(text)).toEqual(["module", ...expected]);
  });
});

describe("a module does not refer by", () => {
  test.each([
    ["a comment", "export {}; // import './a.js'\n/* import './b.js' */"],
    ["a string", `export const a = "import './a.js'";`],
    ["a template", "export const a = `\nimport './a.js';\n${1}\nexport * from './b.js';`;"],
    ["a regular expression", "export const a = /import 'a.js'/;"],
    ["a regular expression with a slash in a class", "export {}; x = /[/]import('b')/.test(c)"],
    ["a dynamic import of an expression", "export {}; import('./a' + '.js'); import(a); import(('./a.js'))"],
    ["a dynamic import of a template with a substitution", "export {}; import(`./${a}.js`)"],
    ["a method named import", "export {}; a.import('./a.js'); b?.import('./b.js')"],
    ["import.meta.url alone", "fetch(import.meta.url)"],
    ["another property of import.meta", "import.meta.env.X; import.meta.glob('./a.js')"],
    ["new URL with another base", "export {}; new URL('./a.png', base); new URL('./b.png', document.baseURI)"],
    ["new URL of an expression", "new URL('./a' + '.png', import.meta.url); new URL(`./${a}.png`, import.meta.url)"],
    ["new URL with a base that is an expression", "new URL('./a.png', import.meta.url + 'x')"],
    ["new URL in a string beside import.meta.url", `f("new URL('a',", import.meta.url)`],
    ["another constructor", "new MyURL('a', import.meta.url); new URLPattern('a', import.meta.url); renew URL"],
    ["import.meta.resolve of an expression", "import.meta.resolve(a); import.meta.resolve('./a' + b)"],
    ["import.meta in a string", `export const a = "new URL('a', import.meta.url)";`],
    ["a source map that code follows", "//# sourceMappingURL=a.js.map\nexport {};"],
    ["a source map in a template", "export const a = `\n//# sourceMappingURL=a.js.map\n`;"],
  ])("%s", (_, text) => {
    expect(parse(text)).toEqual(["module"]);
  });
});

describe("a classic script", () => {
  test.each<readonly [string, string, ...(readonly string[])]>([
    ["names its source map", "f();\n//# sourceMappingURL=a.js.map", "source-map a.js.map"],
    ["names its source map behind code", "f();//# sourceMappingURL=a.js.map\r\n", "source-map a.js.map"],
    ["names its source map by @", "f();\n//@ sourceMappingURL=a.js.map\n", "source-map a.js.map"],
    ["names its source map in a block comment", "f();\n/*# sourceMappingURL=a.js.map */\n", "source-map a.js.map"],
    [
      "names its source map before other comments",
      "f();\n//# sourceMappingURL=a.map\n// b // c\n/* d **/ \n//# sourceURL=e.js",
      "source-map a.map",
    ],
    ["names its last source map", "//# sourceMappingURL=a.map\n//# sourceMappingURL=b.map\n", "source-map b.map"],
    ["names a source map by a query", "//# sourceMappingURL=a.map?v=1", "source-map a.map?v=1"],
    ["names no source map in a string", `f("//# sourceMappingURL=a.map")`],
    [
      "names no source map in code for eval",
      `eval("f();\\n//# sourceMappingURL=data:application/json;base64,e30=\\n")`,
    ],
    ["names no source map in a comment of a comment", "/*\n//# sourceMappingURL=a.map\n*/"],
    ["names no source map with quotes", `//# sourceMappingURL="a.map"`],
    ["names no source map with white space", "//# sourceMappingURL=a b.map"],
    ["names no source map by a word in a comment", "// see sourceMappingURL=a.map"],
    ["is one in spite of a dynamic import", "import('./a.js')"],
    ["is one in spite of words", "var imports, exports; module.exports = 'import a from b'; // export"],
    ["may begin with a comment of HTML", "<!-- hide\nvar a = 1;\n--> export\n"],
    ["may have nothing", ""],
  ])("%s", (_, text, ...expected) => {
    expect(parse(text)).toEqual(["classic", ...expected]);
  });
});

describe("what is no JavaScript is refused", () => {
  test.each([
    ["JSX", "import a from './a.js';\nexport const b = <p>it's</p>;\n", 2],
    ["a string that does not end", "export const a = 'b\n", 1],
    ["a template that does not end", "import './a.js'; `${", 1],
    ["a page", "<!doctype html><p>don't import</p>", 1],
    ["an invalid escape", String.raw`import "./\u{110000}.js";`, 1],
    ["more brackets than the lexer keeps", `export {};\r\n${"(".repeat(2000)}`, 2],
  ])("%s", (_, text, line) => {
    expect(parseReferences("script", text)).toMatchObject({ kind: "refused", line });
  });
});

test("a file's name says how it is read", () => {
  const kinds = ["a/b.css", "a.CSS", "a.mjs", "a.js", "a.min.js"].map(sourceKindOf);
  expect(kinds).toEqual(["css", "css", "module", "script", "script"]);
  const others = ["a.json", "a.svg", "a.js.map", "css", ".js/a"].map(sourceKindOf);
  expect(others.every((kind) => kind === undefined)).toBe(true);
});

test("a file named .mjs is a module without any module syntax", () => {
  expect(parseReferences("module", "import('./a.js')")).toMatchObject({
    syntax: "module",
    references: [{ specifier: "./a.js" }],
  });
});
