import { settings } from "./checked-site.test.support.ts";
import { code, type Fault, page } from "./fault.test.support.ts";

/** Faults of media, of overrides, and of what names media. */
export const MEDIA_FAULTS: readonly Fault[] = [
  ["files that differ in case", "media.E001 shop/media/a.css:1", { "shop/media/A.css": "", "shop/media/a.css": "" }],
  [
    "directories that differ in case",
    "media.E001 shop/media/a/y.css:1",
    { "shop/media/A/x.css": "", "shop/media/a/y.css": "" },
  ],
  ["an override in another case", "media.E001 media/blog/img/A.png:1", { "media/blog/img/A.png": "" }],
  ["a name with a colon", "media.E002 shop/media/a:b.css:1", { "shop/media/a:b.css": "" }],
  ["a name with a backslash", "media.E002 shop/media/a\\b.css:1", { "shop/media/a\\b.css": "" }],
  ["a device name of Windows", "media.E002 shop/media/con.css:1", { "shop/media/con.css": "" }],
  ["a name that ends with a dot", "media.E002 shop/media/a.:1", { "shop/media/a.": "" }],
  ["a link that leads outside", "media.E009 shop/media/out.css:1", { "shop/media/out.css": { link: "/etc/hostname" } }],
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
];
