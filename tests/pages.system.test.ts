import { chmodSync, existsSync, readFileSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { accessibilityFaults, hasBrowser, openPage } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

// A folder may be called so, and so may a route.
const HOSTILE = `<img src=x onerror="window.hacked=1">`;
const APP = `export default { routes: async (app) => {
  app.get("/posts/:slug", { config: { name: "post" } }, async () => "post");
  app.get("/" + ${JSON.stringify(HOSTILE)}, async () => "");
  app.get("/broken", async () => { throw new Error(${JSON.stringify(HOSTILE)}); });
} };
`;
const site = (): TestTree => {
  const tree = createTree({
    [`${HOSTILE}/settings.ts`]: `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    [`${HOSTILE}/blog/app.ts`]: APP,
    editor: '#!/bin/sh\necho "$@" > "$0".opened\n',
  });
  chmodSync(tree.path("editor"), 0o755);
  return tree;
};
const serve = async (tree: TestTree): Promise<ServerProcess> =>
  startServer("devserver", ["start", "--port", await freePort()], {
    cwd: tree.path(HOSTILE),
    env: { ...blogEnvironment(), LAUNCH_EDITOR: tree.path("editor") },
  });
const valueOf = async (page: Page, expression: string): Promise<unknown> => page.evaluate(expression);

describe.skipIf(!hasBrowser)("the server's own pages, in a browser (needs /usr/bin/chromium)", () => {
  test("show hostile names as text, fit a narrow window, and follow the system's colours", async () => {
    using tree = site();
    await using server = await serve(tree);
    for (const colorScheme of ["light", "dark"] as const) {
      await using visit = await openPage(server.address, { colorScheme, viewport: { width: 360, height: 700 } });
      const { page } = visit;
      for (const path of ["/broken", `/${HOSTILE}x`, "/pots/hello", `/media/blog/${HOSTILE}.css`]) {
        await page.goto(path);
        expect(await valueOf(page, "document.body.innerText")).toContain(path === "/pots/hello" ? "hello" : "<img");
        expect(await valueOf(page, "document.querySelectorAll('img').length + Number(window.hacked ?? 0)")).toBe(0);
        expect(await valueOf(page, "document.documentElement.scrollWidth <= innerWidth")).toBe(true);
        expect(await valueOf(page, "getComputedStyle(document.querySelector('.mark')).color")).toBe(
          colorScheme === "light" ? "rgb(176, 0, 32)" : "rgb(255, 138, 128)",
        );
        expect(await accessibilityFaults(page)).toEqual([]);
      }
    }
  });

  test("show a directory without a horizontal scroll bar on the narrowest telephones", async () => {
    using tree = site();
    tree.write({
      [`${HOSTILE}/media/blog/photograph.jpeg`]: "x".repeat(900),
      [`${HOSTILE}/media/blog/icons/a.svg`]: "",
    });
    await using server = await serve(tree);
    await using visit = await openPage(server.address, { viewport: { width: 320, height: 600 } });
    await visit.page.goto("/media/blog/");
    expect(await valueOf(visit.page, "document.querySelectorAll('td a').length")).toBe(3);
    expect(await valueOf(visit.page, "document.documentElement.scrollWidth")).toBe(320);
  });

  test("are read and used without JavaScript: the button opens the editor, and the page stays", async () => {
    using tree = site();
    await using server = await serve(tree);
    await using visit = await openPage(server.address, { javaScriptEnabled: false });
    const { page } = visit;
    await page.goto("/broken");
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "app.ts:4:" }).click();
    expect((await answered).status()).toBe(204);
    expect(new URL(page.url()).pathname).toBe("/broken");
    await expect.poll(() => existsSync(tree.path("editor.opened"))).toBe(true);
    expect(readFileSync(tree.path("editor.opened"), "utf8")).toContain("blog/app.ts 4 ");

    await page.goto("/pots/hello");
    await page.getByRole("link", { name: "/posts/hello" }).click();
    expect(await page.locator("body").innerText()).toBe("post");
  });
});
