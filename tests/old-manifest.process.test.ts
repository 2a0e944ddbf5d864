import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test, vi } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const PAGE = '<link rel="stylesheet" href="<< MEDIA_URL >>shop/a.css">';

/** A shop with DEBUG off whose media has been published. */
function createPublishedShop(): TestTree {
  const shop = createTree({
    "package.json": '{ "type": "module" }',
    "settings.js": `export default {
      DEBUG: false, SECRET_KEY: "x", ALLOWED_HOSTS: ["127.0.0.1"], INSTALLED_APPS: ["./shop"], URLS: { "/": "shop" },
      SYNCMEDIA: { TARGET: process.env.SHOP_TARGET, HASH: true } };`,
    "media/": "",
    "shop/app.js": app("one"),
    "shop/templates/shop/index.html": PAGE,
    "shop/media/a.css": "@import 'b.css';",
    "shop/media/b.css": "b {}",
    "shop/media/c.css": "c {}",
    "shop/media/d.txt": "d",
  });
  const env = blogEnvironment({ SHOP_TARGET: "public" });
  expect(spawnSync("syncmedia", [], { cwd: shop.root, env }).status).toBe(0);
  return shop;
}

function app(note: string): string {
  return `// ${note}
    export default { routes: async (app) => { app.get("/", (request, reply) => reply.render("shop/index.html")); } };`;
}

async function serve(shop: TestTree, variables: NodeJS.ProcessEnv = { SHOP_TARGET: "public" }): Promise<ServerProcess> {
  const env = blogEnvironment(variables);
  return await startServer("devserver", ["start", "--port", await freePort()], { cwd: shop.root, env });
}

/** The page, which waits until the application serves. */
async function pageOf({ address }: ServerProcess): Promise<string> {
  return await (await fetch(address)).text();
}

describe("devserver start with DEBUG off", () => {
  test("serves the content-named files that pages name, and is silent while the manifest fits the media", async () => {
    using shop = createPublishedShop();
    // A checkout gives files new times.
    shop.write({ "shop/media/a.css": "@import 'b.css';", "shop/media/d.txt": "d" });
    await using server = await serve(shop);
    const [, url = ""] = /href="([^"]+)"/.exec(await pageOf(server)) ?? [];
    expect(url).toMatch(/^\/media\/shop\/a\.[0-9a-f]{16}\.css$/);
    const sheet = await fetch(server.address + url);
    expect(await sheet.text()).toMatch(/^@import '\.\/b\.[0-9a-f]{16}\.css';$/);
    expect(server.output()).not.toContain("warning");
  });

  test("says once that media has changed or gone since the manifest was written", async () => {
    using shop = createPublishedShop();
    shop.write({ "shop/media/b.css": "b { color: red }", "shop/media/d.txt": "other" });
    rmSync(shop.path("shop/media/c.css"));
    await using server = await serve(shop);
    await pageOf(server);
    shop.write({ "shop/app.js": app("two") });
    await vi.waitUntil(() => server.output().includes("restarted"), 20_000);
    const [warning, second] = server.output().match(/^.*is older than.*$/gm) ?? [];
    expect(warning).toContain("(changed since: shop/b.css, shop/d.txt; not there: shop/c.css)");
    expect(warning).toContain("run syncmedia again");
    expect(second).toBeUndefined();
  });

  test("says that it does not know where content-named files are", async () => {
    using shop = createPublishedShop();
    await using server = await serve(shop, {});
    await pageOf(server);
    expect(server.output()).toContain("only if SYNCMEDIA.TARGET names the directory");
  });
});
