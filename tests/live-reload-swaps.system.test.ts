import { createTree, type TestTree } from "@mediaroot/core/testing";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { hasBrowser, openPage, styleOf } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const square = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect id="r" width="8" height="8" fill="${colour}"/></svg>`;
const PATIENT = { timeout: 20_000 };

function notes(page: string): TestTree {
  return createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./notes"], URLS: { "/": "notes" } };`,
    "notes/app.ts": `export default { routes: async (app) => {
      app.get("/", async (request, reply) => reply.type("text/html").send(${JSON.stringify(page)}));
      app.get("/worker.js", async (request, reply) => reply.type("text/javascript").send(\`
        self.addEventListener("install", (event) => event.waitUntil(caches.open("v1").then((cache) => cache.add("/"))));
        self.addEventListener("activate", (event) => event.waitUntil(clients.claim()));
        self.addEventListener("fetch", (event) => {
          if (event.request.mode === "navigate") event.respondWith(caches.match("/"));
        });\`));
    } };`,
    "notes/media/square.svg": square("red"),
    "notes/media/other.svg": square("red"),
    "notes/media/page.css": "h1 { color: red; }",
  });
}

async function serve(tree: TestTree): Promise<ServerProcess> {
  return await startServer("devserver", ["start", "--port", await freePort()], {
    cwd: tree.root,
    env: blogEnvironment(),
  });
}

/** Opens the site's page, and waits until it hears of changes. */
async function openFollowing(page: Page): Promise<void> {
  const stream = page.waitForRequest(/__devserver\/events/);
  await page.goto("/");
  await stream;
}

describe.skipIf(!hasBrowser)("live reload, in a browser (needs /usr/bin/chromium)", () => {
  test("swaps an image wherever the page shows it, and leaves all other addresses as they are", async () => {
    const url = "/media/notes/square.svg";
    using tree =
      notes(`<!doctype html><html><head><style>@import "/media/notes/page.css"; p { background: url("${url}#x"); }</style></head>
      <body><h1>title</h1><p>text</p>
      <img class="swapped" src="${url}"><img class="swapped" src="/media/notes/other.svg" srcset="${url} 1x, /media/notes/other.svg 2x">
      <svg><image class="swapped" href="${url}"/><use class="swapped" href="${url}#r"/></svg>
      <video class="swapped" poster="${url}?v=1"></video><div class="swapped" style="background-image: url(${url})">x</div>
      <a class="kept" href="${url}">a link</a><img class="kept" src="/media/notes/other.svg"></body></html>`);
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;
    await openFollowing(page);
    await page.evaluate("window.mark = 1");
    const markup = async (name: string): Promise<readonly string[]> =>
      await page.locator(`.${name}`).evaluateAll((elements) => elements.map(({ outerHTML }) => outerHTML));
    const kept = await markup("kept");
    tree.write({ "notes/media/square.svg": square("blue") });
    await expect
      .poll(
        async () => (await markup("swapped")).filter((text) => !/square\.svg\?(?:v=1&amp;)?live=\d+/.test(text)),
        PATIENT,
      )
      .toEqual([]);
    expect(await styleOf(page, "p", "background-image")).toMatch(/square\.svg\?live=\d+#x"/);
    expect(await markup("kept")).toEqual(kept);
    expect((await markup("swapped")).join("")).not.toMatch(/other\.svg\?live/);

    tree.write({ "notes/media/page.css": "h1 { color: blue; }" });
    await expect.poll(() => styleOf(page, "h1", "color"), PATIENT).toBe("rgb(0, 0, 255)");
    expect(await page.evaluate("window.mark")).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("swaps what hangs in the shadow of an element too", async () => {
    const shadow = (content: string): string => `<div><template shadowrootmode="open">${content}</template></div>`;
    using tree = notes(
      `<!doctype html><html><head></head><body>${shadow(
        shadow(`<link rel="stylesheet" href="/media/notes/page.css"><h1>title</h1><img src="/media/notes/square.svg">`),
      )}</body></html>`,
    );
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;
    await openFollowing(page);
    const inner = "document.querySelector('div').shadowRoot.querySelector('div').shadowRoot";
    const colour = async (): Promise<string> =>
      String(await page.evaluate(`getComputedStyle(${inner}.querySelector("h1")).color`));
    expect(await colour()).toBe("rgb(255, 0, 0)");
    tree.write({ "notes/media/page.css": "h1 { color: blue; }" });
    await expect.poll(colour, PATIENT).toBe("rgb(0, 0, 255)");
    tree.write({ "notes/media/square.svg": square("blue") });
    await expect.poll(() => page.locator("img").getAttribute("src"), PATIENT).toMatch(/square\.svg\?live=\d+$/);
    expect(complaints).toEqual([]);
  });

  test("connects anew when the machine has slept, for its connection may be dead without a word", async () => {
    using tree = notes("<!doctype html><title>notes</title>");
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    const { page } = visit;
    await page.clock.install();
    await openFollowing(page);
    const again = page.waitForRequest(/__devserver\/events/);
    await page.clock.fastForward("01:00");
    // What has changed meanwhile is asked for too.
    expect(new URL((await again).url()).searchParams.has("since")).toBe(true);
  });

  test("does not load for ever a page that a service worker keeps", async () => {
    using tree = notes("<!doctype html><html><head></head><body>text</body></html>");
    tree.write({ "notes/templates/notes/a.html": "a" });
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    await visit.page.goto("/");
    await visit.page.evaluate(
      "navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)",
    );
    await expect.poll(() => visit.page.evaluate("navigator.serviceWorker.controller !== null"), PATIENT).toBe(true);
    let loads = 0;
    visit.page.on("load", () => (loads += 1));
    tree.write({ "notes/templates/notes/a.html": "b" });
    await expect.poll(() => loads, PATIENT).toBe(1);
    await visit.page.waitForTimeout(1500);
    await visit.page.evaluate("location.href = '/?again'");
    await visit.page.waitForTimeout(2500);
    expect(loads).toBeLessThanOrEqual(3);
  });

  test("says in the console how a page's own policy keeps it out, once", async () => {
    using tree = notes(`<!doctype html><html><head>
      <meta http-equiv="Content-Security-Policy" content="connect-src 'none'"></head><body>text</body></html>`);
    await using server = await serve(tree);
    await using visit = await openPage(server.address);
    const warnings: string[] = [];
    visit.page.on("console", (message) => (message.type() === "warning" ? warnings.push(message.text()) : undefined));
    await visit.page.goto("/");
    await expect.poll(() => warnings, PATIENT).toEqual([expect.stringContaining("'self' into its connect-src")]);
    const refused = visit.complaints.length;
    // By now it would have tried again.
    await visit.page.waitForTimeout(6000);
    expect([warnings.length, visit.complaints.length]).toEqual([1, refused]);
  });
});
