import { describe, expect, test } from "vitest";
import { createSite, refusalOf, routes } from "../../tests/application.test.support.ts";

const cookie = JSON.stringify(import.meta.resolve("@fastify/cookie"));
const SETUP = { settings: { SETUP: "./site.mjs" } };

/** @returns the source of a file for SETUP: the body of a function of `app` */
const setup = (body: string): string => `export default async (app) => { ${body} };`;

describe("SETUP", () => {
  test("is registered once, before all apps, and what it adds is there in each", async () => {
    const answer = routes(`app.get("/", async (request) => ({ shared: app.shared, seen: request.seen }));`);
    const site = setup(`globalThis.setups = (globalThis.setups ?? 0) + 1;
      app.decorate("shared", globalThis.setups).decorateRequest("seen");
      app.addHook("onRequest", async (request) => void (request.seen = app.app_label + "|" + app.project.root.length));`);
    await using one = await createSite({ "site.mjs": site, "blog/app.mjs": answer, "admin/app.mjs": answer }, SETUP);
    const expected = JSON.stringify({ shared: 1, seen: `|${one.root.length}` });
    expect([(await one.get("/")).body, (await one.get("/admin/")).body]).toEqual([expected, expected]);
  });

  test("may be a plugin that calls back, and one that registers plugins without waiting for them", async () => {
    const answer = routes(`app.get("/", async () => app.late);`);
    const callback = `export default (app, options, done) => setTimeout(() => { app.decorate("late", "called back"); done(); }, 1);`;
    await using first = await createSite({ "site.mjs": callback, "blog/app.mjs": answer }, SETUP);
    expect((await first.get("/")).body).toBe("called back");
    const registers = setup(`app.register(Object.assign(async (inner) => {
      await new Promise(setImmediate); inner.decorate("late", "registered"); }, { [Symbol.for("skip-override")]: true }));`);
    await using second = await createSite({ "site.mjs": registers, "blog/app.mjs": answer }, SETUP);
    expect((await second.get("/")).body).toBe("registered");
  });

  test("may have routes, which can be named", async () => {
    const site = setup(`app.get("/health", { config: { name: "health" } }, async () => app.url_for(":health"));`);
    await using one = await createSite({ "site.mjs": site }, SETUP);
    expect((await one.get("/health")).body).toBe("/health");
    const error = await refusalOf(
      { "site.mjs": site, "blog/app.mjs": routes(`app.get("/health", async () => 1)`) },
      SETUP,
    );
    expect(error).toMatchObject({
      code: "ROUTE_CLASH",
      message: 'SETUP and the app "blog" both declare the route GET /health.',
    });
  });

  test("comes after `setup` of createApplication", async () => {
    const site = setup(`app.decorate("second", app.first + " second");`);
    const blog = routes(`app.get("/", async () => app.second)`);
    await using one = await createSite(
      { "site.mjs": site, "blog/app.mjs": blog },
      { ...SETUP, setup: (app) => void app.decorate("first", "first") },
    );
    expect((await one.get("/")).body).toBe("first second");
  });

  test.each([
    ["is not there", undefined, "SETUP_NOT_FOUND", `site.mjs. Did you mean "./site.js"?`],
    ["is not code", "export default {{;", "SETUP_FAILED", "Unexpected token"],
    ["throws when it is loaded", `throw new Error("the reason");`, "SETUP_FAILED", "site.mjs failed: the reason"],
    ["has no default export", "export const setup = 1;", "SETUP_INVALID", "has no default export"],
    ["exports no function", "export default { a: 1 };", "SETUP_INVALID", 'is {"a":1}, which is not a Fastify plugin'],
    ["throws", setup(`throw new Error("the reason");`), "SETUP_FAILED", "site.mjs failed: the reason"],
    ["throws null", setup("throw null;"), "SETUP_FAILED", "site.mjs failed: null"],
    [
      "calls back with an error",
      "export default (app, options, done) => done(new Error('late'))",
      "SETUP_FAILED",
      "late",
    ],
    [
      "registers a plugin that throws, and does not wait",
      setup(`app.register(async () => { throw new Error("the reason"); });`),
      "SETUP_FAILED",
      "the reason",
    ],
  ])("that %s is an error that names its file", async (...[, code, expected, message]) => {
    const files = { "site.js": "", ...(code !== undefined && { "site.mjs": code }) };
    expect(await refusalOf(files, SETUP)).toMatchObject({ code: expected, message: expect.stringContaining(message) });
  });

  test("that never ends is named", async () => {
    const never = { "site.mjs": "await new Promise(() => {});" };
    expect(await refusalOf(never, { ...SETUP, patience: 0.05 })).toMatchObject({ code: "SETUP_UNFINISHED" });
    // The error comes 200 ms before Fastify's own, which does not name SETUP: a busy machine must not miss that.
    const fastify = { pluginTimeout: 1000, logger: false } as const;
    const stuck = { "site.mjs": setup("await new Promise(() => {});") };
    expect(await refusalOf(stuck, { ...SETUP, fastify })).toMatchObject({ code: "SETUP_FAILED" });
  });
});

describe("a plugin that is registered twice", () => {
  const register = `await app.register((await import(${cookie})).default);`;

  test("by SETUP and by an app is an error that names both, and the plugin", async () => {
    const error = await refusalOf({ "site.mjs": setup(register), "admin/app.mjs": routes(register) }, SETUP);
    expect(error.code).toBe("PLUGIN_CLASH");
    expect(error.message).toMatch(
      /^The app "admin" registers @fastify\/cookie, which SETUP \(\.\/site\.mjs\) has registered/,
    );
    expect(error.fix).toContain('`if (!app.hasRequestDecorator("cookies"))`');
    expect(error.cause).toMatchObject({ code: "FST_ERR_DEC_ALREADY_PRESENT" });
  });

  test("as something else than a package is an error that names what is there", async () => {
    const parser = `app.addContentTypeParser("text/csv", (request, payload, done) => done(null));`;
    const error = await refusalOf({ "site.mjs": setup(parser), "blog/app.mjs": routes(parser) }, SETUP);
    expect(error.message).toBe(
      'The app "blog" registers the parser of text/csv again, which SETUP (./site.mjs) has registered for all apps.',
    );
    const decorator = `app.decorate("url_for", 1)`;
    expect((await refusalOf({ "blog/app.mjs": routes(decorator) })).message).toContain(
      "which Mediaroot has registered",
    );
  });

  test("by two apps, each in its own scope, works", async () => {
    await using site = await createSite({ "blog/app.mjs": routes(register), "admin/app.mjs": routes(register) });
    expect((await site.get("/")).status).toBe(404);
  });

  test("by one app is that app's own error", async () => {
    const twice = routes(`app.decorate("x", 1); app.decorate("x", 2);`);
    expect((await refusalOf({ "blog/app.mjs": twice })).code).toBe("APP_ROUTES_FAILED");
  });
});
