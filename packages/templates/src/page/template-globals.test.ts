import { defineMedia, script } from "@mediaroot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSite } from "../../tests/site.test.support.ts";

describe("globals", () => {
  test("media_url() is the URL of a logical path, each segment encoded", async () => {
    using site = await createSite({ "templates/x.html": `{{ media_url(path) }}` });
    expect(site.render("x.html", { path: "admin/js/core.js" })).toBe("/media/admin/js/core.js");
    expect(site.render("x.html", { path: "a b/ä#?%.css" })).toBe("/media/a%20b/%C3%A4%23%3F%25.css");
    expect(site.render("x.html", { path: "" })).toBe("/media/");
  });

  test.each(["../x.css", "/x.css", "https://example.com/x.css", "a//b", "a\\b"])(
    "media_url(%j) is refused",
    async (path) => {
      using site = await createSite({ "templates/x.html": `\n{{ media_url(path) }}` });
      const error = site.refusal("x.html", { path });
      expect(site.placeOf(error)).toBe("templates/x.html:2:4");
      expect(error).toMatchObject({ code: "TEMPLATE_RENDER_FAILED", cause: { code: "MEDIA_PATH_REFUSED" } });
      expect(error.fix).toBe((error.cause as { fix: string }).fix);
      using hashed = await createSite({ "templates/x.html": `{{ media_url(path) }}` }, {}, { mediaUrl: (one) => one });
      expect(hashed.refusal("x.html", { path })).toMatchObject({ cause: { code: "MEDIA_PATH_REFUSED" } });
    },
  );

  test("media_url() can be replaced, for hashed names", async () => {
    using site = await createSite(
      { "templates/x.html": `{{ media_url("x.css") }}{{ media_css }}` },
      {},
      { mediaUrl: (path) => `/hashed/${path}` },
    );
    expect(site.render("x.html", { media: defineMedia({ css: { all: ["y.css"] } }) })).toBe(
      '/hashed/x.css<link href="/hashed/y.css" media="all" rel="stylesheet">',
    );
  });

  test("imported macros see MEDIA_URL, media_url and what belongs to the request, but not the context", async () => {
    using site = await createSite({
      "templates/x.html": `{% from "m.html" import m %}{{ m() }}`,
      "templates/m.html": `{% macro m() %}{{ MEDIA_URL }} {{ media_url("x") }} {{ user }} {{ csrf_field() }} {{ post }}{% endmacro %}`,
    });
    expect(site.render("x.html", { post: "p", csrf_token: "t" }, { user: "<u>" })).toBe(
      '/media/ /media/x &lt;u&gt; <input type="hidden" name="csrf_token" value="t"> ',
    );
  });

  test("macros that are imported with context see the context too", async () => {
    using site = await createSite({
      "templates/x.html": `{% from "m.html" import m with context %}{% import "m.html" as all with context %}{{ m() }} {{ all.m() }}`,
      "templates/m.html": "{% macro m() %}{{ post }}{% endmacro %}",
    });
    expect(site.render("x.html", { post: "<p>" })).toBe("&lt;p&gt; &lt;p&gt;");
  });

  test("the context wins over what belongs to the request, and that over the site's own", async () => {
    using site = await createSite(
      { "templates/x.html": "{{ a }}{{ b }}{{ c }}" },
      {},
      { globals: { a: 1, b: 1, c: 1 } },
    );
    expect(site.render("x.html", { a: 3 }, { a: 2, b: 2 })).toBe("321");
  });

  test("a page rendered inside another keeps its values to itself", async () => {
    using site = await createSite({
      "templates/outer.html": "{{ user }}{{ inner() | safe }}{{ user }}",
      "templates/inner.html": "[{{ user }}]",
    });
    const inner = (): string => site.render("inner.html", {}, { user: "b" });
    expect(site.render("outer.html", { inner }, { user: "a" })).toBe("a[b]a");
  });

  test("csrf_field() prints the token of the context in a hidden field, escaped, under the name it is given", async () => {
    using site = await createSite({ "templates/x.html": `{{ csrf_field() }}{{ csrf_field("_csrf") }}` });
    expect(site.render("x.html", { csrf_token: 'a"b' })).toBe(
      '<input type="hidden" name="csrf_token" value="a&quot;b"><input type="hidden" name="_csrf" value="a&quot;b">',
    );
    expect(site.refusal("x.html")).toMatchObject({ cause: { code: "CSRF_TOKEN_MISSING" } });
  });

  test("json_script prints JSON that nothing in it can end, as a filter or a function", async () => {
    using site = await createSite({ "templates/x.html": `{{ data | json_script("d<") }}{{ json_script(data) }}` });
    const json = String.raw`{"a":"\u003C/script\u003E\u003C!--\u0026"}`;
    expect(site.render("x.html", { data: { a: "</script><!--&" } })).toBe(
      `<script id="d&lt;" type="application/json">${json}</script><script type="application/json">${json}</script>`,
    );
    expect(site.render("x.html", { data: undefined })).toContain(">null</script>");
  });

  test("json_script gives back whatever went in", async () => {
    using site = await createSite({ "templates/x.html": "{{ json_script(data) }}" });
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const [, json = ""] =
          /^<script type="application\/json">(.*)<\/script>$/s.exec(site.render("x.html", { data })) ?? [];
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });
});

describe("media_css and media_js", () => {
  const media = defineMedia({
    css: { all: ["admin/css/forms.css"] },
    js: ["admin/js/core.js", script("x.js", { defer: true })],
  });

  test("print the media of the view", async () => {
    using site = await createSite({ "templates/x.html": "{{ media_css }}\n--\n{{ media_js }}" });
    expect(site.render("x.html", { media })).toBe(
      [
        '<link href="/media/admin/css/forms.css" media="all" rel="stylesheet">',
        "--",
        '<script src="/media/admin/js/core.js"></script>',
        '<script src="/media/x.js" defer></script>',
      ].join("\n"),
    );
  });

  test("add up a list of them", async () => {
    using site = await createSite({ "templates/x.html": "{{ media_js }}" });
    const page = defineMedia({ js: ["admin/js/core.js", "page.js"] });
    expect(site.render("x.html", { media: [media, page] }).match(/core\.js|page\.js|x\.js/g)).toEqual([
      "core.js",
      "x.js",
      "page.js",
    ]);
  });

  test("are empty without any, also in a template that a page extends", async () => {
    using site = await createSite({
      "templates/base.html": "[{{ media_css }}{{ media_js }}]",
      "templates/x.html": `{% extends "base.html" %}`,
    });
    expect(site.render("x.html")).toBe("[]");
    expect(site.render("x.html", { media: defineMedia({ css: { print: ["p.css"] } }) })).toContain("p.css");
  });

  test("carry the nonce of the page", async () => {
    using site = await createSite({ "templates/x.html": "{{ media_css }}{{ media_js }}" });
    const shared = { csp_nonce: 'n"1' };
    expect(site.render("x.html", { media }, shared).match(/nonce="n&quot;1"/g)).toHaveLength(3);
  });

  test.each([
    ["a list of photos", ["a.jpg"]],
    ["a string", "x"],
  ])("refuse %s, when they are printed", async (_title, wrong) => {
    using site = await createSite({ "templates/x.html": "\n {{ media_css }}", "templates/y.html": "{{ media }}" });
    const error = site.refusal("x.html", { media: wrong });
    expect(site.placeOf(error)).toBe("templates/x.html:2:2");
    expect(error.cause).toMatchObject({ code: "MEDIA_CONTEXT_INVALID" });
    expect(site.render("y.html", { media: wrong })).toBe(String(wrong));
  });
});
