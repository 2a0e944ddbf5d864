import { describe, expect, test } from "vitest";
import { parseReferences } from "./parse-references.ts";

/** Each reference as "form specifier", and the text that it is written as where that is another. */
function referencesOf(css: string): readonly string[] {
  const parsed = parseReferences("css", css);
  if (parsed.kind === "refused") throw new Error("a style sheet is never refused");
  return parsed.references.map(({ form, specifier, start, end }) => {
    const written = css.slice(start, end);
    return written === specifier ? `${form} ${specifier}` : `${form} ${specifier} <- ${written}`;
  });
}

describe("a style sheet refers by", () => {
  test.each<readonly [string, string, ...(readonly string[])]>([
    ["a quoted url", 'a { background: url("a.png") }', "url a.png"],
    ["a url in single quotes", "a { background: url('a.png') }", "url a.png"],
    ["a bare url", "a { background: url(a.png) }", "url a.png"],
    ["a url with white space", "a { background: url( \n a.png \t) }", "url a.png"],
    ["a quoted url with white space", "a { background: url(  'a b.png'  ) }", "url a b.png"],
    ["URL in upper case", "a { background: URL(a.png) }", "url a.png"],
    ["URL in upper case, quoted", 'a { background: Url("a.png") }', "url a.png"],
    ["an escaped name of the function", "a { background: u\\72l(img/a.png) }", "url img/a.png"],
    ["an escaped name of the function, quoted", "a { background: \\75 rl( 'a.png' ) }", "url a.png"],
    ["an escaped dot", String.raw`a { background: url(a\2e png) }`, String.raw`url a.png <- a\2e png`],
    [
      "an escaped dot, six digits",
      String.raw`a { background: url("a\00002epng") }`,
      String.raw`url a.png <- a\00002epng`,
    ],
    ["an escaped space", String.raw`a { background: url(a\ b.png) }`, String.raw`url a b.png <- a\ b.png`],
    ["an escaped space at the end", String.raw`a { background: url(a\ ) }`, String.raw`url a  <- a\ `],
    ["an escaped parenthesis", String.raw`a { background: url(a\).png) }`, String.raw`url a).png <- a\).png`],
    ["an escaped quote", String.raw`a { background: url("a\"b.png") }`, String.raw`url a"b.png <- a\"b.png`],
    ["an escaped backslash at the end", String.raw`a { background: url("a\\") }`, String.raw`url a\ <- a\\`],
    ["an escaped newline in a string", 'a { background: url("a\\\nb.png") }', "url ab.png <- a\\\nb.png"],
    ["an escaped CRLF in a string", 'a { background: url("a\\\r\nb.png") }', "url ab.png <- a\\\r\nb.png"],
    [
      "an escape of no character",
      String.raw`a { background: url("\0\d800\110000") }`,
      String.raw`url ��� <- \0\d800\110000`,
    ],
    ["Unicode", 'a { background: url("ünïcode/日本.png") }', "url ünïcode/日本.png"],
    ["percent-encoding, which stays", "a { background: url(a%20b.png) }", "url a%20b.png"],
    ["several urls in one declaration", "a { background: url(a.png), url('b.png') }", "url a.png", "url b.png"],
    ["the font hack of old browsers", "@font-face { src: url('f.eot?#iefix') format('eot') }", "url f.eot?#iefix"],
    ["a fragment of a sprite", "a { fill: url(sprite.svg#id) }", "url sprite.svg#id"],
    ["a font beside a local one", "@font-face { src: local('F'), url(f.woff2) format('woff2') }", "url f.woff2"],
    ["a custom property", ":root { --image: url(a.png) }", "url a.png"],
    ["src()", 'a { background: src("a.png") }', "src a.png"],
    [
      "image-set() with a bare string",
      'a { background: image-set("a.png" 1x, "b.png" 2x) }',
      "image-set a.png",
      "image-set b.png",
    ],
    ["-webkit-image-set()", "a { background: -webkit-image-set(url(a.png) 1x) }", "url a.png"],
    ["image-set() in upper case", "a { background: IMAGE-SET('a.png' 1x) }", "image-set a.png"],
    [
      "image-set() with types, which are no files",
      `a { background: image-set("a.avif" type("image/avif"), url("a.png") type("image/png")) }`,
      "image-set a.avif",
      "url a.png",
    ],
    ["@import of a string", '@import "a.css";', "import a.css"],
    ["@import of a bare url", "@import url(a.css);", "import a.css"],
    ["@import of a quoted url", "@import url('a.css');", "import a.css"],
    ["@import of src()", "@import src('a.css');", "import a.css"],
    ["@import without white space", "@import\"a.css\";@import'b.css';", "import a.css", "import b.css"],
    ["@import of a bare url, no white space", "@import url(a.css)screen;", "import a.css"],
    ["@IMPORT", "@IMPORT 'a.css';", "import a.css"],
    ["an escaped @import", String.raw`@\69mport 'a.css';`, "import a.css"],
    ["an escaped url function in @import", "@import u\\72l(a.css);", "import a.css"],
    ["@import behind a comment", "@import/* the base */'a.css';", "import a.css"],
    ["@import with a layer", "@import 'a.css' layer(base);", "import a.css"],
    ["@import with a medium", "@import url(a.css) screen and (min-width: 10px);", "import a.css"],
    ["@import with conditions", "@import url('a.css') layer supports(display: grid; x: {}) print;", "import a.css"],
    ["@import with a url in its condition", "@import 'a.css' supports(background: url(b.png));", "import a.css"],
    ["@import behind @charset", '@charset "utf-8";\n@import "a.css";', "import a.css"],
    ["@import at the end without a semicolon", "@import 'a.css'", "import a.css"],
    ["@import and what follows", "@import 'a.css'; a { background: url(b.png) }", "import a.css", "url b.png"],
    ["a url in @media", "@media print { a { background: url(a.png) } }", "url a.png"],
    [
      "a url in a nested rule",
      "a { & b { background: url(a.png) } @media print { background: url(b.png) } }",
      "url a.png",
      "url b.png",
    ],
    ["a url behind an at-rule without a semicolon", "a { @apply x } b { background: url(b.png) }", "url b.png"],
    ["a source map", "a {}\n/*# sourceMappingURL=a.css.map */", "source-map a.css.map"],
    ["a source map at the end of a line", "a{b:c}/*# sourceMappingURL=a.css.map*/\n", "source-map a.css.map"],
    ["a source map by @", "a {}/*@ sourceMappingURL=a.css.map */", "source-map a.css.map"],
    ["the last source map", "/*# sourceMappingURL=a.map *//*# sourceMappingURL=b.map */", "source-map b.map"],
    ["a source map before what follows", "/*# sourceMappingURL=a.map */a{b:url(c)}", "source-map a.map", "url c"],
    ["a byte order mark before it", "\uFEFF@import 'a.css';", "import a.css"],
    ["lines that end in CRLF", "@import 'a.css';\r\na {\r\n  b: url(\r\n c.png\r\n)\r\n}", "import a.css", "url c.png"],
    ["a url that the end of the file ends", "a { background: url(a.png", "url a.png"],
    ["a string that the end of the file ends", 'a { background: url("a.png', "url a.png"],
    ["a source map that the end of the file ends", "/*# sourceMappingURL=a.map", "source-map a.map"],
    ["a backslash before the end of the file", 'a { background: url("a.png\\', "url a.png <- a.png\\"],
    ["a url behind an invalid one", "a { b: url(a b.png) } c { d: url(e.png) }", "url e.png"],
    ["a url behind an unterminated string", 'a { b: "x\n; c: url(d.png) }', "url d.png"],
    ["a url behind closers of nothing", "} ) ] a { b: url(c.png) }", "url c.png"],
    ["a url behind `//`, which is no comment", "// a\nb { c: url(d.png) }", "url d.png"],
    ["a url behind `//` in a rule", "a { // url(b.png)\n}", "url b.png"],
    ["a url of another origin, resolved later", "a { b: url(//cdn.test/a.png) }", "url //cdn.test/a.png"],
  ])("%s", (_, css, ...expected) => {
    expect(referencesOf(css)).toEqual(expected);
  });
});

describe("a style sheet does not refer by", () => {
  test.each([
    ["a comment", "/* url(a.png) @import 'b.css'; */"],
    ["an @import inside a comment", "/*\n@import url('a.css');\n*/ a {}"],
    ["a comment that does not end", "a {} /* url(a.png)"],
    ["a string", `a { content: "url(a.png)" }`],
    ["a string of its own", "a { content: 'a.png'; quotes: '«' '»' }"],
    ["an attribute selector", `a[href="a.png"] {}`],
    ["@namespace", "@namespace url(http://www.w3.org/1999/xhtml); @namespace svg 'http://www.w3.org/2000/svg';"],
    ["@charset", '@charset "a.css";'],
    ["@supports", "@supports (background: url(a.png)) { a {} }"],
    ["@document", "@-moz-document url(http://a.test/), url-prefix('b') { a {} }"],
    ["format() and local()", "a { src: local('a.woff') format('b.woff') }"],
    ["a name that ends like url", "a { b: my-url(c.png) myurl('c.png') url-prefix('d') }"],
    ["a url with a quote in it", "a { b: url(a'b.png) }"],
    ["a url with white space in it", "a { b: url(a b.png) }"],
    ["a string that a newline ends", 'a { b: url("a.png\n) }'],
    ["url without parentheses", "a { url: a.png }"],
    ["a url that is a variable", "a { b: url(var(--c)) src(var(--d)) }"],
    ["a source map in a string", `a { content: "/*# sourceMappingURL=a.map */" }`],
    ["a source map in the middle of a comment", "/* see # sourceMappingURL=a.map */"],
    ["a source map with white space in it", "/*# sourceMappingURL=a b.map */"],
    ["a source map in a comment of scripts", "//# sourceMappingURL=a.map\n"],
    ["nothing", ""],
    ["NUL and lone surrogates", "\0 a { \uD800: \0 }"],
  ])("%s", (_, css) => {
    expect(referencesOf(css)).toEqual([]);
  });
});
