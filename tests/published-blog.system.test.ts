import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { editorLooks, logIn, WHOLE_EDITOR } from "./admin-visit.ts";
import { type BlogCopy, blogEnvironment, copyBlog, freePort } from "./blog-copy.ts";
import { hasBrowser, openPage, type WatchedPage } from "./browser.ts";
import { addUser, hasNginx, startProduction, USER } from "./production-site.ts";
import { startServer } from "./server-process.ts";

const READERS_PAGES = ["/", "/posts/this-blog-is-two-apps-and-a-package/", "/tags/coils/", "/nothing"];
const EDITORS_PAGES = ["/admin/", "/admin/posts/", "/admin/posts/add/", "/admin/posts/1/delete/", "/admin/none/"];
const HASHED = /^\/media\/.+\.[0-9a-f]{16}\.\w+$/;

/** The style sheets, scripts and images that a page's elements name. */
async function mediaOf(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(
    `[...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img")]
      .map((element) => new URL(element.href ?? element.src, location.href).pathname)
      .filter((path) => !path.startsWith("/__devserver/"))`,
  )) as readonly string[];
}

/** Visits every page, as a user who has logged in. @returns a picture and the media of each page, by its path */
async function lookAtAll({ page }: WatchedPage): Promise<ReadonlyMap<string, readonly [Buffer, readonly string[]]>> {
  const seen = new Map<string, readonly [Buffer, readonly string[]]>();
  const look = async (path: string): Promise<void> => {
    await page.goto(path);
    seen.set(path, [await page.screenshot({ animations: "disabled", fullPage: true }), await mediaOf(page)]);
  };
  for (const path of READERS_PAGES) await look(path);
  await logIn(page, USER);
  for (const path of EDITORS_PAGES) await look(path);
  return seen;
}

describe.skipIf(!hasBrowser)("the blog, published with content-named files (needs /usr/bin/chromium)", () => {
  let site: BlogCopy;
  let development: Awaited<ReturnType<typeof lookAtAll>>;
  beforeAll(async () => {
    site = copyBlog();
    addUser(site);
    const options = { cwd: site.root, env: blogEnvironment() };
    await using server = await startServer("devserver", ["start", "--port", await freePort()], options);
    await using visit = await openPage(server.address);
    development = await lookAtAll(visit);
  });
  afterAll(() => site[Symbol.dispose]());

  const ways = [
    { way: "nginx (needs nginx)", flags: [], isThere: hasNginx },
    { way: "the application alone", flags: ["--no-nginx"], isThere: true },
  ];
  for (const { way, flags, isThere } of ways) {
    test.skipIf(!isThere)(
      `each of its pages looks as in development, and names hashed files alone: ${way}`,
      async () => {
        await using server = await startProduction(site, flags);
        await using visit = await openPage(server.address);
        const asked: string[] = [];
        visit.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
        const production = await lookAtAll(visit);
        for (const [path, [picture, media]] of production) {
          const [before, mediaBefore] = development.get(path) ?? [];
          expect([path, picture.equals(before ?? Buffer.of())]).toEqual([path, true]);
          expect(media.length).toBeGreaterThan(1);
          expect(media.filter((name) => !HASHED.test(name))).toEqual([]);
          expect(media.map((name) => name.replace(/\.[0-9a-f]{16}(?=\.)/, ""))).toEqual(mediaBefore);
        }
        await visit.page.goto("/admin/posts/add/");
        expect(await editorLooks(visit.page)).toEqual(WHOLE_EDITOR);
        expect(asked.filter((name) => name.startsWith("/media/") && !HASHED.test(name))).toEqual([]);
        const missing = await fetch(server.address + "/media/admin/css/base.0123456789abcdef.css");
        expect(missing.status).toBe(404);
        expect(missing.headers.get("cache-control") ?? "").not.toContain("immutable");
      },
    );
  }
});
