import { hash } from "node:crypto";
import { chmodSync } from "node:fs";
import { renderLedger } from "@mediaroot/core/internal";
import type { Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { findingsIn, settings, writeSite } from "./checked-site.test.support.ts";

type Fault = readonly [what: string, expected: string, changes: Readonly<Record<string, Tree[string] | undefined>>];

const page = (text: string): Tree => ({ "shop/templates/shop/cart.html": `<p></p>\n${text}\n` });
const css = (text: string): Tree => ({ "shop/media/shop.css": `a { b: c }\n${text}\n` });
const js = (text: string): Tree => ({ "shop/media/shop.js": `// first\n${text}\n` });
const code = (text: string): Tree => ({
  "shop/app.ts": "export default {};\n",
  "shop/forms.ts": `// first\n${text}\n`,
});

const FAULTS: readonly Fault[] = [
  [
    "a named media directory that is not there",
    "apps.E001 settings.ts:3",
    { "settings.ts": settings("", `"./blog", { name: "./shop", media: "dst" }`) },
  ],
  [
    "a named template directory that is not there",
    "apps.E002 settings.ts:3",
    { "settings.ts": settings("", `"./blog", { name: "./shop", templates: "views" }`) },
  ],
  [
    "a template directory of app.ts that is not there",
    "apps.E002 shop/app.ts:2",
    { "shop/app.ts": `export default {\n  templates: "views",\n};\n` },
  ],
  ["an empty media directory", "apps.W003 settings.ts:3", { "shop/media/shop.css": undefined, "shop/media/": "" }],
  [
    "a media directory of ignored files alone",
    "apps.W003 settings.ts:3",
    { "shop/media/shop.css": undefined, "shop/media/.keep": "" },
  ],
  [
    "a media directory that MEDIA_IGNORE hides",
    "apps.W003 settings.ts:3",
    { "settings.ts": settings(`  MEDIA_IGNORE: ["shop/**"],`) },
  ],
  [
    "an empty template directory",
    "apps.W004 settings.ts:3",
    { "shop/templates/shop/cart.html": undefined, "shop/templates/blog/post.html": undefined, "shop/templates/": "" },
  ],
  [
    "a media directory outside of files",
    "apps.W005 shop/package.json:1",
    { "shop/package.json": `{ "name": "shop", "version": "1.0.0", "files": ["templates"] }` },
  ],
  [
    "a template directory outside of files",
    "apps.W005 shop/package.json:2",
    { "shop/package.json": `{ "name": "shop", "version": "1.0.0",\n  "files": ["media", "app.js"] }` },
  ],
  [
    "an app that is an empty directory",
    "apps.W006 settings.ts:3",
    { "settings.ts": settings("", `"./blog", "./shop", "./void"`), "void/": "" },
  ],
  ["an app.ts that throws", "apps.E007 shop/app.ts:1", { "shop/app.ts": `throw new Error("no");\n` }],
  [
    "routes that throw",
    "apps.E007 settings.ts:4",
    {
      "shop/app.ts": `export default { routes: () => { throw new Error("no"); } };\n`,
      "settings.ts": settings("", undefined).replace(`"/": "blog"`, `"/": "blog", "/shop/": "shop"`),
    },
  ],
  ["files that differ in case", "media.E001 shop/media/a.css:1", { "shop/media/A.css": "", "shop/media/a.css": "" }],
  [
    "directories that differ in case",
    "media.E001 shop/media/a/y.css:1",
    { "shop/media/A/x.css": "", "shop/media/a/y.css": "" },
  ],
  ["an override in another case", "media.E001 blog/media/img/a.png:1", { "media/blog/img/A.png": "" }],
  ["a name with a colon", "media.E002 shop/media/a:b.css:1", { "shop/media/a:b.css": "" }],
  ["a name with a backslash", "media.E002 shop/media/a\\b.css:1", { "shop/media/a\\b.css": "" }],
  ["a device name of Windows", "media.E002 shop/media/con.css:1", { "shop/media/con.css": "" }],
  ["a name that ends with a dot", "media.E002 shop/media/a.:1", { "shop/media/a.": "" }],
  ["a link that leads outside", "media.E002 shop/media/out.css:1", { "shop/media/out.css": { link: "/etc/hostname" } }],
  ["an override with a misspelt name", "media.W003 media/blog/css/bsae.css:1", { "media/blog/css/bsae.css": "" }],
  [
    "an override of which the app has changed",
    "overrides.W001 media/shop/shop.css:1",
    {
      "media/shop/shop.css": "a { b: c }\n",
      ".mediaroot/overrides.json": JSON.stringify({
        format: 1,
        overrides: [
          { kind: "media", path: "shop/shop.css", label: "shop", package: null, version: null, sha256: "0".repeat(64) },
        ],
      }),
    },
  ],
  [
    "a record of overrides with conflict markers",
    "overrides.E002 .mediaroot/overrides.json:1",
    { ".mediaroot/overrides.json": "<<<<<<<" },
  ],
  ["an override of a file that is gone", "media.W003 media/blog/js/old/menu.js:1", { "media/blog/js/old/menu.js": "" }],
  [
    "<< MEDIA_URL >> before a file that is not there",
    "media.E004 shop/templates/shop/cart.html:2",
    page(`<img src="<< MEDIA_URL >>blog/img/b.png">`),
  ],
  [
    "{{ MEDIA_URL }} before a file that is not there",
    "media.E004 shop/templates/shop/cart.html:2",
    page(`<img src="{{ MEDIA_URL }}blog/img/b.png">`),
  ],
  [
    "media_url() of a file that is not there",
    "media.E004 shop/templates/shop/cart.html:2",
    page(`<img src="{{ media_url('blog/img/b.png') }}">`),
  ],
  [
    "media_url() in a macro",
    "media.E004 shop/templates/shop/cart.html:3",
    page(`{% macro m() %}\n{{ media_url("shop/x.css") }}{% endmacro %}`),
  ],
  [
    "MEDIA_URL before a label that no app has",
    "media.E004 shop/templates/shop/cart.html:2",
    page(`<link href="<< MEDIA_URL >>blgo/css/base.css">`),
  ],
  [
    "media with a query that is not there",
    "media.E004 shop/templates/shop/cart.html:2",
    page(`<link href="<< MEDIA_URL >>blog/css/bse.css?v=1">`),
  ],
  [
    "media in another letter case",
    "media.E004 shop/templates/shop/cart.html:2",
    page(`<img src="<< MEDIA_URL >>blog/img/A.png">`),
  ],
  [
    "media in a template of the project",
    "media.E004 templates/own.html:1",
    { "templates/own.html": `<< MEDIA_URL >>shop/none.css\n` },
  ],
  [
    "media in a template with other delimiters",
    "media.E004 shop/templates/shop/cart.html:1",
    {
      "shop/app.ts": `export default { templates: { delimiters: ["[[", "]]"] } };\n`,
      "shop/templates/shop/cart.html": `[[ media_url("shop/none.css") ]]\n`,
    },
  ],
  [
    "a declared style sheet that is not there",
    "media.E005 shop/forms.ts:2",
    code(`export const media = defineMedia({ css: { all: ["shop/shpo.css"] } });`),
  ],
  [
    "a declared script that is not there",
    "media.E005 shop/forms.ts:3",
    code(`export const media = defineMedia({\n  js: ["shop/none.js"] });`),
  ],
  [
    "a declared script() that is not there",
    "media.E005 shop/forms.ts:2",
    code(`defineMedia({ js: [script("shop/none.js", { defer: true })] });`),
  ],
  [
    "a declared stylesheet() that is not there",
    "media.E005 shop/forms.ts:2",
    code(`defineMedia({ css: { print: [stylesheet('shop/none.css')] } });`),
  ],
  [
    "a template of media that MEDIA_IGNORE hides",
    "media.E006 shop/templates/shop/cart.html:2",
    {
      ...page(`<img src="<< MEDIA_URL >>shop/x.bak">`),
      "shop/media/x.bak": "",
      "settings.ts": settings(`  MEDIA_IGNORE: ["*.bak"],`),
    },
  ],
  [
    "a declaration of a dotfile",
    "media.E006 shop/forms.ts:2",
    { ...code(`defineMedia({ js: ["shop/.x.js"] });`), "shop/media/.x.js": "" },
  ],
  [
    "an import name without its file",
    "media.E007 shop/app.ts:2",
    { "shop/app.ts": `export default {\n  imports: { x: "shop/x.js" },\n};\n` },
  ],
  [
    "url() of a file that is not there",
    "references.E001 shop/media/shop.css:2",
    css("a { background: url(none.png) }"),
  ],
  ["url() with a fragment", "references.E001 shop/media/shop.css:2", css("a { fill: url('none.svg#id') }")],
  ["url() to another app", "references.E001 shop/media/shop.css:2", css("a { background: url(../blog/img/b.png) }")],
  [
    "@import of a file that is not there",
    "references.E001 shop/media/late.css:1",
    { "shop/media/late.css": `@import "none.css";\n` },
  ],
  [
    "image-set() of a file that is not there",
    "references.E001 shop/media/shop.css:2",
    css(`a { background: image-set("none.png" 1x) }`),
  ],
  [
    "url() in an override",
    "references.E001 media/blog/css/base.css:1",
    { "media/blog/css/base.css": "a { background: url(none.png) }\n" },
  ],
  ["a static import of a module that is not there", "references.E002 shop/media/shop.js:2", js(`import "./none.js";`)],
  [
    "a re-export of a module that is not there",
    "references.E002 shop/media/shop.js:2",
    js(`export * from "./none.js";`),
  ],
  [
    "a dynamic import of a module that is not there",
    "references.E002 shop/media/shop.js:2",
    js(`export const a = import("./none.js");`),
  ],
  [
    "an import without its extension",
    "references.E002 blog/media/js/chart.js:1",
    { "blog/media/js/chart.js": `import { a } from "./lib";\na();\n` },
  ],
  [
    "new URL() of a file that is not there",
    "references.E002 shop/media/shop.js:2",
    js(`export const a = new URL("none.png", import.meta.url);`),
  ],
  [
    "a source map of a style sheet",
    "references.W003 shop/media/shop.css:2",
    css("/*# sourceMappingURL=shop.css.map */"),
  ],
  ["a source map of a classic script", "references.W003 shop/media/shop.js:2", js("//# sourceMappingURL=shop.js.map")],
  [
    "a script that is no JavaScript",
    "references.W004 shop/media/shop.js:2",
    js(`import "./a.js"; const b = <p>it's</p>;`),
  ],
  [
    "a style sheet in Latin-1",
    "references.W004 shop/media/latin.css:1",
    { "shop/media/latin.css": new Uint8Array([0x61, 0xe4]) },
  ],
  [
    "MEDIA_URL written out in a style sheet",
    "references.W005 shop/media/shop.css:2",
    css("a { background: url(/media/blog/img/a.png) }"),
  ],
  [
    "ADMIN_MEDIA_PREFIX written out in a style sheet",
    "references.W005 shop/media/shop.css:2",
    css("a { background: url(/adminmedia/img/a.png) }"),
  ],
  ["a tag that is not closed", "templates.E001 shop/templates/shop/cart.html:2", page("{% if a %}")],
  ["a tag that does not exist", "templates.E001 shop/templates/shop/cart.html:2", page("{% nope %}")],
  [
    "extends of a template that is not there",
    "templates.E002 shop/templates/shop/cart.html:1",
    { "shop/templates/shop/cart.html": `{% extends "blog/bsae.html" %}` },
  ],
  [
    "include of a template that is not there",
    "templates.E002 shop/templates/shop/cart.html:2",
    page(`{% include "shop/none.html" %}`),
  ],
  [
    "include of a list that is not there",
    "templates.E002 shop/templates/shop/cart.html:2",
    page(`{% include ["shop/a.html", "shop/b.html"] %}`),
  ],
  [
    "import of a template that is not there",
    "templates.E002 shop/templates/shop/cart.html:2",
    page(`{% import "shop/none.html" as none %}`),
  ],
  [
    "a template that extends its own name and hides none",
    "templates.E002 templates/shop/own.html:1",
    { "templates/shop/own.html": `{% extends "shop/own.html" %}`, ...page(`{% include "shop/own.html" %}`) },
  ],
  [
    "templates of two apps with the same name",
    "templates.W003 shop/templates/index.html:1",
    { "blog/templates/index.html": "", "shop/templates/index.html": "" },
  ],
  [
    "a template of the project with a misspelt name",
    "templates.W004 templates/blog/indx.html:1",
    { "templates/blog/indx.html": "" },
  ],
  [
    "templates that differ in case",
    "templates.E005 shop/templates/shop/cart.html:1",
    { "shop/templates/shop/Cart.html": "" },
  ],
  [
    "a template with a device name",
    "templates.E006 shop/templates/shop/nul.html:1",
    { "shop/templates/shop/nul.html": "" },
  ],
  [
    "MEDIA_URL written out in a template",
    "templates.W007 shop/templates/shop/cart.html:2",
    page(`<img src="/media/blog/img/a.png">`),
  ],
  [
    "ADMIN_MEDIA_PREFIX written out in a template",
    "templates.W007 shop/templates/shop/cart.html:3",
    page(`<style>\na { background: url(/adminmedia/a.png) }</style>`),
  ],
  [
    "url_for of a name that no route has",
    "templates.E008 shop/templates/shop/cart.html:2",
    page(`{{ url_for("blog:pots", slug="x") }}`),
  ],
  [
    "url_for of a name without a label",
    "templates.E008 shop/templates/shop/cart.html:2",
    page(`{{ url_for(":post") }}`),
  ],
  [
    "a silence that matches nothing",
    "checks.W001 settings.ts:6",
    { "settings.ts": settings(`  CHECKS: { SILENCE: ["media.W003:blog/**"] },`) },
  ],
];

describe("devserver check", () => {
  test("has nothing to say about a site that is right", async () => {
    using tree = writeSite();
    expect(await findingsIn(tree)).toEqual([]);
  });

  test.each(FAULTS)("finds %s", async (_, expected, changes) => {
    using tree = writeSite(changes);
    expect(await findingsIn(tree)).toEqual([expected]);
  });

  test("knows sixty faults or more", () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(60);
  });
});

const KEY = "k3JwP0aZt9qLr7VxB2nM4cYfH6sDgE8uWiOpKjQlRzTyXvCbN1";
const production = (...changes: readonly (readonly [string, string])[]): string => {
  const lines = `  SECRET_KEY: "${KEY}",\n  ALLOWED_HOSTS: ["example.com"],\n  SYNCMEDIA: { TARGET: undefined },`;
  const whole = settings(lines).replace("DEBUG: true", "DEBUG: false");
  return changes.reduce((text, [from, to]) => text.replace(from, to), whole);
};

describe("devserver check --deploy", () => {
  test("has nothing to say about settings for production", async () => {
    using tree = writeSite({ "settings.ts": production() });
    expect(await findingsIn(tree, true)).toEqual([]);
  });

  test.each([
    ["DEBUG", "deploy.E001 settings.ts:2", production(["DEBUG: false", "DEBUG: true"])],
    ["no SECRET_KEY", "deploy.E002 settings.ts:1", production([`  SECRET_KEY: "${KEY}",`, ""])],
    ["a short SECRET_KEY", "deploy.W003 settings.ts:6", production([KEY, KEY.slice(1, 40)])],
    ["a SECRET_KEY of one character", "deploy.W003 settings.ts:6", production([KEY, "x".repeat(60)])],
    ["a SECRET_KEY of words", "deploy.W003 settings.ts:6", production([KEY, `${KEY} is a sentence`])],
    ["no ALLOWED_HOSTS", "deploy.E004 settings.ts:7", production([`["example.com"]`, "[]"])],
    ["any host", "deploy.W005 settings.ts:7", production([`"example.com"`, `"*"`])],
    [
      "a target without a publication",
      "deploy.E007 settings.ts:8",
      production(["TARGET: undefined", `TARGET: "public"`]),
    ],
    ["HASH without a manifest", "deploy.E007 settings.ts:8", production(["TARGET: undefined", "HASH: true"])],
  ])("finds %s", async (_, expected, text) => {
    using tree = writeSite({ "settings.ts": text });
    expect(await findingsIn(tree, true)).toEqual([expected]);
  });

  test("finds a MEDIA_ROOT that every user can write to", async () => {
    using tree = writeSite({ "settings.ts": production() });
    chmodSync(tree.path("media"), 0o777);
    expect(await findingsIn(tree, true)).toEqual(["deploy.E008 settings.ts:1"]);
  });

  test("finds copies that are older than the media", async () => {
    using tree = writeSite({ "settings.ts": production() });
    const copy = { path: "shop/shop.css", size: 19, sha256: hash("sha256", "an older style sheet"), encodings: [] };
    const ledger = renderLedger({ target: "media", files: new Map([[copy.path, copy]]), links: new Map() });
    tree.write({ "media/.syncmedia/ledger.json": [...ledger].join("") });
    expect(await findingsIn(tree, true)).toEqual(["deploy.W006 settings.ts:8"]);
  });
});

describe("CHECKS.SILENCE", () => {
  const broken = {
    "blog/media/css/x.css": "a { b: url(none.png) }",
    "node_modules/charts/package.json": `{ "name": "charts", "version": "1.2.3" }`,
    "node_modules/charts/media/dist/c.css": "@import 'none.css';",
    "node_modules/charts/media/dist/package.json": `{ "type": "module" }`,
  };
  const silenced = (...entries: readonly string[]) =>
    writeSite({
      ...broken,
      "settings.ts": settings(`  CHECKS: { SILENCE: ${JSON.stringify(entries)} },`, `"./blog", "./shop", "charts"`),
    });

  test.each([
    [[], ["references.E001 blog/media/css/x.css:1", "references.E001 node_modules/charts/media/dist/c.css:1"]],
    [["references.E001"], []],
    [["references.E001:blog/media/**", "charts@1.2.3"], []],
    [["references.E001:blog/css/*.css"], ["references.E001 node_modules/charts/media/dist/c.css:1"]],
    [["charts@1.2.3"], ["references.E001 blog/media/css/x.css:1"]],
    [["references.E001", "deploy.W005"], []],
    [["references.E001", "charts@1.2.4"], ["checks.W001 settings.ts:6"]],
  ])("%j leaves %j", async (entries, expected) => {
    using tree = silenced(...entries);
    expect(await findingsIn(tree)).toEqual(expected);
  });
});
