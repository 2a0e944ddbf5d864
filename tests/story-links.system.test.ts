import { lstatSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { editorLooks, logIn, WHOLE_EDITOR } from "./admin-visit.ts";
import { copyBlog } from "./blog-copy.ts";
import { hasBrowser, openPage, styleOf } from "./browser.ts";
import { addUser, hasNginx, startProduction, USER } from "./production-site.ts";

describe.skipIf(!hasBrowser || !hasNginx)("deployed with links (needs /usr/bin/chromium and nginx)", () => {
  test("admin and editor keep their styles, and an upgraded app shows at once", async () => {
    using site = copyBlog();
    addUser(site);
    await using server = await startProduction(site, ["--link"]);
    expect(lstatSync(site.path("production/run/media/admin")).isSymbolicLink()).toBe(true);
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;

    await page.goto("/");
    expect(await page.getByRole("article").count()).toBe(4);
    await logIn(page, USER);
    await page.goto("/admin/posts/add/");
    expect(await editorLooks(page)).toEqual(WHOLE_EDITOR);

    site.edit("contrib/admin/media/css/theme.css", (text) =>
      text.replace(/--admin-bar: [^;]+;/, "--admin-bar: rgb(4, 5, 6);"),
    );
    await page.reload();
    expect(await styleOf(page, ".bar", "background-color")).toBe("rgb(4, 5, 6)");
    expect(complaints).toEqual([]);
  });
});
