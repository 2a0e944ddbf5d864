import { loadProject } from "@mediaroot/core";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { createSite, refusalOf, routes } from "./application.test.support.ts";
import { createApplication } from "./application.ts";

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
    "the router may be told %j",
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

describe("an app's code", () => {
  test("is imported by createApplication, in the order of INSTALLED_APPS, and not by loadProject", async () => {
    const order: string[] = [];
    Object.assign(globalThis, { importedApps: order });
    using tree = createTree({
      "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./b", "./a", "./c"] };`,
      "a/app.mjs": `globalThis.importedApps.push("a"); export default {};`,
      "b/app.mjs": `await new Promise((done) => setTimeout(done, 20)); globalThis.importedApps.push("b"); export default {};`,
      "c/": "",
    });
    const project = await loadProject({ directory: tree.root });
    expect(order).toEqual([]);
    await (await createApplication(project)).close();
    expect(order).toEqual(["b", "a"]);
  });

  test.each([
    ["throws when it is imported", `throw new Error("the reason");`, "APP_IMPORT_FAILED"],
    ["exports nothing", `export const routes = 1;`, "APP_CONFIG_INVALID"],
    ["throws", routes(`throw new Error("the reason");`), "APP_ROUTES_FAILED"],
    ["throws at once", `export default { routes() { throw new Error("the reason"); } };`, "APP_ROUTES_FAILED"],
    [
      "calls back with an error",
      `export default { routes: (app, options, done) => done(new Error("the reason")) };`,
      "APP_ROUTES_FAILED",
    ],
    [
      "registers a plugin that throws",
      routes(`app.register(async () => { throw new Error("the reason"); });`),
      "APP_ROUTES_FAILED",
    ],
    [
      "registers one that registers one",
      routes(`app.register(async (b) => { b.register((c, o, done) => done(new Error("the reason"))); });`),
      "APP_ROUTES_FAILED",
    ],
    ["takes no such plugin", routes(`app.register(null);`), "APP_ROUTES_FAILED"],
  ])("that %s is named, with its own error as the cause", async (_title, code, expected) => {
    const error = await refusalOf({ "admin/app.mjs": code });
    expect(error).toMatchObject({ name: "MediarootError", code: expected });
    expect(error.message).toContain('The app "admin"');
    if (!code.includes("the reason")) return;
    expect(error.message).toContain("the reason");
    expect((error.cause as Error).stack).toContain("admin/app.mjs");
  });

  test("that fails lets the apps before it close what they have opened", async () => {
    const closed: string[] = [];
    Object.assign(globalThis, { closedApps: closed });
    const opens = routes(
      `app.addHook("onClose", async () => { globalThis.closedApps.push("blog"); throw new Error("again"); })`,
    );
    const error = await refusalOf({ "blog/app.mjs": opens, "admin/app.mjs": routes(`throw new Error("first")`) });
    expect([error.message, closed]).toEqual([expect.stringContaining("first"), ["blog"]]);
  });

  test.each(["null", "undefined"])("that throws %s is named", async (thrown) => {
    expect(await refusalOf({ "admin/app.mjs": routes(`throw ${thrown}`) })).toMatchObject({
      code: "APP_ROUTES_FAILED",
      message: expect.stringContaining(`"admin" failed while its routes were mounted at /admin/: ${thrown}`),
    });
  });

  test.each([
    ["", `app.get("", async () => "index")`],
    ["", `app.get("/", { prefixTrailingSlash: "no-slash" }, async () => "index")`],
    ["x", `app.get("x", async () => "x")`],
  ])("whose route %j would not be below its prefix is named", async (route, code) => {
    expect(await refusalOf({ "admin/app.mjs": routes(code) })).toMatchObject({
      code: "APP_ROUTES_FAILED",
      message: expect.stringContaining(`mounted at /admin/: the route "/admin${route}" is not below the prefix`),
    });
  });

  test("that never finishes mounting is named", async () => {
    const code = `export default { routes: (app, options, done) => {} };`;
    const error = await refusalOf({ "admin/app.mjs": code }, { fastify: { pluginTimeout: 50, logger: false } });
    expect(error).toMatchObject({ code: "APP_ROUTES_FAILED", message: expect.stringContaining('"admin"') });
  });

  test("without routes, in URLS, is an error that names the prefix", async () => {
    for (const files of [{ "admin/app.mjs": "export default {};" }, { "admin/app.mjs": { link: "none" } }]) {
      expect(await refusalOf(files)).toMatchObject({
        code: "APP_ROUTES_MISSING",
        message: expect.stringMatching(/URLS: "\/admin\/" leads to the app "admin", which has no routes/),
      });
    }
  });

  test("whose routes are no plugin is an error that shows them", async () => {
    expect(await refusalOf({ "admin/app.mjs": `export default { routes: ["/"] };` })).toMatchObject({
      code: "APP_ROUTES_INVALID",
      message: expect.stringContaining('["/"]'),
    });
  });
});

describe("routes that clash", () => {
  test.each([
    ["one path", `app.get("/admin/users", async () => 1)`, `app.get("/users", async () => 1)`, "GET", "/admin/users"],
    [
      "one path for several methods",
      `app.route({ method: ["GET", "POST"], url: "/admin/x", handler: async () => 1 })`,
      `app.post("/x", async () => 1)`,
      "POST",
      "/admin/x",
    ],
    [
      "parameters by other names",
      `app.get("/admin/:a/b", async () => 1)`,
      `app.get("/:c/b", async () => 1)`,
      "GET",
      "/admin/:c/b",
    ],
    ["the index", `app.get("/admin/", async () => 1)`, `app.get("/", async () => 1)`, "GET", "/admin/"],
    ["the index without slash", `app.get("/admin", async () => 1)`, `app.get("/", async () => 1)`, "GET", "/admin"],
    [
      "a plugin inside",
      `app.get("/admin/x/y", async () => 1)`,
      `app.register(async (inner) => { inner.get("/y", async () => 1); }, { prefix: "/x" })`,
      "GET",
      "/admin/x/y",
    ],
    [
      "one pattern in two spellings",
      String.raw`app.get("/admin/:a(^\\d+$)", async () => 1)`,
      String.raw`app.get("/:b(\\d+)", async () => 1)`,
      "GET",
      String.raw`/admin/:b(\d+)`,
    ],
    [
      "a parameter that may be left out",
      `app.get("/admin/x", async () => 1)`,
      `app.get("/x/:b?", async () => 1)`,
      "GET",
      "/admin/x/:b?",
    ],
    [
      "one that may be given",
      `app.get("/admin/x/:a", async () => 1)`,
      `app.get("/x/:b?", async () => 1)`,
      "GET",
      "/admin/x/:b?",
    ],
  ])("name both apps, method and URL: %s", async (...[, first, second, method, url]) => {
    const error = await refusalOf({ "blog/app.mjs": routes(first), "admin/app.mjs": routes(second) });
    expect(error).toMatchObject({ code: "ROUTE_CLASH" });
    expect(error.message).toBe(`The apps "blog" and "admin" both declare the route ${method} ${url}.`);
  });

  test("within one app name that app", async () => {
    const error = await refusalOf({
      "blog/app.mjs": routes(`app.get("/x", async () => 1); app.get("/x", async () => 2)`),
    });
    expect(error.message).toBe('The app "blog" declares the route GET /x twice.');
  });

  test("by name are an error that shows both URLs", async () => {
    const named = `{ config: { name: "n" } }, async () => 1`;
    const error = await refusalOf({ "blog/app.mjs": routes(`app.get("/x", ${named}); app.get("/y", ${named})`) });
    expect(error).toMatchObject({ code: "ROUTE_NAME_CLASH", message: 'Two routes are named "blog:n": /x and /y.' });
  });

  test("one name for several methods of one URL is fine, and in two apps", async () => {
    const named = `app.get("/x", { config: { name: "n" } }, async () => "get"); app.post("/x", { config: { name: "n" } }, async () => "post")`;
    await using site = await createSite({ "blog/app.mjs": routes(named), "admin/app.mjs": routes(named) });
    expect([site.app.url_for("blog:n"), site.app.url_for("admin:n")]).toEqual(["/x", "/admin/x"]);
  });
});

describe("with DEBUG off", () => {
  const production = { DEBUG: false, SECRET_KEY: "secret", ALLOWED_HOSTS: ["example.com", ".example.org"] };
  const failing = {
    "blog/app.mjs": routes(`
    app.get("/", async () => "home");
    app.get("/fails", async () => { throw new Error("the database password is hunter2"); });
    app.get("/teapot", async () => { throw Object.assign(new Error("short and stout"), { statusCode: 418 }); });
    app.get("/busy", async () => { throw Object.assign(new Error("inner detail"), { statusCode: 503 }); });
    app.get("/page", (request, reply) => reply.render("none.html"));`),
  };

  test.each([
    [{ SECRET_KEY: undefined }, "SECRET_KEY"],
    [{ ALLOWED_HOSTS: [] }, "ALLOWED_HOSTS"],
    [{ SECRET_KEY: undefined, ALLOWED_HOSTS: undefined }, "SECRET_KEY and ALLOWED_HOSTS"],
  ])("%j is refused before any app's code runs", async (settings, keys) => {
    const error = await refusalOf(
      { "blog/app.mjs": "throw new Error()" },
      { settings: { ...production, ...settings } },
    );
    expect(error).toMatchObject({ code: "PRODUCTION_SETTINGS_MISSING" });
    expect(error.message).toContain(`with DEBUG off, ${keys} must be set`);
  });

  test("with DEBUG on neither is needed, and any host is answered", async () => {
    await using site = await createSite(failing);
    expect(await site.get("/", { host: "evil.example" })).toMatchObject({ status: 200 });
  });

  test("a host that is not in ALLOWED_HOSTS gets 400, whatever it asks for", async () => {
    await using site = await createSite(failing, { settings: production });
    for (const url of ["/", "/none", "/admin", "/fails"]) {
      expect(await site.get(url, { host: "evil.example" })).toMatchObject({ status: 400, body: "Bad Request\n" });
    }
    expect(await site.get("/", { host: "example.com" })).toMatchObject({ status: 200, body: "home" });
    expect(await site.get("/", { host: "www.example.org:8443" })).toMatchObject({ status: 200 });
    expect(site.log.some(({ msg }) => msg.includes('"evil.example" is not in ALLOWED_HOSTS'))).toBe(true);
  });

  test("X-Forwarded-Host counts when the proxy is trusted, and only then", async () => {
    const headers = { host: "127.0.0.1", "x-forwarded-host": "example.com" };
    await using trusting = await createSite(failing, {
      settings: production,
      fastify: { trustProxy: true, logger: false },
    });
    await using plain = await createSite(failing, { settings: production });
    expect((await trusting.get("/", headers)).status).toBe(200);
    expect((await plain.get("/", headers)).status).toBe(400);
    expect((await plain.get("/", { host: "evil", "x-forwarded-host": "example.com" })).status).toBe(400);
  });

  test("what fails inside is logged, and not told to visitors", async () => {
    await using site = await createSite(failing, { settings: production });
    const host = { host: "example.com" };
    expect(await site.get("/fails", host)).toEqual({
      status: 500,
      type: "text/plain; charset=utf-8",
      location: undefined,
      body: "Internal Server Error\n",
    });
    expect(await site.get("/busy", host)).toMatchObject({ status: 503, body: "Service Unavailable\n" });
    expect(await site.get("/page", host)).toMatchObject({ status: 500, body: "Internal Server Error\n" });
    expect(await site.get("/teapot", host)).toMatchObject({
      status: 418,
      body: expect.stringContaining("short and stout"),
    });
    expect(site.log.filter(({ level }) => level >= 50).map(({ msg }) => msg)).toEqual([
      "the database password is hunter2",
      "inner detail",
      expect.stringContaining('no template "none.html"'),
    ]);
  });

  test.each([
    `Object.assign(new Error("hunter2"), { statusCode: 302 })`,
    `Object.assign(new Error("hunter2"), { statusCode: 0 })`,
    `Object.assign(new Error("hunter2"), { statusCode: 1000 })`,
    `Object.assign(new Error("hunter2"), { statusCode: "hunter2" })`,
    `"hunter2"`,
    `null`,
    `undefined`,
  ])("nothing is told of a thrown %s, which is no answer", async (thrown) => {
    const code = routes(`app.get("/", async () => { throw ${thrown}; })`);
    await using site = await createSite({ "blog/app.mjs": code }, { settings: production });
    expect(await site.get("/", { host: "example.com" })).toMatchObject({
      status: 500,
      body: "Internal Server Error\n",
    });
    expect(site.log.filter(({ level }) => level >= 50)).toHaveLength(1);
  });

  test("with DEBUG on the error is told", async () => {
    await using site = await createSite(failing);
    expect((await site.get("/fails")).body).toContain("hunter2");
  });
});
