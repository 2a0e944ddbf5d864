import { rmSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli } from "./cli.test.support.ts";
import { app, settings } from "./start-site.test.support.ts";

const COMMONJS = '{ "name": "site", "type": "commonjs" }';
const MODULE = '{ "name": "site", "type": "module" }';

describe("after npm init -y", () => {
  test("a start that failed is mended by correcting package.json alone", async () => {
    using tree = createTree({ "package.json": COMMONJS, "settings.ts": settings(), "blog/app.ts": app(`"one"`) });
    await using server = await startCli(tree.root);
    await server.event("failed");
    expect((await server.get("/")).status).toBe(500);
    tree.write({ "package.json": MODULE });
    expect(await server.get("/")).toEqual({ status: 200, text: "one" });
  });

  test("a package.json that appears nearer to the code, or goes, is seen", async () => {
    using tree = createTree({ "package.json": MODULE, "settings.ts": settings(), "blog/app.ts": app(`"one"`) });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toBe("one");
    tree.write({ "blog/package.json": COMMONJS });
    expect((await server.get("/")).status).toBe(500);
    rmSync(tree.path("blog/package.json"));
    expect((await server.get("/")).text).toBe("one");
  });
});

test("code beside a package.json, in a directory that no code was read from, starts nothing", async () => {
  const files = { "package.json": MODULE, "site/settings.ts": settings(), "site/blog/app.ts": app("process.pid") };
  using tree = createTree(files);
  await using server = await startCli(tree.path("site"));
  const { text } = await server.get("/");
  tree.write({ "other.ts": "export {};" });
  tree.write({ "site/blog/media/a.css": "a{}" });
  expect((await server.get("/")).text).toBe(text);
});

test("the terminal shows the code of an error of a route, and what to do", async () => {
  using tree = createTree({
    "settings.ts": settings(),
    "blog/app.ts": app(`reply.render("blog/pgae.html")`).replace("async () => reply", "async (_, reply) => reply"),
    "blog/templates/blog/page.html": "page",
  });
  await using server = await startCli(tree.root);
  expect((await server.get("/")).status).toBe(500);
  await expect
    .poll(() => server.stderr(), { timeout: 10_000 })
    .toMatch(/error MediarootError TEMPLATE_NOT_FOUND: no template "blog\/pgae\.html"[^]*\n {2}\S.*blog\/page\.html/);
});
