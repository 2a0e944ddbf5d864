import { defineMedia } from "@mediaroot/core";
import { describe, expect, test, vi } from "vitest";
import { createSite } from "../../tests/site.test.support.ts";

describe("in development, a path that no media source has", () => {
  test("keeps its plain URL, and is reported once with the nearest paths", async () => {
    const missing: unknown[] = [];
    using site = await createSite(
      {
        "blog/app.mjs": `export default { imports: { core: "blog/js/cor.js" } };`,
        "blog/media/js/core.js": "",
        "templates/x.html": `{{ media_url("blog/js/kore.js") }} {{ media_js }} {{ media_importmap() }}`,
      },
      {},
      { onMissingMedia: (...reported) => missing.push(reported) },
    );
    const media = defineMedia({ js: ["blog/jss/core.js"] });
    expect(site.render("x.html", { media })).toContain('/media/blog/js/kore.js <script src="/media/blog/jss/core.js">');
    site.render("x.html", { media });
    await vi.waitUntil(() => missing.length === 3);
    expect(missing.toSorted()).toEqual([
      ["blog/js/cor.js", ["blog/js/core.js"]],
      ["blog/js/kore.js", ["blog/js/core.js"]],
      ["blog/jss/core.js", ["blog/js/core.js"]],
    ]);
  });

  test("is none where a file, an override or a directory is there", async () => {
    const missing: string[] = [];
    using site = await createSite(
      {
        "blog/media/js/core.js": "",
        "media/photos/a.jpg": "",
        "media/admin/x.css": "",
        "templates/x.html": `{% for path in paths %}{{ media_url(path) }} {% endfor %}`,
      },
      {},
      { onMissingMedia: (path) => missing.push(path) },
    );
    const paths = ["blog/js/core.js", "photos/a.jpg", "admin/x.css", "blog/js", "photos", "", "blog/none.js"];
    expect(site.render("x.html", { paths })).toContain("/media/blog/js ");
    await vi.waitUntil(() => missing.length > 0);
    expect(missing).toEqual(["blog/none.js"]);
  });
});
