import { settings } from "./checked-site.test.support.ts";
import { css, type Fault, js } from "./fault.test.support.ts";

/** Faults of references in style sheets and scripts. */
export const REFERENCE_FAULTS: readonly Fault[] = [
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
  [
    "references of installed files that nothing names, all at once",
    "references.W006 node_modules/charts/src/a.js:1",
    {
      "settings.ts": settings("", `"./blog", "./shop", { name: "charts", media: "src" }`),
      "node_modules/charts/package.json": `{ "name": "charts" }`,
      "node_modules/charts/src/a.js": `import "./b";\nimport "./c";\n`,
      "node_modules/charts/src/b.js": `import "./d";\n`,
    },
  ],
  [
    "a reference of an installed file that a file of the site names",
    "references.E002 node_modules/charts/src/b.js:2",
    {
      "settings.ts": settings("", `"./blog", "./shop", { name: "charts", media: "src" }`),
      "node_modules/charts/package.json": `{ "name": "charts" }`,
      "node_modules/charts/src/a.js": `import "./b.js";\n`,
      "node_modules/charts/src/b.js": `// first\nimport "./c";\n`,
      ...js(`import "../charts/a.js";`),
    },
  ],
];
