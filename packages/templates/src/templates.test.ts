import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { defineMedia, script } from "@mediaroot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

describe("lookup", () => {
  test("takes the project's template, then the apps' in the order of INSTALLED_APPS", async () => {
    using site = await createSite({
      "templates/all.html": "project",
      "blog/templates/all.html": "blog",
      "admin/templates/all.html": "admin",
      "blog/templates/two.html": "blog",
      "admin/templates/two.html": "admin",
      "admin/templates/one.html": "admin",
    });
    expect(["all.html", "two.html", "one.html"].map((name) => site.render(name))).toEqual(["project", "blog", "admin"]);
    expect(site.directories).toEqual(
      ["templates", "blog/templates", "admin/templates"].map((at) => site.tree.path(at)),
    );
  });

  test("takes the directories of TEMPLATES.DIRS in order", async () => {
    using site = await createSite({ "a/x": "a", "b/x": "b", "b/y": "y" }, { TEMPLATES: { DIRS: ["a", "b"] } });
    expect(site.render("x") + site.render("y")).toBe("ay");
  });

  test.each([
    { from: "templates/ by convention", entry: {}, code: "export default {}", expected: "convention" },
    { from: "what app.ts says", entry: {}, code: "export default { templates: 'views' }", expected: "app.ts" },
    {
      from: "what app.ts says in full",
      entry: {},
      code: "export default { templates: { dir: 'views' } }",
      expected: "app.ts",
    },
    {
      from: "the entry's before app.ts's",
      entry: { templates: "mine" },
      code: "export default { templates: 'views' }",
      expected: "entry",
    },
    {
      from: "the entry's, in full",
      entry: { templates: { dir: "mine" } },
      code: "export default { templates: 'views' }",
      expected: "entry",
    },
  ])("finds an app's templates in a directory: $from", async ({ entry, code, expected }) => {
    using site = await createSite(
      {
        "blog/app.mjs": code,
        "blog/templates/x.html": "convention",
        "blog/views/x.html": "app.ts",
        "blog/mine/x.html": "entry",
      },
      { INSTALLED_APPS: [{ name: "./blog", ...entry }] },
    );
    expect(site.render("x.html")).toBe(expected);
  });

  test("does not mount templates at the label", async () => {
    using site = await createSite({ "blog/templates/post.html": "", "blog/templates/blog/post.html": "post" });
    expect(site.render("blog/post.html")).toBe("post");
  });

  test("a template that is not there names every path tried, and who asked for it", async () => {
    using site = await createSite({ "blog/templates/list.html": `\n {% include "blog/pots.html" %}` });
    const error = site.refusal("list.html");
    expect(error).toMatchObject({ code: "TEMPLATE_NOT_FOUND", line: 2, column: 5 });
    expect(site.placeOf(error)).toBe("blog/templates/list.html:2:5");
    for (const place of ["templates", "blog/templates", "admin/templates"]) {
      expect(error.message).toContain(`- ${site.tree.path(place, "blog/pots.html")}`);
    }
  });

  test.each([
    ["blog/pots.html", `Did you mean "blog/post.html"?`],
    ["post.html", `Did you mean "blog/post.html" or "admin/post.html"?`],
    ["psot.html", `Did you mean "blog/post.html" or "admin/post.html"?`],
    ["blog/shop/post.html", `Did you mean "blog/post.html" or "admin/post.html"?`],
    ["nothing/alike.txt", "correct the name."],
  ])("a template that is not there suggests the names that are near: %s", async (name, words) => {
    using site = await createSite({
      "blog/templates/blog/post.html": "",
      "templates/blog/post.html": "",
      "admin/templates/admin/post.html": "",
      "admin/templates/admin/page.html/": "",
    });
    expect(site.refusal(name).fix).toMatch(new RegExp(`${words.replace("?", String.raw`\?`)}$`));
  });

  test("a template that code asked for in vain has no place", async () => {
    using site = await createSite({});
    expect(site.refusal("none.html")).toMatchObject({
      code: "TEMPLATE_NOT_FOUND",
      location: undefined,
      file: undefined,
    });
  });

  test("`ignore missing` prints nothing, unless it is there and fails", async () => {
    using site = await createSite({
      "templates/a.html": `[{% include "none.html" ignore missing %}]`,
      "templates/b.html": `{% include "c.html" ignore missing %}`,
      "templates/c.html": `{% include "none.html" %}`,
    });
    expect(site.render("a.html")).toBe("[]");
    expect(site.refusal("b.html").code).toBe("TEMPLATE_NOT_FOUND");
  });
});

describe("hostile names", () => {
  test.each([
    "../secret.html",
    "blog/../../secret.html",
    "/etc/passwd",
    "./x.html",
    "",
    "blog/",
    "blog//x.html",
    "x.html\0",
    "blog\\x.html",
    "C:/x.html",
    "x.html::$DATA",
    "x.html.",
    "nul",
    "a\nb",
    "\uD800",
  ])("%j is refused", async (name) => {
    using site = await createSite({ "secret.html": "secret", "templates/x.html": "x" });
    expect(site.refusal(name).code).toBe("TEMPLATE_NAME_REFUSED");
  });

  test.each(["include", "extends", "import"])(
    "a name that %s computes is refused alike, with its place",
    async (tag) => {
      using site = await createSite({ "templates/x.html": `\n{% ${tag} name ${tag === "import" ? "as y " : ""}%}` });
      const error = site.refusal("x.html", { name: "../settings.mjs" });
      expect(error.code).toBe("TEMPLATE_NAME_REFUSED");
      expect(site.placeOf(error)).toBe("templates/x.html:2:4");
      expect(site.refusal("x.html").message).toContain("it is not a string");
    },
  );

  test("whatever is asked for, nothing outside the template directories is printed", async () => {
    using site = await createSite({ "secret.html": "secret", "blog/app.mjs": "export default {} // secret" });
    const part = fc.constantFrom("..", ".", "", "secret.html", "blog", "app.mjs", "templates", "\0", "%2e%2e", "\\");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.constantFrom("/", "\\"), (parts, separator) => {
        expect(["TEMPLATE_NAME_REFUSED", "TEMPLATE_NOT_FOUND"]).toContain(site.refusal(parts.join(separator)).code);
      }),
    );
  });

  test("an ordinary name may hold spaces, unicode, a percent sign", async () => {
    using site = await createSite({ "templates/blog/ä b %41 #+.html": "odd" });
    expect(site.render("blog/ä b %41 #+.html")).toBe("odd");
  });
});

describe("what stands at a template's path", () => {
  test("a link to a file of a template directory or of an app is followed", async () => {
    using site = await createSite(
      {
        "shared/x.html": "shared",
        "admin/other/y.html": "of the app",
        "templates/x.html": { link: "../shared/x.html" },
        "templates/y.html": { link: "../admin/other/y.html" },
      },
      { TEMPLATES: { DIRS: ["templates", "shared"] } },
    );
    expect(site.render("x.html") + site.render("y.html")).toBe("sharedof the app");
  });

  test("a template directory may be a link itself", async () => {
    using site = await createSite({ "elsewhere/x.html": "linked", templates: { link: "elsewhere" } });
    expect(site.render("x.html")).toBe("linked");
  });

  test.each([
    ["a link that leads outside", "outside.html", "leads outside"],
    ["a link that leads nowhere", "nowhere.html", "leads nowhere"],
    ["a link to itself", "loop.html", "itself"],
    ["a directory", "directory.html", "is a directory"],
  ])("%s is refused, and does not give way to an app's template", async (_title, name, reason) => {
    using site = await createSite({
      "secret.html": "secret",
      "templates/outside.html": { link: "../secret.html" },
      "templates/nowhere.html": { link: "none" },
      "templates/loop.html": { link: "loop.html" },
      "templates/directory.html/": "",
      [`blog/templates/${name}`]: "app",
      "templates/asks.html": `{% include "${name}" %}`,
    });
    expect(site.refusal(name)).toMatchObject({ code: "TEMPLATE_REFUSED", message: expect.stringContaining(reason) });
    expect(site.placeOf(site.refusal("asks.html"))).toBe("templates/asks.html:1:4");
  });
});

describe("identity", () => {
  test("a template that extends its own name goes on at the next origin", async () => {
    using site = await createSite({
      "templates/base.html": `{% extends "base.html" %}{% block a %}project({{ super() }}){% endblock %}`,
      "blog/templates/base.html": `{% extends "base.html" %}{% block a %}blog({{ super() }}){% endblock %}`,
      "admin/templates/base.html": `<{% block a %}admin{% endblock %}>`,
    });
    expect(site.render("base.html")).toBe("<project(blog(admin))>");
  });

  test("what it includes or imports under its own name is the one it hides, too", async () => {
    using site = await createSite({
      "templates/x.html": `project [{% include "x.html" %}]`,
      "blog/templates/x.html": "app",
      "templates/m.html": `{% from "m.html" import m %}{{ m() }}!`,
      "blog/templates/m.html": "{% macro m() %}app{% endmacro %}",
    });
    expect(site.render("x.html") + site.render("m.html")).toBe("project [app]app!");
  });

  test("extending one's own name without another to hide is an error that names the paths left", async () => {
    using site = await createSite({ "blog/templates/x.html": `{% extends "x.html" %}` });
    const error = site.refusal("x.html");
    expect(error).toMatchObject({ code: "TEMPLATE_NOT_FOUND", line: 1 });
    expect(error.message).toContain(site.tree.path("admin/templates/x.html"));
    expect(error.message).not.toContain(`- ${site.tree.path("blog/templates/x.html")}`);
  });

  test("a template that includes itself, hiding none, goes down a tree", async () => {
    using site = await createSite({
      "blog/templates/tree.html": `({{ node.name }}{% for child in node.children %}{% set node = child %}{% include "tree.html" %}{% endfor %})`,
    });
    const node = { name: "a", children: [{ name: "b", children: [{ name: "c" }] }, { name: "d" }] };
    expect(site.render("tree.html", { node })).toBe("(a(b(c))(d))");
  });

  test.each([
    ["extends", `{% extends "b.html" %}`, `{% extends "a.html" %}`],
    ["include", `{% include "b.html" %}`, `{% include "a.html" %}`],
    ["import", `{% import "b.html" as b %}`, `{% import "a.html" as a %}`],
  ])("a circle of %s is an error that names it", async (_tag, a, b) => {
    using site = await createSite({ "templates/a.html": a, "templates/b.html": b });
    expect(site.refusal("a.html")).toMatchObject({
      code: "TEMPLATE_RECURSION",
      message: expect.stringMatching(/(a\.html -> b\.html -> a\.html|b\.html -> a\.html -> b\.html)/),
    });
    expect(site.refusal("a.html").location).toBeDefined();
  });

  test("a circle that goes through code is found too", async () => {
    using site = await createSite({ "templates/a.html": "\n{{ render() }}" });
    const render = (): string => site.render("a.html", { render });
    const error = site.refusal("a.html", { render });
    expect(error.message).toContain("a.html -> a.html");
  });

  test("after an error in the depth the next page renders", async () => {
    using site = await createSite({ "templates/a.html": `{% include "a.html" %}`, "templates/ok.html": "ok" });
    expect(site.refusal("a.html").code).toBe("TEMPLATE_RECURSION");
    expect(site.render("ok.html")).toBe("ok");
  });
});

describe("delimiters of an app", () => {
  const both = { INSTALLED_APPS: [{ name: "./blog", templates: { delimiters: ["<<", ">>"] } }, "./admin"] };

  test("apps with different ones extend, include, import and call each other", async () => {
    using site = await createSite(
      {
        "admin/templates/admin/base.html":
          "<{% block title %}{{ 1 + 1 }}{% endblock %}|{% block body %}{% endblock %}>",
        "blog/templates/blog/post.html": `{% extends "admin/base.html" %}{% from "admin/m.html" import box %}
{%- block title %}<< post >> {{ super }} << super() >>{% endblock %}
{%- block body %}{% include "admin/part.html" %}{% call box() %}<< post >>{% endcall %}{% endblock %}`,
        "admin/templates/admin/part.html": "part of {{ post }} << post >>",
        "admin/templates/admin/m.html": "{% macro box() %}[{{ caller() }}]{% endmacro %}",
        "admin/templates/admin/page.html": `{% include "blog/part.html" %}`,
        "blog/templates/blog/part.html": "<< post | upper >>",
      },
      both,
    );
    expect(site.render("blog/post.html", { post: "a&b" })).toBe(
      "<a&amp;b {{ super }} 2|part of a&amp;b << post >>[a&amp;b]>",
    );
    expect(site.render("admin/page.html", { post: "x" })).toBe("X");
  });

  test("a setting prints with them as with any", async () => {
    using site = await createSite({ "blog/templates/x.html": "<< MEDIA_URL >> {{ MEDIA_URL }}" }, both);
    expect(site.render("x.html")).toBe("/media/ {{ MEDIA_URL }}");
  });

  test("may stand in app.ts", async () => {
    using site = await createSite({
      "blog/app.mjs": `export default { templates: { delimiters: ["[[", "]]"] } }`,
      "blog/templates/x.html": "[[ 1 + 1 ]] {{ 2 }} << MEDIA_URL >>",
    });
    expect(site.render("x.html")).toBe("2 {{ 2 }} /media/");
  });

  test.each([[["{%", "%}"]], [["{#", "#}"]], [["<<", "<<"]], [["a", "b"]], [["<<"]], [["< <", ">>"]], ["<<"]])(
    "%j are refused",
    async (delimiters) => {
      const code = `export default { templates: { delimiters: ${JSON.stringify(delimiters)} } }`;
      await expect(createSite({ "blog/app.mjs": code })).rejects.toMatchObject({
        code: "TEMPLATE_DELIMITERS_INVALID",
        message: expect.stringContaining('"blog"'),
      });
    },
  );
});

describe("<< NAME >>", () => {
  test("prints MEDIA_URL beside {{ }}, in inline scripts too", async () => {
    using site = await createSite({
      "templates/x.html":
        "<script>if (1 << 2 >> 3 && a<<b>>c) load('<< MEDIA_URL >>x.js{{ 1 }}');</script><<MEDIA_URL>>",
    });
    expect(site.render("x.html")).toBe("<script>if (1 << 2 >> 3 && a<<b>>c) load('/media/x.js1');</script>/media/");
  });

  test("is left alone in raw blocks, comments and tags", async () => {
    using site = await createSite({
      "templates/x.html": `{% raw %}<< MEDIA_URL >>{{ x }}{% endraw %}{% verbatim %}<< MEDIA_URL >>{% endverbatim %}{# << MEDIA_URL >> #}{{ "<< MEDIA_URL >>" | safe }}{% if "<< MEDIA_URL >>" == "<" ~ "< MEDIA_URL >>" %}!{% endif %}`,
    });
    expect(site.render("x.html")).toBe("<< MEDIA_URL >>{{ x }}<< MEDIA_URL >><< MEDIA_URL >>!");
  });

  test("prints the settings of TEMPLATES.EXPOSE, escaped, and never SECRET_KEY", async () => {
    using site = await createSite(
      {
        "templates/x.html":
          "<< DEBUG >> << MEDIA_ROOT >> << MEDIA_URL >> << SECRET_KEY >> {{ SECRET_KEY }}{{ MEDIA_ROOT }}",
      },
      { SECRET_KEY: "hidden", MEDIA_ROOT: "m&m", TEMPLATES: { EXPOSE: ["DEBUG", "MEDIA_ROOT"] } },
    );
    expect(site.render("x.html")).toBe("true m&amp;m /media/ << SECRET_KEY >> m&amp;m");
  });

  test("prints ADMIN_MEDIA_PREFIX when it is set", async () => {
    const files = { "templates/x.html": "<< ADMIN_MEDIA_PREFIX >>" };
    using site = await createSite(files, { ADMIN_MEDIA_PREFIX: "/admin-media/" });
    using without = await createSite(files);
    expect([site.render("x.html"), without.render("x.html")]).toEqual(["/admin-media/", "<< ADMIN_MEDIA_PREFIX >>"]);
  });

  test("an unknown name stays as it is; that of a setting which is not exposed warns", async () => {
    using site = await createSite({ "templates/x.html": "a\n b << UNKNOWN >> << MEDIA_ROOT >>" });
    expect(site.render("x.html")).toBe("a\n b << UNKNOWN >> << MEDIA_ROOT >>");
    expect(site.warnings.map((warning) => [site.placeOf(warning), warning.message])).toEqual([
      ["templates/x.html:2:18", expect.stringContaining('Add "MEDIA_ROOT" to TEMPLATES.EXPOSE')],
    ]);
  });

  test("any text without tags comes out as it is", async () => {
    using site = await createSite({ "templates/x.html": "" });
    const text = fc.array(
      fc.constantFrom("<", ">", "<<", ">>", " ", "MEDIA_ROOT", "x", "{", "}", "%", "\n", "é", "\r\n", "-"),
    );
    fc.assert(
      fc.property(text, (parts) => {
        const source = parts.join("");
        fc.pre(!/\{[{%#]|[#%}]\}/.test(source));
        site.tree.write({ "templates/x.html": source });
        expect(site.render("x.html")).toBe(source);
      }),
    );
  });
});

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

describe("escaping", () => {
  test("whatever is printed in text or a quoted attribute stays inside it", async () => {
    using site = await createSite({ "templates/x.html": `<p title="{{ x }}" lang='{{ x }}'>{{ x }}</p>` });
    const hostile = fc.array(fc.constantFrom("<", ">", '"', "'", "&", "script", "\\", "{{", "<<", "é", "\n"));
    fc.assert(
      fc.property(hostile, (parts) => {
        const page = site.render("x.html", { x: parts.join("") });
        expect(page).toMatch(/^<p title="[^"<>]*" lang='[^'<>]*'>[^<>]*<\/p>$/);
      }),
    );
  });

  test("values are data: tags and marks in them are not run", async () => {
    using site = await createSite({ "templates/x.html": "{{ x }}" });
    expect(site.render("x.html", { x: "{{ 1 + 1 }}{% include 'y' %}<< MEDIA_URL >>" })).toBe(
      "{{ 1 + 1 }}{% include &#39;y&#39; %}&lt;&lt; MEDIA_URL &gt;&gt;",
    );
  });

  test.each([
    `<a href="{{ x }}">`,
    `<a href='{{ x }}'>`,
    `<a href={{ x }}>`,
    `<a class="b"\n  HREF = " {{ x }}">`,
    `<a href="{% if true %}{{ x }}{% endif %}">`,
    `<a href="{% if false %}{{ y }}{% else %}{{ x }}{% endif %}">`,
    `<img src="{{ x }}">`,
    `<form action="{{ x }}">`,
    `<button formaction="{{ x }}">`,
    `<svg><use xlink:href="{{ x }}"/></svg>`,
    `{% macro link(x) %}<a href="{{ x }}">{% endmacro %}{{ link(x) }}`,
    `{% macro url(x) %}{{ x }}{% endmacro %}<a href="{{ url(x) }}">`,
    `<a href="{{ x | e }}">`,
    `<a href="{{ x | escape | trim }}">`,
    `<a {{ y }}href="{{ x }}">`,
    `<meta http-equiv="refresh" content="0; url={{ x }}">`,
    `<meta content="{{ y }};URL='{{ x }}'" http-equiv="refresh">`,
  ])("a script's URL is inert in %s", async (source) => {
    using site = await createSite({ "templates/x.html": source });
    for (const url of [
      "javascript:alert(1)",
      " jAvA\tScript\n:alert(1)",
      "\u0001javascript:x",
      `${" ".repeat(5000)}javascript:x`,
      "vbscript:x",
      "data:text/html,x",
    ]) {
      expect(site.render("x.html", { x: url })).toContain("unsafe:");
    }
    for (const url of ["/a?b=javascript:x", "https://example.com/", "mailto:a@b.c", "#x", "data:image/png;base64,AA"]) {
      expect(site.render("x.html", { x: url })).not.toContain("unsafe:");
    }
  });

  test("text elsewhere, later parts of a URL and what is marked safe are left alone", async () => {
    using site = await createSite({
      "templates/x.html": `<p>{{ x }}</p><meta name="description" content="{{ x }}"><a title="{{ x }}" href="/go?to={{ x }}"><a href="{{ x | safe }}">`,
    });
    expect(site.render("x.html", { x: "javascript:x" })).not.toContain("unsafe:");
  });
});

describe("with DEBUG on", () => {
  test("an edit is seen at once, however small and however soon", async () => {
    using site = await createSite({ "templates/x.html": "0" });
    for (let edit = 1; edit < 200; edit += 1) {
      site.tree.write({ "templates/x.html": String(edit % 10) });
      expect(site.render("x.html")).toBe(String(edit % 10));
    }
  });

  test("an edit that keeps size and modification time is seen", async () => {
    using site = await createSite({ "templates/x.html": "old" });
    const file = site.tree.path("templates/x.html");
    const long = new Date("1985-10-26T08:15:00Z");
    utimesSync(file, long, long);
    expect(site.render("x.html")).toBe("old");
    site.tree.write({ "templates/x.html": "new" });
    utimesSync(file, long, long);
    expect(statSync(file).mtimeMs).toBe(long.getTime());
    expect(site.render("x.html")).toBe("new");
  });

  test("an override that is added is seen at once, in parents and includes too, and its removal", async () => {
    using site = await createSite({
      "blog/templates/page.html": `{% extends "base.html" %}{% block a %}{% include "part.html" %}{% endblock %}`,
      "blog/templates/base.html": "app({% block a %}{% endblock %})",
      "blog/templates/part.html": "app",
    });
    expect(site.render("page.html")).toBe("app(app)");
    site.tree.write({
      "templates/part.html": "project",
      "templates/base.html": "project({% block a %}{% endblock %})",
    });
    expect(site.render("page.html")).toBe("project(project)");
    rmSync(site.tree.path("templates"), { recursive: true });
    expect(site.render("page.html")).toBe("app(app)");
  });

  test("a template directory that appears, an atomic save and a retargeted link are seen", async () => {
    using site = await createSite({ "blog/one.html": "one", "blog/two.html": "two" });
    expect(site.refusal("x.html").code).toBe("TEMPLATE_NOT_FOUND");
    mkdirSync(site.tree.path("blog/templates"));
    symlinkSync("../one.html", site.tree.path("blog/templates/x.html"));
    expect(site.render("x.html")).toBe("one");
    symlinkSync("../two.html", site.tree.path("blog/templates/next"));
    renameSync(site.tree.path("blog/templates/next"), site.tree.path("blog/templates/x.html"));
    expect(site.render("x.html")).toBe("two");
  });

  test("a page is made of one state of each template", async () => {
    using site = await createSite({
      "templates/page.html": `{% include "part.html" %}{{ edit() }}{% include "part.html" %}`,
      "templates/part.html": "old ",
    });
    const edit = (): void => site.tree.write({ "templates/part.html": "new " });
    expect([site.render("page.html", { edit }), site.render("page.html", { edit })]).toEqual(["old old ", "new new "]);
  });

  test("a template that is mended renders", async () => {
    using site = await createSite({ "templates/x.html": "{% if %}" });
    expect(site.refusal("x.html").code).toBe("TEMPLATE_SYNTAX");
    site.tree.write({ "templates/x.html": "fine" });
    expect(site.render("x.html")).toBe("fine");
  });
});

describe("with DEBUG off", () => {
  test("templates are read once", async () => {
    using site = await createSite(
      { "blog/templates/x.html": `old{% include "y.html" %}`, "blog/templates/y.html": "old" },
      { DEBUG: false },
    );
    expect(site.render("x.html")).toBe("oldold");
    site.tree.write({ "blog/templates/x.html": "new", "templates/y.html": "new" });
    expect(site.render("x.html")).toBe("oldold");
  });

  test("a template that extends its own name still finds each of them", async () => {
    using site = await createSite(
      { "templates/x.html": `{% extends "x.html" %}`, "blog/templates/x.html": "app" },
      { DEBUG: false },
    );
    expect([site.render("x.html"), site.render("x.html")]).toEqual(["app", "app"]);
  });

  test("what was not there is looked for again", async () => {
    using site = await createSite({}, { DEBUG: false });
    expect(site.refusal("x.html").code).toBe("TEMPLATE_NOT_FOUND");
    site.tree.write({ "templates/x.html": "there" });
    expect(site.render("x.html")).toBe("there");
  });

  test("errors name their place all the same, and nothing warns", async () => {
    using site = await createSite({ "templates/x.html": "{{ titel }}\n {{ titel.x() }}" }, { DEBUG: false });
    expect(site.placeOf(site.refusal("x.html"))).toBe("templates/x.html:2:5");
    expect(site.warnings).toEqual([]);
  });
});

test("a byte order mark is not printed", async () => {
  using site = await createSite({ "templates/x.html": "\uFEFF<!doctype html>" });
  expect(site.render("x.html")).toBe("<!doctype html>");
});
