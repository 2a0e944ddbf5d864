import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { until } from "./cli.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";
import { express, EXPRESS_SITE, PACKAGES } from "../../media/tests/express-site.test.support.ts";

const SETTINGS = String(EXPRESS_SITE["settings.ts"]);
const BROKEN = `export const app = 1;\nfunction start() { throw new Error("no database"); }\nstart();`;
const naming = (application: string, more = ""): string =>
  `export default { DEBUG: true, APPLICATION: "${application}", ${more} };`;

describe("APPLICATION", () => {
  const site = shareSite({ ...EXPRESS_SITE, "server.ts": BROKEN });
  const home = async (): Promise<string> => (await site.server.get("/")).text;

  test("that throws at import shows its own stack while media is served, and a save fixes it", async () => {
    const { server, tree } = site;
    const page = await server.get("/", { headers: { accept: "text/html" } });
    expect(page.status).toBe(500);
    expect(page.text).toContain("APPLICATION_FAILED");
    expect(page.text).toContain("no database");
    expect(page.text).toContain(`${tree.path("server.ts")}:2:`);
    expect((await server.get("/media/admin/a.css")).text).toBe("a{}");
    tree.write({ "server.ts": express("mended") });
    expect(await home()).toBe("mended");
  });

  test("brings every app's media to an Express site, and a save brings its new code", async () => {
    const { server, tree } = site;
    tree.write({ "settings.ts": SETTINGS, "server.ts": express("one") });
    expect((await server.get("/media/admin/a.css")).text).toBe("a{}");
    expect(await home()).toBe("one");
    tree.write({ "server.ts": express("two") });
    expect(await home()).toBe("two");
    tree.write({
      "server.ts": `import { words } from "./words.ts";\n${express("").replace('""', "words")}`,
      "words.ts": `export const words = "three";`,
    });
    expect(await home()).toBe("three");
    tree.write({ "words.ts": `export const words = "four";` });
    expect(await home()).toBe("four");
    expect((await server.get("/nowhere")).text).toContain("Cannot GET /nowhere");
  });

  test("that is a Fastify shows where a route of it threw", async () => {
    const { server, tree } = site;
    tree.write({
      "node_modules/fastify": { link: path.join(PACKAGES, "fastify") },
      "settings.ts": SETTINGS,
      "server.ts": `import fastify from "fastify";
        export const app = fastify();
        app.register(async (scope) => void scope.get("/boom", async () => { throw new Error("boom on purpose"); }));`,
    });
    const page = await server.get("/boom", { headers: { accept: "text/html" } });
    expect(page).toMatchObject({ status: 500, text: expect.stringContaining(`${tree.path("server.ts")}:3:`) });
    const answer = await server.get("/boom", { headers: { accept: "application/json" } });
    expect(JSON.parse(answer.text)).toMatchObject({ statusCode: 500, message: "boom on purpose" });
  });

  test("that listens by itself learns why it may not, when its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    site.tree.write({
      "settings.ts": SETTINGS,
      "server.ts": `import { createServer } from "node:http";
        export const app = createServer((request, response) => response.end("x")).listen(${port}, "127.0.0.1");`,
    });
    const page = await until(async () => {
      const text = await home();
      return text.includes("EADDRINUSE") ? text : undefined;
    });
    other.close();
    expect(page).toContain("listens by itself");
  });

  test("of another settings file starts anew when that file, its .env or an app of it is saved", async () => {
    const app = (answer: string): string =>
      `export default { routes: async (app: { get: Function }) => { app.get("/", async () => "${answer} " + process.env.WORD); } };`;
    const old = (label: string): string =>
      `export default { DEBUG: true, INSTALLED_APPS: ["./${label}"], URLS: { "/": "${label}" } };`;
    site.tree.write({
      "settings.ts": naming("legacy", `APPLICATIONS: { legacy: "config:old/settings.ts" }`),
      "old/settings.ts": old("blog"),
      "old/.env": "WORD=first",
      "old/blog/app.ts": app("blog"),
      "old/shop/app.ts": app("shop"),
    });
    expect(await home()).toBe("blog first");
    site.tree.write({ "old/blog/app.ts": app("new blog") });
    expect(await home()).toBe("new blog first");
    site.tree.write({ "old/.env": "WORD=second" });
    expect(await home()).toBe("new blog second");
    site.tree.write({ "old/settings.ts": old("shop") });
    expect(await home()).toBe("shop second");
  });

  test("is found in a package, by the package's own exports", async () => {
    const { tree } = site;
    tree.write({
      "settings.ts": naming("@acme/site/web#createApp()"),
      "node_modules/@acme/site/package.json": `{ "type": "module", "exports": { "./web": { "import": "./dist/web.js" } } }`,
      "node_modules/@acme/site/dist/web.js": `await null; export const createApp = async () => (request, response) => response.end("package");`,
    });
    expect(await home()).toBe("package");
    tree.write({ "settings.ts": naming("@acme/site/wbe") });
    expect(await home()).toContain('not defined by "exports"');
    tree.write({ "settings.ts": naming("@acme/none") });
    expect(await home()).toContain(tree.path("node_modules/@acme/none"));
    tree.write({
      "node_modules/@acme/none/index.js": `module.exports = (request, response) => response.end("installed");`,
    });
    expect(await home()).toBe("installed");
  });

  test("that is not there yet is taken when it comes", async () => {
    const { tree } = site;
    tree.write({ "settings.ts": naming("./web.ts#app") });
    expect(await home()).toContain("APPLICATION_NOT_FOUND");
    tree.write({ "web.ts": express("come") });
    expect(await home()).toBe("come");
    tree.write({ "settings.ts": naming("config:sub/settings.ts") });
    expect(await home()).toContain("APPLICATION_NOT_FOUND");
    tree.write({ "sub/settings.ts": `export default { APPLICATION: "../web.ts#app" };` });
    expect(await home()).toBe("come");
  });
});
