import { describe, expect, test } from "vitest";
import { relativeSpecifier } from "../references/rewrite-references.ts";
import { publish } from "../../tests/publish.test.support.ts";

/** Files that are there, and that no text below refers to: to find one of them would be the mistake that was reported. */
const BYSTANDERS = { "app/no.png": "png", "app/no.js": "export {};", "app/no.css": "a {}" };

/** The specifier of a reference stands between these in the texts below. */
const MARKED = /«([^»]+)»/g;

function pathOf(from: string, written: string): string {
  const url = new URL(written.replaceAll("\\", ""), `https://site.test/media/${from}`);
  return decodeURIComponent(url.pathname).slice("/media/".length);
}

/** Publishes a text whose references are marked, with the files that it refers to. */
function publishMarked(from: string, marked: string): { readonly published: string; readonly expected: string } {
  const targets = [...marked.matchAll(MARKED)].map(([, written = ""]) => pathOf(from, written));
  const text = marked.replaceAll(MARKED, "$1");
  const {
    survey,
    name,
    text: textOf,
  } = publish({
    ...BYSTANDERS,
    ...Object.fromEntries(targets.map((target) => [target, `/* ${target} */`])),
    [from]: text,
  });
  expect(survey.dangling).toEqual([]);
  expect(survey.unreadable).toEqual([]);
  const expected = marked.replaceAll(MARKED, (_, written: string) => {
    const specifier = relativeSpecifier(from, name(pathOf(from, written)));
    return written.includes("\\") ? specifier.replaceAll(/[()]/g, String.raw`\$&`) : specifier;
  });
  return { published: textOf(from) ?? text, expected };
}

// What users of other tools have reported, by repository and number of the issue or pull request. The texts are our own.
describe("a style sheet", () => {
  test.each([
    [
      "symfony/symfony#59512: a url in a block comment",
      'body {\n  /* background: url("no.png"); */\n  color: red;\n}\n',
    ],
    [
      "crucialfelix/django-ajax-selects#312: a url in the comment of a theme",
      "/*! Theme: roller?bg=url(no.png)&x=1 */\n.ui { background: url(«images/ui.png») }",
    ],
    [
      "wrabit/django-cotton-ui#3: @import in a comment that shows how to use the file",
      '/*\n  In your own sheet:\n    @import "no.css";\n    @import url("no.css");\n*/\n:root {}',
    ],
    ["rails/propshaft#22: a url in a comment", "/* url(no.png) */ a { b: url(«a.png») } /*\n url('no.png') */"],
    [
      "rails/propshaft#21: a query and a fragment for old browsers",
      "@font-face { src: url('«fonts/fa.eot»?#iefix') format('embedded-opentype'), url('«fonts/fa.woff2»') format('woff2') }",
    ],
    ["rails/propshaft#50: a fragment", "@font-face { src: url('«fa-solid-900.svg»#fontawesome') format('svg') }"],
    ["FortAwesome/Font-Awesome#6556: a fragment that looks like a query", "a { b: url('«fa.eot»?#iefix&v=4.3.0') }"],
    [
      "rails/propshaft#98: a url inside a data: URL",
      `a { b: url("data:image/svg+xml;charset=utf-8,%3Csvg mask='url(%23mask)'%3E%3C/svg%3E") }`,
    ],
    ["rails/propshaft#83: a URL without its scheme", 'a { b: url("//fonts.test/no.eot") }'],
    [
      "rails/propshaft#223: names that begin with data or http",
      'a { b: url(«database.jpg»), url("«http-diagram.png»") }',
    ],
    [
      "rails/propshaft#7: one url twice, and two directories up",
      "a { b: url(«f.svg») url(«f.svg») url('«../x/f.svg»') }",
    ],
    ["django/django#15329: a source map", "a {}\n/*# sourceMappingURL=«a.css.map» */\n"],
    ["vitejs/vite#7874: variables in image-set()", 'a { b: image-set(var(--webp) 1x, var(--jpg) 1x, "«c.png»" 2x) }'],
    [
      "vitejs/vite#23472: brackets inside image-set()",
      'a { b: image-set(url("«a.png»") 1x, linear-gradient(to right, rgba(0,0,0,0), rgba(0,0,0,1)) 2x, "«b.png»" 3x) }',
    ],
    [
      "vitejs/vite#8028: data: URLs in image-set()",
      "a { b: -webkit-image-set(\n url(data:image/png;base64,iVBO+/=) 1x\n ) 5 8 }",
    ],
    ["vitejs/vite#20816: an escaped bracket", String.raw`p { background-image: url(«awkward-name\)2.png») }`],
    ["vitejs/vite#22496: an opening bracket in a directory's name", 'p { b: url("«with-(paren/a.txt»") }'],
    [
      "evanw/esbuild#3410: a space in a quoted name",
      ".bg { background: url('«./plant 2@2x.png»') 100% center no-repeat }",
    ],
    ["webpack/css-loader#410: a space in a name", '.red { content: url("«red dot.png»") }'],
    [
      "webpack/css-loader#62: a quote in a comment before, and one behind",
      "/*\n * don't\n */\n.bg { background-image: url(«bg.jpg») }\n/* it's */\n",
    ],
    [
      "evanw/esbuild#2437: conditions of @import",
      `@import '«theme.css»' layer();@import"«style.css»"layer;@import url("«tabs.css»") layer(a.b);@import url('«t.css»') supports(display: grid);@import url(«t.css»)screen;`,
    ],
    ["postcss/postcss-url#26: white space inside url()", '.a { background: url( "«img.png»" ); }'],
    ["parcel-bundler/parcel#3873: a behavior of old browsers", "v { behavior: url(#default#VML) }"],
    ["parcel-bundler/parcel#8125: an empty fragment", 'a { --icon: url("#"); mask-image: url(#) }'],
    ["parcel-bundler/lightningcss#1055: a filter of the page", ".blobs { filter: url(#goo) }"],
    ["clean-css/clean-css#910: another host in image-set()", 'a { b: image-set(url("//s1.server.test/no.png") 1x) }'],
    ["metakermit/django-spa#3: an absolute path", ".logo { background-image: url(«/media/img/logo.6a30f15f.svg») }"],
    [
      "wro4j/wro4j#91: an absolute path that is not media",
      '.help { background: #b3b3b3 url("/images/no.png") repeat-x }',
    ],
  ])("%s", (_, marked) => {
    const { published, expected } = publishMarked("app/a.css", marked);
    expect(published).toBe(expected);
  });
});

describe("a module", () => {
  test.each([
    [
      "symfony/symfony#51291: import in JSDoc",
      '/**\n * @returns {import("./no.js").Specification}\n */\nexport function f() {}',
    ],
    ["symfony/symfony#57808: import in a type comment", "/** @type {import('./no.js').Scope} */\nexport const a = 1;"],
    [
      "symfony/symfony#53608: import in a message",
      "console.warn(\"[DEPRECATED] Instead use import { createStore } from './no.js'.\");\nexport {};",
    ],
    ["symfony/symfony#53893: an import below a comment that says import", '// import\nimport "«./foo.js»";'],
    [
      "symfony/symfony#58944: an example in a comment",
      "/**\n * ```jsx\n * import { LazyMotion } from './no.js'\n * ```\n */\nimport { m } from '«./m.js»';\n",
    ],
    ["symfony/symfony#54012: an import without a binding", "import '«./styles/app.css»'"],
    ["symfony/symfony#52349: a file of another app", "import '«../vendor/assets/baz.js»';"],
    [
      "vitejs/vite#7632: a string with // before new URL",
      'console.log("2 //", new URL("«./logo.svg»", import.meta.url).href);',
    ],
    ["vitejs/vite#18163: a data: URL in new URL", 'new URL("data:image/png;base64,AAAA", import.meta.url)'],
    [
      "vitejs/vite#7647: new URL inside a template",
      "export const a = `<img src=\"${\n  new URL('«../img/loading.gif»', import.meta.url).href\n}\" alt=''>`;",
    ],
    [
      "django/django#15064: the variants of import and export, without white space",
      `import{a as b}from"«./a.js»";import*as c from"«./b.js»";export*from"«./a.js»";export{d}from'«./b.js»';import"«./a.js»"`,
    ],
    [
      "umap-project/umap#1539: no semicolons",
      "import a from '«./a.js»'\nimport b from '«./b.js»'\nimport('«./c.js»')\n",
    ],
    [
      "guybedford/es-module-lexer#177: a division behind a word that may be an operator",
      "if (of / 2) {}\nimport '«./a.js»';",
    ],
    [
      "guybedford/es-module-lexer#138: a tagged template as default export",
      "import '«./a.js»';\nexport default css`:host { x: 1 }`;",
    ],
    ["guybedford/es-module-lexer#34: a comment behind an exported name", "export var a/**/=0; import '«./a.js»';"],
    ["django/django#13938: a source map", "export {};\n//# sourceMappingURL=«a.js.map»\n"],
    ["django/django#13938: a source map in other letter case", "export {};\n//# sourcemappingurl=no.js\n"],
    [
      "django-cms/djangocms-text#211: the source map of a part, inside a bundle",
      "a();\n//# sourceMappingURL=purify.es.mjs.map\nexport const b = 1;\n",
    ],
  ])("%s", (_, marked) => {
    const { published, expected } = publishMarked("app/a.js", marked);
    expect(published).toBe(expected);
  });
});

describe("a publication", () => {
  test.each([
    ["evansd/whitenoise#499: a source map that is not there", "a.js", "f();\n//# sourceMappingURL=a.js.map\n"],
    ["encode/django-rest-framework#8609: one of a style sheet", "a.css", "a {}\n/*# sourceMappingURL=a.css.map */"],
    ["localwiki/localwiki#326: an image that is not there", "app/a.css", "a { b: url(../gone.png) }"],
  ])("goes on, and reports it: %s", (_, file, text) => {
    const { survey, name, files } = publish({ [file]: text });
    expect(survey.dangling).toMatchObject([{ file }]);
    expect(files.get(file)).not.toHaveProperty("content");
    expect(name(file)).not.toBe("");
  });

  test("takes modules that import each other: django/django#20878", () => {
    const { name, text } = publish({ "a.js": "import './b.js';", "b.js": "import './a.js';" });
    expect([text("a.js"), text("b.js")]).toEqual([`import './${name("b.js")}';`, `import './${name("a.js")}';`]);
  });

  test("gives a script another name when its source map changes: rails/propshaft#259", () => {
    const files = (map: string) => ({ "a.js": "f();\n//# sourceMappingURL=a.js.map\n", "a.js.map": map });
    expect(publish(files("{}")).name("a.js")).not.toBe(publish(files("{ }")).name("a.js"));
  });
});
