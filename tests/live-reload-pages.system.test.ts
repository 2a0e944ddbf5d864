import { renameSync, rmSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { hasBrowser, openPage, styleOf } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const page = (heading: string): string => `<!doctype html><html><head>
<link rel="stylesheet" href="{{ MEDIA_URL }}notes/css/page.css"></head><body><h1>${heading}</h1></body></html>`;
const PATIENT = { timeout: 20_000 };

function notes(): TestTree {
  return createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./notes"], URLS: { "/": "notes" } };`,
    "notes/app.ts": `export default { routes: async (app) => {
      app.get("/", async (request, reply) => reply.render("notes/page.html"));
      app.get("/frames", async (request, reply) =>
        reply.type("text/html").send("<!doctype html><head></head>" + '<iframe src="/"></iframe>'.repeat(8)));
      app.get("/kept", async (request, reply) => {
        reply.headers({ etag: '"e"', "cache-control": "no-cache", "content-security-policy": "default-src 'self'" });
        if (request.headers["if-none-match"] === '"e"') return reply.code(304).send();
        return reply.render("notes/page.html");
      });
      app.get("/aged", async (request, reply) => {
        return reply.header("cache-control", "max-age=600").render("notes/page.html");
      });
      app.get("/other", async (request, reply) => reply.type("text/html").send("<h2>other</h2>"));
    } };`,
    "notes/templates/notes/page.html": page("one"),
    "notes/media/css/page.css": "h1 { color: red; }",
    "media/notes/.keep": "",
  });
}

async function serve(tree: TestTree, port?: string): Promise<ServerProcess> {
  return await startServer("devserver", ["start", "--port", port ?? (await freePort())], {
    cwd: tree.root,
    env: blogEnvironment(),
  });
}

/** Waits until the page holds a stream, and a new directory is watched. */
async function goto(visited: Page, path: string): Promise<void> {
  const stream = visited.waitForRequest(/__devserver\/events/);
  await visited.goto(path);
  await stream;
  await visited.waitForTimeout(1000);
}

describe.skipIf(!hasBrowser)("live reload, in a browser (needs /usr/bin/chromium), takes up", () => {
  test("the project's first file over an app's, in a directory that was not there", async () => {
    using tree = notes();
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    await goto(visit.page, "/");
    await visit.page.evaluate("window.mark = 1");
    tree.write({ "media/notes/css/page.css": "h1 { color: rgb(1, 2, 3); }" });
    await expect.poll(async () => await styleOf(visit.page, "h1", "color"), PATIENT).toBe("rgb(1, 2, 3)");
    expect(await visit.page.evaluate("window.mark")).toBe(1);
  });

  test.each(["notes/media/css", "notes/media"])(
    "a directory that goes and comes again, without a reload: %s",
    async (directory) => {
      using tree = notes();
      await using server = await serve(tree);
      await using visit = await openPage(server.address);
      await goto(visit.page, "/");
      await visit.page.evaluate("window.mark = 1");
      const colour = async (): Promise<string> => await styleOf(visit.page, "h1", "color");
      const NONE = "rgb(0, 0, 0)";
      const RED = "rgb(255, 0, 0)";
      expect(await colour()).toBe(RED);
      for (const blue of ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]) {
        renameSync(tree.path(directory), tree.path("aside"));
        await expect.poll(colour, PATIENT).toBe(NONE);
        renameSync(tree.path("aside"), tree.path(directory));
        await expect.poll(colour, PATIENT).toBe(RED);
        rmSync(tree.path(directory), { recursive: true });
        await expect.poll(colour, PATIENT).toBe(NONE);
        tree.write({ "notes/media/css/page.css": `h1 { color: ${blue}; }` });
        await expect.poll(colour, PATIENT).toBe(blue);
        tree.write({ "notes/media/css/page.css": "h1 { color: red; }" });
        await expect.poll(colour, PATIENT).toBe(RED);
      }
      expect(await visit.page.evaluate("window.mark")).toBe(1);
      expect(await visit.page.locator("link").count()).toBe(1);
    },
  );

  test("a MEDIA_ROOT that goes and comes again, without a reload of the page at the root", async () => {
    using tree = notes();
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    await goto(visit.page, "/");
    await visit.page.evaluate("window.mark = 1");
    renameSync(tree.path("media"), tree.path("aside"));
    await visit.page.waitForTimeout(600);
    renameSync(tree.path("aside"), tree.path("media"));
    tree.write({ "media/notes/css/page.css": "h1 { color: rgb(1, 2, 3); }" });
    await expect.poll(async () => await styleOf(visit.page, "h1", "color"), PATIENT).toBe("rgb(1, 2, 3)");
    expect(await visit.page.evaluate("window.mark")).toBe(1);
  });

  test("what changed while another page was looked at, when one goes back", async () => {
    using tree = notes();
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    await goto(visit.page, "/");
    await goto(visit.page, "/other");
    tree.write({ "notes/templates/notes/page.html": page("two") });
    await visit.page.waitForTimeout(500);
    await visit.page.goBack();
    await expect.poll(async () => await visit.page.textContent("h1"), PATIENT).toBe("two");
  });

  test("a new file, in the listing of its directory and on the page that missed it", async () => {
    using tree = notes();
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    await goto(visit.page, "/media/notes/css/");
    tree.write({ "notes/media/css/new.css": "a {}" });
    await visit.page.getByRole("link", { name: "new.css" }).waitFor();

    await goto(visit.page, "/media/notes/");
    tree.write({ "notes/media/new/a.css": "a {}" });
    await visit.page.getByRole("link", { name: "new/" }).waitFor();
    rmSync(tree.path("notes/media/new"), { recursive: true });
    await visit.page.getByRole("link", { name: "new/" }).waitFor({ state: "detached" });

    await goto(visit.page, "/media/notes/deep/missing.txt");
    expect(await visit.page.title()).toContain("404");
    tree.write({ "notes/media/deep/missing.txt": "here it is" });
    await visit.page.getByText("here it is").waitFor();
  });

  test("what changed while another page was looked at, in a page that the browser has kept without asking, once", async () => {
    using tree = notes();
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    let asked = 0;
    visit.page.on("response", (response) => {
      if (response.url().endsWith("/aged") && !response.fromServiceWorker()) asked += 1;
    });
    await goto(visit.page, "/aged");
    await goto(visit.page, "/other");
    tree.write({ "notes/templates/notes/page.html": page("two") });
    await visit.page.waitForTimeout(500);
    await visit.page.evaluate("location.href = '/aged'");
    await expect.poll(async () => await visit.page.textContent("h1"), PATIENT).toBe("two");
    const before = asked;
    await visit.page.waitForTimeout(1000);
    expect(asked).toBe(before);
  });

  test("a page that the browser has kept since an earlier run of the server, whose application says that it still holds", async () => {
    using tree = notes();
    const port = await freePort();
    const first = await serve(tree, port);
    await using visit = await openPage(first.address);
    await goto(visit.page, "/kept");
    await visit.page.goto("about:blank");
    await first[Symbol.asyncDispose]();
    await using second = await serve(tree, port);
    expect(second.address).toBe(first.address);
    await goto(visit.page, "/kept");
    tree.write({ "notes/media/css/page.css": "h1 { color: rgb(1, 2, 3); }" });
    await expect.poll(async () => await styleOf(visit.page, "h1", "color"), PATIENT).toBe("rgb(1, 2, 3)");
    tree.write({ "notes/templates/notes/page.html": page("two") });
    await expect.poll(async () => await visit.page.textContent("h1"), PATIENT).toBe("two");
    expect(visit.complaints.filter((complaint) => complaint.includes("Content Security Policy"))).toEqual([]);
  });

  test("a page of many frames, all of them, and leaves connections for other requests", async () => {
    using tree = notes();
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    await goto(visit.page, "/frames");
    tree.write({ "notes/media/css/page.css": "h1 { color: rgb(1, 2, 3); }" });
    const inFrames = visit.page.frames().slice(1);
    expect(inFrames).toHaveLength(8);
    const colour = `getComputedStyle(document.querySelector("h1")).color`;
    for (const frame of inFrames) await expect.poll(() => frame.evaluate(colour), PATIENT).toBe("rgb(1, 2, 3)");
    expect(await visit.page.evaluate("fetch('/other').then(({ status }) => status)")).toBe(200);
  });
});
