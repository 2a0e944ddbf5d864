import { describe, expect, test } from "vitest";
import { createSite, routes } from "./application.test.support.ts";

const template = (source: string): Record<string, string> => ({ "blog/templates/x.html": source });
const page = (more = ""): Record<string, string> => ({
  "blog/app.mjs": routes(`app.get("/", (request, reply) => reply${more}.render("x.html", { title: "<T>" }))`),
});

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

  test("the URLs of media are what createApplication was told to make of them", async () => {
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
    site.tree.write(template("two"));
    expect((await site.get("/")).body).toBe("two");
    site.tree.write({ "templates/x.html": "override" });
    expect((await site.get("/")).body).toBe("override");
  });

  test("probable mistakes in templates are logged", async () => {
    await using site = await createSite({ ...page(), ...template("{{ titel }}") });
    await site.get("/");
    const place = `${site.tree.path("blog/templates/x.html")}:1:4`;
    expect(site.log).toMatchObject([{ level: 40, msg: `${place}: "titel" is not defined. Did you mean "title"?` }]);
  });
});

describe("context functions", () => {
  const app = (label: string, context: string): Record<string, string> => ({
    [`${label}/app.mjs`]: `export default { context: ${context}, routes: async (app) => { ${
      label === "blog" ? `app.get("/", (request, reply) => reply.render("x.html", { given: "view" }))` : ""
    } } };`,
  });

  test("of the project and of apps reach every template, macros too; the first to give a name wins, the view over all", async () => {
    await using site = await createSite(
      {
        ...app("blog", `() => ({ a: "blog", b: "blog", given: "blog" })`),
        ...app("admin", `(request) => ({ a: "admin", b: "admin", c: request.url })`),
        ...template(`{{ a }} {{ b }} {{ c }} {{ given }} {% from "m.html" import m %}{{ m() }}`),
        "blog/templates/m.html": "{% macro m() %}{{ a }} {{ c }}{% endmacro %}",
      },
      { context: () => ({ a: "project" }) },
    );
    expect((await site.get("/?q")).body).toBe("project blog /?q view project /?q");
  });

  test("may take their time", async () => {
    await using site = await createSite({
      ...app("blog", `async () => { await new Promise((done) => setTimeout(done, 10)); return { a: "slow" }; }`),
      ...app("admin", `() => ({ a: "quick", b: "quick" })`),
      ...template("{{ a }} {{ b }}"),
    });
    expect((await site.get("/")).body).toBe("slow quick");
  });

  test.each([`() => { throw new Error("the reason"); }`, `async () => { throw new Error("the reason"); }`])(
    "%s: the app is named",
    async (context) => {
      await using site = await createSite({ ...app("blog", "() => ({})"), ...app("admin", context), ...template("") });
      const { status, body } = await site.get("/");
      expect([status, JSON.parse(body)]).toMatchObject([
        500,
        { code: "CONTEXT_FAILED", message: 'The context function of the app "admin" failed: the reason' },
      ]);
    },
  );
});

describe("csrf_field()", () => {
  const withCsrf = (handler: string): Record<string, string> => ({
    "blog/app.mjs": routes(`
      let made = 0;
      app.decorateReply("generateCsrf", function () { made += 1; return "token " + made; });
      app.get("/", ${handler});
      app.get("/made", async () => String(made));`),
  });

  test("asks @fastify/csrf-protection, and only when it is printed", async () => {
    const handler = `(request, reply) => reply.render(request.query.t)`;
    await using site = await createSite({
      ...withCsrf(handler),
      "blog/templates/form.html": `{% from "m.html" import form %}{{ form() }}`,
      "blog/templates/m.html": `{% macro form() %}{{ csrf_field("_csrf") }}{% endmacro %}`,
      "blog/templates/plain.html": "plain",
    });
    expect((await site.get("/?t=plain.html")).body + (await site.get("/made")).body).toBe("plain0");
    expect((await site.get("/?t=form.html")).body).toBe('<input type="hidden" name="_csrf" value="token 1">');
  });

  test("prefers the view's own token", async () => {
    await using site = await createSite({
      ...withCsrf(`(request, reply) => reply.render("x.html", { csrf_token: "mine" })`),
      ...template("{{ csrf_field() }}"),
    });
    expect((await site.get("/")).body).toContain('value="mine"');
  });

  test("says what to do where there is no token", async () => {
    await using site = await createSite({ ...page(), ...template("{{ csrf_field() }}") });
    expect((await site.get("/")).body).toContain("csrf_field() has no token");
  });
});
