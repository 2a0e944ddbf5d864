import { defineMedia } from "@mediaroot/core";
import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

const HASHED: Readonly<Record<string, string>> = {
  "blog/css/base.css": "blog/css/base.0123456789abcdef.css",
  "blog/js/core.js": "blog/js/core.0123456789abcdef.js",
  "blog/img/a b&c.png": "blog/img/a b&c.0123456789abcdef.png",
};
const integrity = `sha384-${"A".repeat(64)}`;
const MANIFEST = JSON.stringify({
  version: 1,
  files: Object.fromEntries(
    Object.entries(HASHED).map(([logicalPath, path]) => [logicalPath, { path, integrity, size: 1, encodings: [] }]),
  ),
});
const PRODUCTION = { DEBUG: false, SECRET_KEY: "x", ALLOWED_HOSTS: ["example.com"] };

/** Renders a template in production, with the manifest above beside the settings. */
async function render(template: string, settings: object = {}, context: object = {}): Promise<string> {
  using site = await createSite(
    { "templates/x.html": template, "media-manifest.json": MANIFEST },
    { ...PRODUCTION, ...settings },
  );
  return site.render("x.html", context);
}

describe("in production, with a manifest,", () => {
  test.each([
    ['<link href="<< MEDIA_URL >>blog/css/base.css">', '<link href="/media/blog/css/base.0123456789abcdef.css">'],
    ["<< MEDIA_URL >>blog/css/base.css", "/media/blog/css/base.0123456789abcdef.css"],
    ["<link href='{{ MEDIA_URL }}blog/css/base.css'>", "<link href='/media/blog/css/base.0123456789abcdef.css'>"],
    ["{{MEDIA_URL}}blog/js/core.js", "/media/blog/js/core.0123456789abcdef.js"],
    [
      "a{background:url(<< MEDIA_URL >>blog/css/base.css)}",
      "a{background:url(/media/blog/css/base.0123456789abcdef.css)}",
    ],
    ["<< MEDIA_URL >>blog/css/base.css?v=1#x", "/media/blog/css/base.0123456789abcdef.css?v=1#x"],
    [
      "<< MEDIA_URL >>blog/css/base.css blog/css/base.css",
      "/media/blog/css/base.0123456789abcdef.css blog/css/base.css",
    ],
    ['"<< MEDIA_URL >>blog/img/a%20b%26c.png"', '"/media/blog/img/a%20b%26c.0123456789abcdef.png"'],
    [
      '"<< MEDIA_URL >>blog/css/base.css","{{ MEDIA_URL }}blog/js/core.js"',
      '"/media/blog/css/base.0123456789abcdef.css","/media/blog/js/core.0123456789abcdef.js"',
    ],
    ["f(`<< MEDIA_URL >>blog/js/core.js`)", "f(`/media/blog/js/core.0123456789abcdef.js`)"],
    [
      '<img srcset="<< MEDIA_URL >>blog/img/a%20b%26c.png, {{ MEDIA_URL }}blog/js/core.js, x 2x">',
      '<img srcset="/media/blog/img/a%20b%26c.0123456789abcdef.png, /media/blog/js/core.0123456789abcdef.js, x 2x">',
    ],
    ['"<< MEDIA_URL >>blog/js/core.js" + "?v=1"', '"/media/blog/js/core.0123456789abcdef.js" + "?v=1"'],
    ['{{ media_url("blog/js/core.js") }}', "/media/blog/js/core.0123456789abcdef.js"],
  ])("%s prints the content-named URL", async (template, expected) => {
    expect(await render(template)).toBe(expected);
  });

  test.each([
    ["<< MEDIA_URL >>blog/css/base.css{{ 1 }}", "/media/blog/css/base.css1"],
    ["{{ MEDIA_URL }}blog/css/base.css{{ 1 }}", "/media/blog/css/base.css1"],
    ["<< MEDIA_URL >>{{ 'blog/css/base.css' }}", "/media/blog/css/base.css"],
    ["{{ MEDIA_URL ~ 'x/' }}blog/css/base.css", "/media/x/blog/css/base.css"],
    ["{{ 1 }}blog/css/base.css", "1blog/css/base.css"],
    ["{{ MEDIA_URL }} blog/css/base.css", "/media/ blog/css/base.css"],
    ["{% raw %}<< MEDIA_URL >>blog/css/base.css{% endraw %}", "<< MEDIA_URL >>blog/css/base.css"],
    ["<< MEDIA_URL >>photos/one.jpg", "/media/photos/one.jpg"],
    ["<< MEDIA_URL >>blog/%zz.css", "/media/blog/%zz.css"],
    ["<< MEDIA_URL >>blog/css/", "/media/blog/css/"],
    ["<< MEDIA_URL >>blog/css/base.css,{{ 1 }}", "/media/blog/css/base.css,1"],
    ["<< MEDIA_URL >>", "/media/"],
  ])("%s prints what it did without", async (template, expected) => {
    expect(await render(template)).toBe(expected);
  });

  test("an app with delimiters of its own gets content-named URLs too", async () => {
    using site = await createSite(
      {
        "blog/app.mjs": 'export default { templates: { delimiters: ["<<", ">>"] } };',
        "blog/templates/blog/x.html": '"<< MEDIA_URL >>blog/css/base.css"',
        "media-manifest.json": MANIFEST,
      },
      PRODUCTION,
    );
    expect(site.render("blog/x.html")).toBe('"/media/blog/css/base.0123456789abcdef.css"');
  });

  test("media declarations print content-named URLs, below a CDN too", async () => {
    const media = defineMedia({
      css: { all: ["blog/css/base.css"] },
      js: ["blog/js/core.js", "https://example.com/x.js"],
    });
    const page = await render(
      "{{ media_css }}\n{{ media_js }}",
      { MEDIA_URL: "https://cdn.example.com/m/" },
      { media },
    );
    expect(page)
      .toBe(`<link href="https://cdn.example.com/m/blog/css/base.0123456789abcdef.css" media="all" rel="stylesheet">
<script src="https://cdn.example.com/m/blog/js/core.0123456789abcdef.js"></script>
<script src="https://example.com/x.js"></script>`);
  });

  test("media declarations have the manifest's integrity if MEDIA_INTEGRITY is on and MEDIA_URL is on another origin", async () => {
    const media = defineMedia({ js: ["blog/js/core.js", "blog/js/other.js"] });
    const tags = (settings: object): Promise<string> => render("{{ media_js }}", settings, { media });
    const elsewhere = { MEDIA_URL: "https://cdn.example.com/" };
    expect(await tags({ ...elsewhere, MEDIA_INTEGRITY: true })).toBe(
      `<script src="https://cdn.example.com/blog/js/core.0123456789abcdef.js" crossorigin="anonymous" integrity="${integrity}"></script>
<script src="https://cdn.example.com/blog/js/other.js"></script>`,
    );
    expect(await tags(elsewhere)).not.toContain("integrity");
    expect(await tags({ MEDIA_INTEGRITY: true })).not.toContain("integrity");
  });

  test("a file of an app that the manifest does not name keeps its plain URL, and is reported once", async () => {
    const missing: string[] = [];
    using site = await createSite(
      {
        "templates/x.html":
          '"<< MEDIA_URL >>blog/new.css" {{ media_url("blog/new.css") }} {{ media_url("photos/a.jpg") }}',
        "media-manifest.json": MANIFEST,
      },
      PRODUCTION,
      { onMissingMedia: (logicalPath) => missing.push(logicalPath) },
    );
    expect(site.render("x.html")).toBe('"/media/blog/new.css" /media/blog/new.css /media/photos/a.jpg');
    site.render("x.html");
    expect(missing).toEqual(["blog/new.css"]);
  });

  test("a path that a script or an expression goes on with is not reported", async () => {
    const missing: string[] = [];
    using site = await createSite(
      {
        "templates/x.html":
          'f("<< MEDIA_URL >>blog/img/" + name, "<< MEDIA_URL >>blog/icon-" + n, `<< MEDIA_URL >>blog/${a}`, "{{ MEDIA_URL }}blog/b{{ 1 }}")',
        "media-manifest.json": MANIFEST,
      },
      PRODUCTION,
      { onMissingMedia: (logicalPath) => missing.push(logicalPath) },
    );
    expect(site.render("x.html")).toBe(
      'f("/media/blog/img/" + name, "/media/blog/icon-" + n, `/media/blog/${a}`, "/media/blog/b1")',
    );
    expect(missing).toEqual([]);
  });
});

describe("plain URLs are printed", () => {
  const template = { "templates/x.html": '<< MEDIA_URL >>blog/css/base.css {{ media_url("blog/css/base.css") }}' };
  const plain = "/media/blog/css/base.css /media/blog/css/base.css";

  test("with DEBUG on, whatever the manifest says", async () => {
    using site = await createSite({ ...template, "media-manifest.json": MANIFEST });
    expect(site.render("x.html")).toBe(plain);
  });

  test("in production without a manifest", async () => {
    using site = await createSite(template, PRODUCTION);
    expect(site.render("x.html")).toBe(plain);
  });

  test("from another manifest than MEDIA_MANIFEST names", async () => {
    const other = { ...template, "media-manifest.json": MANIFEST, "deploy/other.json": '{"version":1,"files":{}}' };
    using site = await createSite(other, { ...PRODUCTION, MEDIA_MANIFEST: "deploy/other.json" });
    expect(site.render("x.html")).toBe(plain);
  });
});

test("a manifest that cannot be read fails at the start, with its name and what to do", async () => {
  await expect(createSite({ "media-manifest.json": "{" }, PRODUCTION)).rejects.toMatchObject({
    code: "MANIFEST_INVALID",
  });
});
