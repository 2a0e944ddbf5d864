import { loadProject } from "@mediaroot/core";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { refusalOf, routes } from "./application.test.support.ts";
import { createApplication } from "../src/site/application.ts";

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
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    // Nine seconds pass at once when the routes have been called: Mediaroot's limit is eight, Fastify's is ten.
    Object.assign(globalThis, { routesCalled: () => vi.advanceTimersByTime(9_000) });
    const code = `export default { routes: (app, options, done) => void setImmediate(globalThis.routesCalled) };`;
    const error = await refusalOf({ "admin/app.mjs": code });
    expect(error).toMatchObject({ code: "APP_ROUTES_FAILED", message: expect.stringContaining('"admin"') });
    expect(error.message).toContain("did not finish loading within 10 seconds");
  });

  test("whose routes are nearly called so is asked whether it means them", async () => {
    const { message } = await refusalOf({ "admin/app.mjs": "export default { route: async () => {} };" });
    expect(message).toContain('It has "route": did you mean "routes"?');
    expect((await refusalOf({ "admin/app.mjs": "export default { admin: 1 };" })).message).not.toContain(
      "did you mean",
    );
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
