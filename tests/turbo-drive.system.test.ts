import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { hasBrowser, openPage, styleOf } from "./browser.ts";
import { startServer } from "./server-process.ts";

const TURBO = fileURLToPath(import.meta.resolve("@hotwired/turbo"));
const PAGES = 10;
const PATIENT = { timeout: 20_000 };

function site(base = "", comment = ""): TestTree {
  return createTree({
    "settings.ts": `export default { DEBUG: true, ALLOWED_HOSTS: ["site.test"], INSTALLED_APPS: ["./notes"], URLS: { "/": "notes" } };`,
    "notes/app.ts": `export default { routes: async (app) => {
      app.get("/:page", async (request, reply) => {
        const page = Number(request.params.page);
        return reply.render("notes/page.html", { page, next: page + 1 });
      });
    } };`,
    "notes/templates/notes/page.html": `<!doctype html>${comment}<html><head>${base}
      <link rel="stylesheet" href="{{ MEDIA_URL }}notes/page.css">
      <script src="{{ MEDIA_URL }}notes/turbo.js" type="module"></script>
      </head><body><h1>page {{ page }}</h1><a href="/{{ next }}">next</a></body></html>`,
    "notes/media/page.css": "h1 { color: red; }",
    "notes/media/turbo.js": readFileSync(TURBO, "utf8"),
  });
}

describe.skipIf(!hasBrowser)("live reload, in a browser (needs /usr/bin/chromium)", () => {
  test.each(["127.0.0.1", "site.test"])(
    "on a site of Turbo Drive at %s: one script and one stream, however many pages are visited",
    async (host) => {
      using tree = site();
      await using server = await startServer("devserver", ["start", "--port", await freePort()], {
        cwd: tree.root,
        env: blogEnvironment(),
      });
      const address = server.address.replace("127.0.0.1", host);
      await using visit = await openPage(address);
      const { page } = visit;
      let streams = 0;
      page.on("request", (request) => (streams += request.url().includes("__devserver/events") ? 1 : 0));
      const colour = async (): Promise<string> => await styleOf(page, "h1", "color");
      await page.goto("/1");
      await page.evaluate("window.mark = 1");
      for (let number = 2; number <= PAGES; number += 1) {
        await page.getByRole("link", { name: "next" }).click();
        await page.getByText(`page ${number}`, { exact: true }).waitFor();
        if (number % 4 !== 0) continue;
        const saved = `rgb(0, 0, ${number})`;
        tree.write({ "notes/media/page.css": `h1 { color: ${saved}; }` });
        await expect.poll(colour, PATIENT).toBe(saved);
        await expect.poll(async () => await page.locator("link").count(), PATIENT).toBe(1);
      }
      expect(await page.evaluate("window.mark")).toBe(1);
      expect(await page.locator("script[src*=live-reload]").count()).toBe(1);
      expect(streams).toBe(1);
      expect(visit.complaints).toEqual([]);
    },
  );

  test.each([
    ["", ""],
    [" after a long comment", `<!--${"x".repeat(40_000)}-->`],
  ])("asks the page's own server, whatever <base> says%s", async (_, comment) => {
    using tree = site(`<base href="http://elsewhere.test/">`, comment);
    await using server = await startServer("devserver", ["start", "--port", await freePort()], {
      cwd: tree.root,
      env: blogEnvironment(),
    });
    await using visit = await openPage(server.address);
    const stream = visit.page.waitForRequest(/__devserver\/events/);
    await visit.page.goto("/1");
    expect((await stream).url()).toContain(`${server.address}/__devserver/events`);
    tree.write({ "notes/templates/notes/page.html": "<h1>renewed</h1>" });
    await visit.page.getByText("renewed").waitFor();
  });
});
