import { settings } from "./checked-site.test.support.ts";
import { type Fault } from "./fault.test.support.ts";

/** Faults of apps and of the settings. */
export const APP_FAULTS: readonly Fault[] = [
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
  [
    "a silence that matches nothing",
    "checks.W001 settings.ts:6",
    { "settings.ts": settings(`  CHECKS: { SILENCE: ["media.W003:blog/**"] },`) },
  ],
];
