import { createTree, type TestTree } from "@mediaroot/core/testing";

/** Makes a project of the apps `admin`, with an override, and `blog`, which has neither media nor templates. */
export function createOverriddenSite(): TestTree {
  return createTree({
    "settings.ts": `export default { INSTALLED_APPS: ["./contrib/admin", "./blog"], URLS: { "/": "blog", "/more/": "blog" },
      MEDIA_URL: process.env.MEDIA_URL ?? "/media/", ADMIN_MEDIA_PREFIX: "/adminmedia/" };`,
    ".env": "MEDIA_URL=/static/\n",
    "media/admin/css/base.css": "override",
    "contrib/admin/media/css/base.css": "shipped",
    "contrib/admin/media/css/forms.css": "shipped",
    "contrib/admin/templates/admin/x.html": "",
    "blog/": "",
  });
}
