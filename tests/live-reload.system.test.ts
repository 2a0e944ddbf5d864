import { rmSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { hasBrowser, openPage, styleOf } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const RED = "rgb(255, 0, 0)";
const BLUE = "rgb(0, 0, 255)";
const square = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="${colour}"/></svg>`;
const app = (heading: string, policy = "default-src 'self'"): string => `
export default { routes: async (app) => {
  app.get("/", async (request, reply) => {
    reply.header("content-security-policy", ${JSON.stringify(policy)});
    return reply.render("notes/page.html", { heading: ${JSON.stringify(heading)} });
  });
} };`;
const PAGE = `<!doctype html>
<html><head>
<link rel="stylesheet" href="{{ MEDIA_URL }}notes/page.css">
<script src="{{ MEDIA_URL }}notes/page.js"></script>
</head><body><h1>{{ heading }}</h1><p>text</p><img src="{{ MEDIA_URL }}notes/square.svg"></body></html>`;

function notes(): TestTree {
  return createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./notes"], URLS: { "/": "notes" } };`,
    "notes/app.ts": app("one"),
    "notes/templates/notes/page.html": PAGE,
    "notes/media/page.css": `@import "more.css"; h1 { color: red; background: url("square.svg"); }`,
    "notes/media/more.css": "p { color: red; }",
    "notes/media/page.js": "document.documentElement.dataset.script = 'one';",
    "notes/media/square.svg": square("red"),
    "media/.keep": "",
  });
}

async function serve(tree: TestTree, port?: string): Promise<ServerProcess> {
  const parameters = ["start", "--port", port ?? (await freePort())];
  return await startServer("devserver", parameters, { cwd: tree.root, env: blogEnvironment() });
}

/** Marks a document, to tell it from the one after it has been loaded anew. */
const mark = async (page: Page): Promise<void> => await page.evaluate("window.mark = 1; window.seen = 0;");
const isMarked = async (page: Page): Promise<boolean> => (await page.evaluate("window.mark")) === 1;

/** Waits until the page holds a stream: only what changes after that is news to it. */
async function goto(page: Page): Promise<void> {
  const stream = page.waitForRequest(/__devserver\/events/);
  await page.goto("/");
  await stream;
  await mark(page);
}

const colourOf = (page: Page, selector: string) => async (): Promise<string> => await styleOf(page, selector, "color");
const PATIENT = { timeout: 20_000 };

describe.skipIf(!hasBrowser)("live reload, in a browser (needs /usr/bin/chromium)", () => {
  test("swaps style sheets where they stand: the app's, the project's over it, one that another imports", async () => {
    using tree = notes();
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;
    await goto(page);
    expect(await colourOf(page, "h1")()).toBe(RED);

    tree.write({ "notes/media/page.css": `@import "more.css"; h1 { color: blue; }` });
    await expect.poll(colourOf(page, "h1"), PATIENT).toBe(BLUE);
    tree.write({ "notes/media/more.css": "p { color: blue; }" });
    await expect.poll(colourOf(page, "p"), PATIENT).toBe(BLUE);
    tree.write({ "media/notes/page.css": "h1 { color: rgb(1, 2, 3); }" });
    await expect.poll(colourOf(page, "h1"), PATIENT).toBe("rgb(1, 2, 3)");
    rmSync(tree.path("media/notes/page.css"));
    await expect.poll(colourOf(page, "h1"), PATIENT).toBe(BLUE);

    expect(await isMarked(page)).toBe(true);
    expect(await page.locator("link").count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("leaves nothing of an older style sheet when a newer one comes first", async () => {
    using tree = notes();
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    const { page } = visit;
    await goto(page);
    let isHeld = false;
    await page.route(/page\.css\?live=/, async (route) => {
      if (isHeld) await route.continue();
      isHeld = true;
    });
    tree.write({ "notes/media/page.css": "p { color: rgb(1, 2, 3); }" });
    await expect.poll(() => isHeld, PATIENT).toBe(true);
    tree.write({ "notes/media/page.css": "p { color: blue; }" });
    await expect.poll(colourOf(page, "p"), PATIENT).toBe(BLUE);
    await expect.poll(() => page.locator("link").count(), PATIENT).toBe(1);
    expect(await isMarked(page)).toBe(true);
  });

  test("swaps images where they stand", async () => {
    using tree = notes();
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;
    await goto(page);
    const before = (await page.locator("img").screenshot()).toString("base64");
    const background = (await page.locator("h1").screenshot()).toString("base64");
    tree.write({ "notes/media/square.svg": square("blue") });
    await expect
      .poll(async () => (await page.locator("img").screenshot()).toString("base64"), PATIENT)
      .not.toBe(before);
    await expect
      .poll(async () => (await page.locator("h1").screenshot()).toString("base64"), PATIENT)
      .not.toBe(background);
    expect(await isMarked(page)).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("loads the page anew for scripts, templates and code, once for all that is saved at once, in each tab", async () => {
    using tree = notes();
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;
    await goto(page);
    const stream = page.context().waitForEvent("request", (request) => request.url().includes("__devserver/events"));
    const [other] = await Promise.all([page.waitForEvent("popup"), page.evaluate("void window.open('/');")]);
    await stream;
    let loads = 0;
    page.on("load", () => (loads += 1));

    tree.write({
      "notes/media/page.js": "document.documentElement.dataset.script = 'two';",
      "notes/media/page.css": "h1 { color: blue; }",
      "notes/templates/notes/page.html": PAGE.replace("text", "other text"),
    });
    for (const tab of [page, other]) {
      await tab.locator("html[data-script=two]").waitFor();
      await tab.getByText("other text").waitFor();
    }
    expect(loads).toBe(1);

    tree.write({ "notes/app.ts": app("two") });
    for (const tab of [page, other]) await tab.getByRole("heading", { name: "two" }).waitFor();
    expect(loads).toBe(2);
    expect(complaints).toEqual([]);
  });

  test("outlives the server: the page follows the next one on its port", async () => {
    using tree = notes();
    const port = await freePort();
    const first = await serve(tree, port);
    await using visit = await openPage(first.address);
    const { page } = visit;
    await goto(page);
    await first[Symbol.asyncDispose]();
    tree.write({ "notes/app.ts": app("two") });
    await using second = await serve(tree, port);
    expect(second.address).toBe(first.address);
    await page.getByRole("heading", { name: "two" }).waitFor();
  });

  test.each([
    "script-src 'nonce-abc' 'strict-dynamic'; connect-src 'none'",
    "default-src 'none'; style-src 'self'; img-src 'self'",
    "script-src 'sha256-n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg='",
    "script-src 'none', script-src 'self'",
  ])("gets through the policy %s", async (policy) => {
    using tree = notes();
    tree.write({ "notes/app.ts": app("one", policy) });
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    const { page } = visit;
    await goto(page);
    tree.write({ "notes/media/page.css": "h1 { color: blue; }" });
    await expect.poll(colourOf(page, "h1"), PATIENT).toBe(BLUE);
    expect(await isMarked(page)).toBe(true);
  });
});
