import type { AddressInfo } from "node:net";
import { loadProject } from "@mediaroot/core";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { run, type RunningServer } from "../../media/tests/media.test.support.ts";
import { loadFullApp } from "../src/load/load-full-app.ts";

const PRODUCTION = `DEBUG: false, SECRET_KEY: "x", ALLOWED_HOSTS: ["localhost"]`;

/** Starts the site of a settings file as documented for production, and asks it. */
async function withSite(settings: string, ask: (server: RunningServer) => Promise<void>): Promise<void> {
  using tree = createTree({
    "settings.mjs": `export default { ${settings}, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" }, MOUNTS: { "/files": "./files" } };`,
    "blog/app.mjs": `export default { routes: async (app) => { app.get("/", async () => "home") } };`,
    "blog/media/b.css": "b",
    "media/x.css": "x",
    "files/f.txt": "f",
  });
  const full = await loadFullApp(await loadProject({ directory: tree.root }), { log: () => {} });
  await using server = await run(await full.listen(0));
  await ask(server);
  await full.close();
}

const DIRECTORIES = ["/media", "/media/", "/media/blog", "/media/blog/", "/files", "/files/"];

test("with DEBUG off files are served, and no directory is listed or described", async () => {
  await withSite(PRODUCTION, async (server) => {
    for (const [target, text] of Object.entries({
      "/": "home",
      "/media/x.css": "x",
      "/media/blog/b.css": "b",
      "/files/f.txt": "f",
    })) {
      expect((await server.ask(target)).text).toBe(text);
    }
    for (const target of DIRECTORIES) {
      const { status, text } = await server.ask(target);
      expect([target, status, text]).toEqual([target, 404, "Not found\n"]);
    }
  });
});

test("with DEBUG on directories are listed, to this machine alone", async () => {
  await withSite("DEBUG: true", async (server) => {
    expect((await server.ask("/media/blog/")).text).toContain('href="./b.css"');
    expect((server.server.address() as AddressInfo).address).toBe("127.0.0.1");
  });
});
