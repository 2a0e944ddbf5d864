import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { loadProject } from "@mediaroot/core";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { loadFullApp } from "@mediaroot/runtime";
import { describe, expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { hasBrowser, openPage, styleOf } from "./browser.ts";
import { startServer } from "./server-process.ts";

const MODULES = path.join(import.meta.dirname, "../examples/blog/node_modules");

/** A shop whose page imports a bare name. Only what has the nonce of the page runs. */
function createShop(settings = ""): TestTree {
  const tree = createTree({
    "package.json": `{ "type": "module" }`,
    "settings.js": `export default {
      DEBUG: process.env.SHOP_DEBUG === "on", SECRET_KEY: "x", ALLOWED_HOSTS: ["127.0.0.1"],
      INSTALLED_APPS: ["./shop"], URLS: { "/": "shop" }, SYNCMEDIA: { TARGET: "public", HASH: true }, ${settings}
    };`,
    "media/": "",
    "shop/app.js": `import { defineApp, defineMedia, script } from "@mediaroot/core";
      const media = defineMedia({
        css: { all: ["shop/css/shop.css"] },
        js: [script("shop/js/main.js", { type: "module" })],
      });
      export default defineApp({
        imports: { "the greeting": "shop/js/greeting.js" },
        routes: async (app) => {
          app.get("/", (request, reply) => {
            reply.header("Content-Security-Policy", "script-src 'nonce-page' 'strict-dynamic'");
            return reply.render("shop/index.html", { media, csp_nonce: "page" });
          });
        },
      });`,
    "shop/templates/shop/index.html": `<!doctype html><link rel="icon" href="data:,">
      {{ media_importmap() }} {{ media_css }} {{ media_js }} <h1>Shop</h1>`,
    "shop/media/css/shop.css": "h1 { color: rgb(1, 2, 3) }",
    "shop/media/js/main.js": `import { greeting } from "the greeting"; document.title = greeting;`,
    "shop/media/js/greeting.js": `export const greeting = "hello " + new URL(import.meta.url).pathname;`,
  });
  symlinkSync(MODULES, tree.path("node_modules"));
  return tree;
}

function publish(shop: TestTree): void {
  const { status, stderr } = spawnSync("syncmedia", [], { cwd: shop.root, env: blogEnvironment(), encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
}

/** Serves a shop with DEBUG off. */
async function serve(shop: TestTree): Promise<Server & AsyncDisposable> {
  const full = await loadFullApp(await loadProject({ directory: shop.root }));
  return await full.listen(0, "127.0.0.1");
}

/** Another origin that serves what a shop has published. */
async function serveElsewhere(): Promise<{ server: Server & AsyncDisposable; serveBelow(directory: string): void }> {
  let root = "";
  const server = createServer((request, response) => {
    const type = request.url?.endsWith(".css") === true ? "text/css" : "text/javascript";
    response.writeHead(200, { "Content-Type": type, "Access-Control-Allow-Origin": "*" });
    response.end(readFileSync(path.join(root, request.url ?? "")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, serveBelow: (directory) => void (root = directory) };
}

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe.skipIf(!hasBrowser)("a module that imports a bare name, in a browser (needs /usr/bin/chromium)", () => {
  test("gets the app's file in development", async () => {
    using shop = createShop();
    const env = blogEnvironment({ SHOP_DEBUG: "on" });
    const start = ["start", "--port", await freePort()];
    await using server = await startServer("devserver", start, { cwd: shop.root, env });
    await using visit = await openPage(server.address);
    await visit.page.goto("/");
    await visit.page.waitForFunction("document.title === 'hello /media/shop/js/greeting.js'");
    expect(visit.complaints).toEqual([]);
  });

  test("gets the content-named file of a publication", async () => {
    using shop = createShop();
    publish(shop);
    await using server = await serve(shop);
    await using visit = await openPage(addressOf(server));
    await visit.page.goto("/");
    await visit.page.waitForFunction("/^hello .media.shop.js.greeting[.][0-9a-f]{16}[.]js$/.test(document.title)");
    expect(visit.complaints).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)("with MEDIA_INTEGRITY and media on another origin, a browser", () => {
  test("loads files with the bytes that were published, and refuses others", async () => {
    const { server: elsewhere, serveBelow } = await serveElsewhere();
    await using _ = elsewhere;
    using shop = createShop(`MEDIA_URL: "${addressOf(elsewhere)}/", MEDIA_INTEGRITY: true`);
    serveBelow(shop.path("public"));
    publish(shop);
    await using server = await serve(shop);
    await using visit = await openPage(addressOf(server));
    await visit.page.goto("/");
    await visit.page.waitForFunction("document.title.startsWith('hello ')");
    expect(await styleOf(visit.page, "h1", "color")).toBe("rgb(1, 2, 3)");

    const manifest = readFileSync(shop.path("media-manifest.json"), "utf8");
    const { files } = JSON.parse(manifest) as { readonly files: Readonly<Record<string, { readonly path: string }>> };
    for (const { path: hashed } of Object.values(files)) {
      const other = hashed.endsWith(".css") ? "h1 { color: rgb(9, 9, 9) }" : "document.title = 'changed';";
      shop.write({ [`public/${hashed}`]: other });
    }
    const refused: string[] = [];
    visit.page.on("console", (message) => refused.push(message.text()));
    await visit.page.goto("/");
    await visit.page.waitForFunction("document.readyState === 'complete'");
    expect(await visit.page.title()).toBe("");
    expect(await styleOf(visit.page, "h1", "color")).toBe("rgb(0, 0, 0)");
    expect(refused.filter((text) => text.includes("integrity")).length).toBeGreaterThanOrEqual(2);
  });
});
