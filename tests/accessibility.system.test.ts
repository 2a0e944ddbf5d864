import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO_USER, logIn } from "./admin-visit.ts";
import { accessibilityFaults, hasBrowser, openPage } from "./browser.ts";
import { serveBlog } from "./served-blog.ts";
import type { ServerProcess } from "./server-process.ts";

const READERS_PAGES = ["/", "/posts/this-blog-is-two-apps-and-a-package/", "/tags/coils/", "/nothing", "/admin/login/"];
const EDITORS_PAGES = [
  "/admin/",
  "/admin/posts/",
  "/admin/posts/?q=nothing+at+all",
  "/admin/posts/add/",
  "/admin/posts/1/",
  "/admin/posts/1/delete/",
  "/admin/users/1/",
  "/admin/none/",
];

describe.skipIf(!hasBrowser)("the example's pages, examined by axe (needs /usr/bin/chromium)", () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await serveBlog();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(["light", "dark"] as const)("have no fault in %s, wide or narrow", async (colorScheme) => {
    await using visit = await openPage(server.address, { colorScheme });
    const { page } = visit;
    const found: Record<string, readonly string[]> = {};
    const look = async (name: string): Promise<void> => {
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        const faults = await accessibilityFaults(page);
        if (faults.length > 0) found[`${name} at ${width}`] = faults;
      }
    };
    for (const url of READERS_PAGES) {
      await page.goto(url);
      await look(url);
    }
    await logIn(page, DEMO_USER);
    for (const url of EDITORS_PAGES) {
      await page.goto(url);
      await look(url);
    }
    await page.goto("/admin/posts/add/");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("A post needs a title.").waitFor();
    await look("a refused form");
    expect(found).toEqual({});
  });
});
