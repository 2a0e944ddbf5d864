import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { serveMedia, siteOf, untilSettled } from "./media.test.support.ts";
import { publish } from "./publication.test.support.ts";

describe("what is not there", () => {
  test("is explained by each place that was searched, the app that it belongs to, and similar names", async () => {
    using tree = createTree({ "media/": "", "admin/media/js/core.js": "", "admin/media/js/cors.js": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const { status, text, headers } = await server.ask("/media/admin/js/cor.js");
    expect([status, headers.get("content-type"), headers.get("vary")]).toEqual([
      404,
      "text/plain; charset=utf-8",
      "Accept",
    ]);
    expect(text).toBe(`404: no media at /media/admin/js/cor.js
This path belongs to the app "admin".
Looked for in this order:
  1. ${tree.path("media/admin/js/cor.js")}
     MEDIA_ROOT: nothing there
  2. ${tree.path("admin/media/js/cor.js")}
     the app "admin": nothing there
Did you mean:
  /media/admin/js/core.js
  /media/admin/js/cors.js
`);
  });

  test("is explained as a page to browsers, and as JSON to clients that prefer it", async () => {
    using tree = createTree({ "media/": "", "admin/media/<b>.css": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const page = await server.ask("/media/admin/%3Cb%3E.cs", { headers: { Accept: "text/html,*/*;q=0.8" } });
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.text).toContain('<a href="/media/admin/%3Cb%3E.css">');
    expect(page.text).not.toContain("<b>");
    const json = await server.ask("/media/admin/x.css", { headers: { Accept: "application/json" } });
    expect(JSON.parse(json.text)).toMatchObject({
      error: "not found",
      path: "admin/x.css",
      owner: "admin",
      attempts: [{ source: "project", outcome: "absent" }, { source: "admin" }],
    });
  });

  test.each([
    ["/media/admn/js/core.js", ["/media/admin/js/core.js"]],
    ["/media/admin/jss/core.js", ["/media/admin/js/core.js"]],
    ["/media/admin/jss/none.js", ["/media/admin/js/"]],
    ["/media/admin/js/", []],
    ["/media/nothing/alike", []],
    [`/media/${"x".repeat(300)}`, []],
    ["/media/admin/js/core.js/", ["/media/admin/js/core.js"]],
  ])("suggests for %s: %s", async (target, near) => {
    using tree = createTree({ "media/": "", "admin/media/js/core.js": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const { status, text } = await server.ask(target, { headers: { Accept: "application/json" } });
    expect([status, (JSON.parse(text) as { near?: string[] }).near ?? []]).toEqual([
      target === "/media/admin/js/" ? 200 : 404,
      near,
    ]);
  });

  test("reveals nothing of the disk in production", async () => {
    using tree = createTree({ "media/": "", "admin/media/js/core.js": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"], { debug: false }));
    const { status, text, headers } = await server.ask("/media/admin/js/cor.js", { headers: { Accept: "text/html" } });
    expect([status, text, headers.get("vary")]).toEqual([404, "Not found\n", undefined]);
  });
});

describe("what was not there a moment ago", () => {
  const files = { "media/": "", "admin/media/js/core.js": "core" };
  const absent = "/media/admin/js/cor.js";

  test.each([
    ["a file of the app", (tree: TestTree) => tree.write({ "admin/media/js/cor.js": "new" }), 200],
    [
      "an override of a file that is not there",
      (tree: TestTree) => tree.write({ "media/admin/js/cor.js": "new" }),
      200,
    ],
    ["a directory", (tree: TestTree) => mkdirSync(tree.path("admin/media/js/cor.js")), 301],
    ["a link", (tree: TestTree) => symlinkSync("core.js", tree.path("admin/media/js/cor.js")), 200],
    ["a link in place of its directory", replaceDirectory, 200],
  ])("is found at the next request: %s", async (_, appear, status) => {
    using tree = createTree({ ...files, "admin/media/other/cor.js": "new" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    await untilSettled(tree.path("admin/media/js"));
    for (let asked = 0; asked < 3; asked += 1) expect((await server.ask(absent)).status).toBe(404);
    appear(tree);
    expect((await server.ask(absent)).status).toBe(status);
  });

  test("is found when it comes, and missed when it goes, many times within a few milliseconds", async () => {
    using tree = createTree(files);
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    for (let round = 0; round < 40; round += 1) {
      expect((await server.ask(absent)).status).toBe(404);
      const place = round % 2 === 0 ? "admin/media/js/cor.js" : "media/admin/js/cor.js";
      tree.write({ [place]: String(round) });
      expect((await server.ask(absent)).text).toBe(String(round));
      rmSync(tree.path(place));
    }
  });

  test("is named by the 404 page of a similar name at the next request, and not once it has gone", async () => {
    using tree = createTree(files);
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const near = async (): Promise<unknown> => {
      const { text } = await server.ask(absent, { headers: { Accept: "application/json" } });
      return (JSON.parse(text) as { readonly near: unknown }).near;
    };
    await untilSettled(tree.path("admin/media/js"));
    expect([await near(), await near()]).toEqual([["/media/admin/js/core.js"], ["/media/admin/js/core.js"]]);
    tree.write({ "admin/media/js/cors.js": "" });
    expect(await near()).toEqual(["/media/admin/js/core.js", "/media/admin/js/cors.js"]);
    await untilSettled(tree.path("admin/media/js"));
    expect(await near()).toHaveLength(2);
    renameSync(tree.path("admin/media/js/core.js"), tree.path("admin/media/js/cord.js"));
    expect(await near()).toEqual(["/media/admin/js/cord.js", "/media/admin/js/cors.js"]);
    await untilSettled(tree.path("admin/media/js"));
    expect(await near()).toHaveLength(2);
    rmSync(tree.path("admin/media/js"), { recursive: true });
    expect(await near()).toEqual([]);
    tree.write({ "media/admin/js/car.js": "" });
    expect(await near()).toEqual(["/media/admin/js/car.js"]);
  });

  test("is what a near name that is a link leads to now", async () => {
    using tree = createTree({ ...files, "admin/media/js/cora.js": { link: "../target.js" } });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    await untilSettled(tree.path("admin/media/js"));
    const text = async (): Promise<string> => (await server.ask(absent)).text;
    expect([await text(), await text()].map((one) => one.includes("cora.js"))).toEqual([false, false]);
    tree.write({ "admin/media/target.js": "" });
    expect(await text()).toContain("/media/admin/js/cora.js");
  });

  test("is answered in the type and by the rules that each request asks for, though one has been answered", async () => {
    using tree = createTree(files);
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    await untilSettled(tree.path("admin/media/js"));
    const typeOf = async (accept: string): Promise<string | undefined> =>
      (await server.ask(absent, { headers: { Accept: accept } })).headers.get("content-type");
    const types = ["text/html", "text/html", "*/*", "application/json", "text/html"];
    const seen: unknown[] = [];
    for (const type of types) seen.push(await typeOf(type));
    expect(seen.map((type) => String(type).split(";")[0])).toEqual([
      "text/html",
      "text/html",
      "text/plain",
      "application/json",
      "text/html",
    ]);
    const whole = await server.ask(absent);
    const head = await server.ask(absent, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), head.text]).toEqual([
      404,
      whole.headers.get("content-length"),
      "",
    ]);
    expect((await server.ask(absent, { method: "DELETE" })).status).toBe(405);
    expect((await server.ask(absent, { method: "OPTIONS" })).status).toBe(204);
    expect((await server.ask(absent, { headers: { Host: "evil.example" } })).status).toBe(403);
  });

  test("is served as soon as it is mounted", async () => {
    using tree = createTree({ ...files, "docs/a.txt": "a" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    for (let asked = 0; asked < 2; asked += 1) expect((await server.ask("/media/docs/a.txt")).status).toBe(404);
    server.handler.mount("/media/docs", tree.path("docs"));
    expect((await server.ask("/media/docs/a.txt")).text).toBe("a");
  });

  test("is served in production from the publication, whether it was deployed or put there by hand, and from uploads", async () => {
    using tree = createTree(files);
    publish(tree, "public", { "admin/js/core.js": { text: "core" } });
    await using server = await serveMedia(siteOf(tree, ["admin"], { debug: false, publication: tree.path("public") }));
    const targets = ["/media/admin/js/new.js", "/media/admin/by-hand.js", "/media/photo.txt", "/media/admin/late.js"];
    const statuses = async (): Promise<readonly number[]> =>
      Promise.all([...targets, ...targets].map(async (target) => (await server.ask(target)).status));
    expect(new Set(await statuses())).toEqual(new Set([404]));
    publish(tree, "public", { "admin/js/core.js": { text: "core" }, "admin/js/new.js": { text: "new" } });
    tree.write({ "public/admin/by-hand.js": "", "media/photo.txt": "", "media/admin/late.js": "not published" });
    expect(await statuses()).toEqual([200, 200, 200, 404, 200, 200, 200, 404]);
  });
});

function replaceDirectory(tree: TestTree): void {
  renameSync(tree.path("admin/media/js"), tree.path("away"));
  symlinkSync("other", tree.path("admin/media/js"));
}
