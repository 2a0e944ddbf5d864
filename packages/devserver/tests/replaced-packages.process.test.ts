import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startCli, until } from "./cli.test.support.ts";
import { openEventStream } from "./event-stream.test.support.ts";
import { createSite } from "./start-site.test.support.ts";

const PACKAGE = path.join(import.meta.dirname, "..");
const ASSET = "/__devserver/assets/live-reload.js";

/** The dev server in a directory of its own, with links to its dependencies, so that they can be missing for a while. */
let copy: TestTree;
beforeEach(() => {
  copy = createTree();
  for (const name of ["assets", "bin", "dist", "package.json"]) {
    cpSync(path.join(PACKAGE, name), copy.path("devserver", name), { recursive: true });
  }
  for (const folder of ["", "@mediaroot", "@fastify"]) {
    const from = path.join(PACKAGE, "node_modules", folder);
    mkdirSync(copy.path("devserver/node_modules", folder), { recursive: true });
    for (const name of readdirSync(from).filter((one) => !one.startsWith(".") && !one.startsWith("@"))) {
      symlinkSync(path.join(from, name), copy.path("devserver/node_modules", folder, name));
    }
  }
});
afterEach(() => copy[Symbol.dispose]());

const start = (site: TestTree) => startCli(site.root, [], {}, { bin: copy.path("devserver/bin/devserver.js") });

test("a watcher that is not installed yet is reported once, and watches when it is there", async () => {
  using site = createSite();
  const chokidar = copy.path("devserver/node_modules/chokidar");
  renameSync(chokidar, `${chokidar}-away`);
  await using server = await start(site);
  expect(await server.event("warning")).toMatchObject({ message: expect.stringContaining("chokidar") });
  expect(await server.get("/media/blog/a.css")).toEqual({ status: 200, text: "a{}" });
  using page = await openEventStream(server.url);
  renameSync(`${chokidar}-away`, chokidar);
  let edits = 0;
  await until(() => {
    site.write({ "blog/media/a.css": `a{}${"/**/".repeat((edits += 1))}` });
    return page.reloads() > 0 || undefined;
  });
  expect(server.events.filter(({ kind }) => kind === "warning")).toHaveLength(1);
});

test("the server's own assets are answered again after its package was replaced", async () => {
  using site = createSite();
  await using server = await start(site);
  await server.event("ready");
  const before = copy.path("devserver/node_modules/@fastify");
  renameSync(before, `${before}-away`);
  expect((await server.get(ASSET)).status).toBe(500);
  renameSync(`${before}-away`, before);
  const { status, text } = await server.get(ASSET);
  expect(status).toBe(200);
  rmSync(copy.path("devserver/assets"), { recursive: true });
  expect((await server.get(ASSET)).status).toBe(404);
  cpSync(path.join(PACKAGE, "assets"), copy.path("devserver/assets"), { recursive: true });
  expect(await server.get(ASSET)).toEqual({ status: 200, text });
});
