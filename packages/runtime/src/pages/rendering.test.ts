import path from "node:path";
import { describe, expect, test } from "vitest";
import { createSite, routes } from "../../tests/application.test.support.ts";
import { page, template } from "../../tests/rendering.test.support.ts";

describe("reply.render", () => {
  test("answers with the template, as text/html in UTF-8", async () => {
    await using site = await createSite({ ...page(), ...template("<p>é {{ title }}</p>") });
    expect(await site.get("/")).toEqual({
      status: 200,
      type: "text/html; charset=utf-8",
      location: undefined,
      body: "<p>é &lt;T&gt;</p>",
    });
  });

  test("keeps a status and a type that were set before", async () => {
    await using site = await createSite({ ...page(`.code(404).type("application/atom+xml")`), ...template("<feed/>") });
    expect(await site.get("/")).toMatchObject({ status: 404, type: "application/atom+xml", body: "<feed/>" });
  });

  test.each([
    ["returned", `(request, reply) => reply.render("x.html")`],
    ["not returned", `(request, reply) => { reply.render("x.html"); }`],
    ["returned by an async handler", `async (request, reply) => reply.render("x.html")`],
    ["awaited", `async (request, reply) => { await reply.render("x.html"); }`],
    ["in a hook", `{ preHandler: async (request, reply) => reply.render("x.html") }, async () => "never"`],
  ])("may be %s, with context functions that are quick or slow", async (_title, handler) => {
    for (const context of [() => ({ user: "u" }), async () => ({ user: "u" })]) {
      await using site = await createSite(
        { "blog/app.mjs": routes(`app.get("/", ${handler})`), ...template("for {{ user }}") },
        { context },
      );
      expect(await site.get("/")).toMatchObject({ status: 200, body: "for u" });
    }
  });

  test("HEAD gets the headers alone", async () => {
    await using site = await createSite({ ...page(), ...template("12345") });
    const answer = await site.app.inject({ method: "HEAD", url: "/" });
    expect([answer.statusCode, answer.headers["content-length"], answer.body]).toEqual([200, "5", ""]);
  });

  test.each([() => ({}), async () => ({})])(
    "an error in the template goes to the app's error handler (%s)",
    async (context) => {
      await using site = await createSite(
        {
          "blog/app.mjs": routes(`
          app.setErrorHandler((error, request, reply) => reply.code(500).send([error.code, error.line, error.column].join()));
          app.get("/", async (request, reply) => reply.render("x.html"))`),
          ...template("\n {{ url_for('nothing') }}"),
        },
        { context },
      );
      expect(await site.get("/")).toMatchObject({
        status: 500,
        type: expect.stringContaining("text/plain"),
        body: "TEMPLATE_RENDER_FAILED,2,5",
      });
    },
  );

  test("an error answer is not called HTML", async () => {
    await using site = await createSite({ ...page(), ...template("{{ title.x() }}") });
    expect(await site.get("/")).toMatchObject({ status: 500, type: "application/json; charset=utf-8" });
  });

  test("url_for in a template reverses routes, with an object or keywords", async () => {
    await using site = await createSite({
      "blog/app.mjs": routes(`
        app.get("/", (request, reply) => reply.render("x.html"));
        app.get("/posts/:slug/", { config: { name: "post" } }, async () => "")`),
      "admin/app.mjs": routes(`app.get("/", { config: { name: "index" } }, async () => "")`),
      ...template(
        `{{ url_for("blog:post", { slug: "a&b" }) }} {{ url_for("blog:post", slug="c", page=2, all=true) }} {{ url_for("admin:index") }}`,
      ),
    });
    expect((await site.get("/")).body).toBe("/posts/a%26b/ /posts/c/?page=2&amp;all=true /admin/");
  });

  test("an app that the project has relabelled finds its own routes and media by app_label", async () => {
    const shown = `{{ url_for(":page", { id: 1 }) }} {{ media_url(app_label + "/x.css") }}`;
    const app = routes(`
      app.get("/", (request, reply) => reply.render("x.html", { path: [app, request, reply].map((one) => one.url_for(":index")) }));
      app.setNotFoundHandler((request, reply) => reply.render("x.html", { path: app.app_label }));
      app.register(async (inner) => {
        inner.get("/:id", { config: { name: "page" } }, async () => inner.url_for(":page", { id: 2 }));
      });
      app.get("/index", { config: { name: "index" } }, async () => "");`);
    await using site = await createSite(
      {
        "blog/app.mjs": app,
        "admin/app.mjs": app,
        ...template(`{{ path }} ${shown} {% from "m.html" import m %}{{ m() }}`),
        "blog/templates/m.html": `{% macro m() %}${shown}{% endmacro %}`,
      },
      {
        settings: {
          INSTALLED_APPS: ["./blog", { name: "./admin", label: "backoffice" }],
          URLS: { "/": "blog", "/a/": "backoffice" },
        },
      },
    );
    const index = "/a/index,/a/index,/a/index";
    expect((await site.get("/a/")).body).toBe(`${index} ${"/a/1 /media/backoffice/x.css ".repeat(2).trim()}`);
    expect((await site.get("/a/1")).body).toBe("/a/2");
    expect((await site.get("/a/no/such")).body).toContain("backoffice /a/1 ");
    expect((await site.get("/")).body).toContain("/1 /media/blog/x.css");
    expect(() => site.app.url_for(":index")).toThrow("No route");
  });

  test("the URLs of media are what createApplication was asked to make of them", async () => {
    await using site = await createSite(
      {
        "blog/app.mjs": `import { defineMedia } from ${JSON.stringify(import.meta.resolve("@mediaroot/core"))};
          const media = defineMedia({ js: ["blog/x.js", "https://cdn.example/y.js"] });
          export default { routes: async (app) => void app.get("/", (request, reply) => reply.render("x.html", { media })) };`,
        ...template(`{{ media_url("blog/x.css") }} {{ media_js }}`),
      },
      { mediaUrl: (logicalPath) => `/m/${logicalPath}?v=1` },
    );
    expect((await site.get("/")).body).toBe(
      `/m/blog/x.css?v=1 <script src="/m/blog/x.js?v=1"></script>\n<script src="https://cdn.example/y.js"></script>`,
    );
  });

  test("an edit of a template shows at the next request", async () => {
    await using site = await createSite({ ...page(), ...template("one") });
    expect((await site.get("/")).body).toBe("one");
    site.write(template("two"));
    expect((await site.get("/")).body).toBe("two");
    site.write({ "templates/x.html": "override" });
    expect((await site.get("/")).body).toBe("override");
  });

  test("probable mistakes in templates are logged", async () => {
    await using site = await createSite({ ...page(), ...template("{{ titel }}") });
    await site.get("/");
    const place = `${path.join(site.root, "blog/templates/x.html")}:1:4`;
    expect(site.log).toMatchObject([{ level: 40, msg: `${place}: "titel" is not defined. Did you mean "title"?` }]);
  });
});
