import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { serveMedia, siteOf } from "./media.test.support.ts";

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
