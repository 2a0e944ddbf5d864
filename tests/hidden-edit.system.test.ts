import { execFileSync } from "node:child_process";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { hasBrowser, openPage } from "./browser.ts";
import { startServer } from "./server-process.ts";

const APP = `export default { routes: async (app) => app.get("/", async (_, reply) => {
  reply.header("content-security-policy", "default-src 'self'");
  return reply.type("text/html").send('<!doctype html><html><head><link rel="stylesheet" href="/media/notes/page.css">' +
    '<script src="/media/notes/page.js"></script></head><body><h1>one</h1></body></html>');
}) };`;

test.skipIf(!hasBrowser)(
  "an edit that a copy of syncmedia hides is reported in the open page, in the terminal's words (needs /usr/bin/chromium)",
  async () => {
    using tree = createTree({
      "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./notes"], URLS: { "/": "notes" } };`,
      "notes/app.ts": APP,
      "notes/media/page.css": "h1 { color: red; }",
      "notes/media/page.js": "window.loads = 1;",
    });
    const options = { cwd: tree.root, env: blogEnvironment() };
    execFileSync("syncmedia", options);
    await using server = await startServer("devserver", ["start", "--port", await freePort()], options);
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;
    const stream = page.waitForRequest(/__devserver\/events/);
    await page.goto("/");
    await stream;
    const markup = await page.locator("body").innerHTML();
    await page.evaluate("window.mark = 1");

    for (const file of ["page.css", "page.js"]) {
      tree.write({ [`notes/media/${file}`]: "/* an edit */" });
      const notice = page.getByRole("alert");
      await notice.getByText(`notes/${file} changed`).waitFor();
      const text = (await notice.locator("span").textContent()) ?? "";
      await expect.poll(() => server.output(), { timeout: 10_000 }).toContain(text);
      expect(text).toContain("MEDIA_ROOT holds syncmedia's copy, which is served: run syncmedia");
    }
    // Nothing that the page shows has changed, so it is not loaded anew.
    expect(await page.evaluate("window.mark")).toBe(1);
    expect(await page.locator("body").innerHTML()).toBe(markup);
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(complaints).toEqual([]);
  },
);
