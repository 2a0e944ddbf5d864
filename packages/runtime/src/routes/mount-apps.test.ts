import { describe, expect, test } from "vitest";
import { createSite, routes } from "../../tests/application.test.support.ts";

describe("mounting", () => {
  test("each app that URLS names answers under its prefix", async () => {
    await using site = await createSite({
      "blog/app.mjs": routes(
        `app.get("/", async () => "blog"); app.get("/posts/:slug", async (request) => request.params.slug)`,
      ),
      "admin/app.mjs": routes(
        `app.get("/", async () => "admin" + app.prefix); app.get("/users/", async () => "users")`,
      ),
    });
    const bodies = await Promise.all(["/", "/posts/a%20b", "/admin/", "/admin/users/"].map((url) => site.get(url)));
    expect(bodies.map(({ body }) => body)).toEqual(["blog", "a b", "admin/admin", "users"]);
    expect(await site.get("/users/")).toMatchObject({ status: 404 });
  });

  test("an installed app that URLS does not name gives templates and no routes", async () => {
    await using site = await createSite(
      {
        "blog/app.mjs": routes(`app.get("/", (request, reply) => reply.render("admin/x.html"))`),
        "admin/app.mjs": routes(`app.get("/x", async () => "never")`),
        "admin/templates/admin/x.html": "of admin",
      },
      { settings: { URLS: { "/": "blog" } } },
    );
    expect((await site.get("/")).body).toBe("of admin");
    expect((await site.get("/x")).status).toBe(404);
  });

  test("an app may be mounted twice; url_for leads to the first mount", async () => {
    await using site = await createSite(
      {
        "blog/app.mjs": routes(
          `app.get("/p", { config: { name: "p" } }, async (request, reply) => app.prefix + " " + reply.url_for("blog:p"))`,
        ),
      },
      { settings: { URLS: { "/a/": "blog", "/b/": "blog" } } },
    );
    expect((await site.get("/a/p")).body).toBe("/a /a/p");
    expect((await site.get("/b/p")).body).toBe("/b /a/p");
  });

  test("plugins of the older kind, with a callback, are mounted too", async () => {
    await using site = await createSite({
      "blog/app.mjs": `export default { routes: (app, options, done) => { app.get("/", (q, r) => r.send("old")); setTimeout(done, 5); } };`,
    });
    expect((await site.get("/")).body).toBe("old");
  });

  test.each(["/admin/", "/admin"])(
    "with %j in URLS, /admin redirects to /admin/, keeping the query",
    async (prefix) => {
      await using site = await createSite(
        { "admin/app.mjs": routes(`app.get("/", async () => "admin"); app.post("/", async () => "posted")`) },
        { settings: { URLS: { [prefix]: "admin", "/administration/": "blog" } } },
      );
      expect(await site.get("/admin")).toMatchObject({ status: 307, location: "/admin/" });
      expect(await site.get("/admin?a=1?&b=%2F")).toMatchObject({ status: 307, location: "/admin/?a=1?&b=%2F" });
      expect(await site.get("/admin/")).toMatchObject({ status: 200, body: "admin" });
      expect(await site.get("/administration")).toMatchObject({ location: "/administration/" });
      expect((await site.app.inject({ method: "POST", url: "/admin" })).statusCode).toBe(307);
      expect(await site.get("/%61dmin?a")).toMatchObject({ status: 307, location: "/admin/?a" });
      expect((await site.get("/admi")).status).toBe(404);
    },
  );

  test("/admin redirects also where another app's route would take it", async () => {
    await using site = await createSite({
      "blog/app.mjs": routes(`app.get("/:slug", async (request) => request.params.slug)`),
      "admin/app.mjs": routes(`app.get("/x", async () => "x")`),
    });
    expect(await site.get("/admin?a")).toMatchObject({ status: 307, location: "/admin/?a" });
    expect(await site.get("/other")).toMatchObject({ body: "other" });
  });

  test.each([{ ignoreTrailingSlash: true }, { ignoreDuplicateSlashes: true }, { caseSensitive: false }])(
    "the router may be reported %j",
    async (routerOptions) => {
      const index = routes(`app.route({ method: ["GET", "POST"], url: "/", handler: async () => "admin" })`);
      await using site = await createSite({ "admin/app.mjs": index }, { fastify: { routerOptions } });
      expect(await site.get("/admin/")).toMatchObject({ body: "admin" });
      expect(await site.get("/admin")).toMatchObject({ location: "/admin/" });
    },
  );

  test("in production the redirect is for good", async () => {
    await using site = await createSite({}, { settings: { DEBUG: false, SECRET_KEY: "s", ALLOWED_HOSTS: ["*"] } });
    expect(await site.get("/admin")).toMatchObject({ status: 308, location: "/admin/" });
  });

  test("hooks, decorators and error handlers of one app do not reach another", async () => {
    const guard = `
      app.addHook("onRequest", async (request, reply) => { reply.header("x-of", "blog"); });
      app.decorate("own", 1);
      app.decorateReply("mine", 1);
      app.addContentTypeParser("text/odd", async () => "odd");
      app.setErrorHandler((error, request, reply) => reply.send("handled by blog"));
      app.get("/fails", async () => { throw new Error("x"); });`;
    await using site = await createSite({
      "blog/app.mjs": `const plugin = async (app) => { ${guard} };
        plugin[Symbol.for("skip-override")] = true; // what fastify-plugin does
        export default { routes: plugin };`,
      "admin/app.mjs": routes(`
        app.get("/", async (request, reply) => [app.hasDecorator("own"), app.hasReplyDecorator("mine"), app.hasContentTypeParser("text/odd")].join());
        app.get("/fails", async () => { throw new Error("not handled by blog"); })`),
    });
    expect((await site.get("/fails")).body).toBe("handled by blog");
    expect((await site.get("/admin/fails")).body).toContain("not handled by blog");
    const answer = await site.app.inject("/admin/");
    expect([answer.body, answer.headers["x-of"]]).toEqual(["false,false,false", undefined]);
  });

  test("what the project sets up holds for every app", async () => {
    await using site = await createSite(
      {
        "blog/app.mjs": routes(`app.get("/", async () => app.clock())`),
        "admin/app.mjs": routes(
          `app.get("/", async () => app.clock()); app.get("/fails", async () => { throw new Error("x"); })`,
        ),
      },
      {
        setup: async (app) => {
          app.decorate("clock", () => "noon");
          app.addHook("onSend", async (_request, reply) => void reply.header("x-site", "yes"));
          app.setErrorHandler((_error, _request, reply) => reply.code(500).send("of the project"));
        },
      },
    );
    for (const url of ["/", "/admin/"]) {
      const answer = await site.app.inject(url);
      expect([answer.body, answer.headers["x-site"]]).toEqual(["noon", "yes"]);
    }
    expect((await site.get("/admin/fails")).body).toBe("of the project");
  });

  test("apps find the project, the templates and url_for on the instance", async () => {
    await using site = await createSite({
      "blog/app.mjs": routes(`app.get("/", { config: { name: "home" } }, async (request, reply) =>
        [app.project.mediaUrl, app.templates.render("x.html"), app.url_for("blog:home"), request.url_for("blog:home"), reply.url_for("blog:home")].join(" "))`),
      "blog/templates/x.html": "rendered",
    });
    expect((await site.get("/")).body).toBe("/media/ rendered / / /");
  });

  test("the application does not listen, and takes more routes until it is ready", async () => {
    await using site = await createSite({});
    expect(site.app.server.listening).toBe(false);
    site.app.get("/health", async () => "ok");
    expect((await site.get("/health")).body).toBe("ok");
  });
});
