import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

const FILES = {
  "blog/app.mjs": `export default { imports: { core: "blog/js/core.js" } };`,
  "blog/media/js/core.js": "",
  "templates/x.html": `{{ media_importmap() }}`,
};
const MANIFEST = JSON.stringify({
  version: 1,
  files: {
    "blog/js/core.js": {
      path: "blog/js/core.0123456789abcdef.js",
      integrity: `sha384-${"A".repeat(64)}`,
      size: 1,
      encodings: [],
    },
  },
});

describe("media_importmap()", () => {
  test("prints plain URLs in development, with the nonce of the page", async () => {
    using site = await createSite(FILES);
    expect(site.render("x.html")).toBe(
      '<script type="importmap">{"imports":{"core":"/media/blog/js/core.js"}}</script>',
    );
    expect(site.render("x.html", { csp_nonce: "n" })).toContain('<script type="importmap" nonce="n">');
  });

  test("prints content-named URLs in production", async () => {
    using site = await createSite(
      { ...FILES, "media-manifest.json": MANIFEST },
      { DEBUG: false, SECRET_KEY: "x", ALLOWED_HOSTS: ["example.com"] },
    );
    expect(site.render("x.html")).toBe(
      '<script type="importmap">{"imports":{"core":"/media/blog/js/core.0123456789abcdef.js"}}</script>',
    );
  });

  test("prints nothing for a site whose apps declare no imports", async () => {
    using site = await createSite({ "templates/x.html": `[{{ media_importmap() }}]` });
    expect(site.render("x.html")).toBe("[]");
  });

  test("names the place in the template of a path that is not a logical path", async () => {
    using site = await createSite({ ...FILES, "blog/app.mjs": `export default { imports: { core: "../core.js" } };` });
    expect(site.refusal("x.html")).toMatchObject({ cause: { code: "MEDIA_PATH_REFUSED" } });
  });

  test("fails at the start where two apps declare different files for a name", async () => {
    const admin = { "admin/app.mjs": `export default { imports: { core: "admin/core.js" } };` };
    await expect(createSite({ ...FILES, ...admin })).rejects.toMatchObject({ code: "IMPORT_CLASH" });
  });
});
