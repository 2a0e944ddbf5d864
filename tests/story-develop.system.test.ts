import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DEMO_USER, editorLooks, logIn, WHOLE_EDITOR } from "./admin-visit.ts";
import { blogEnvironment, copyBlog, freePort } from "./blog-copy.ts";
import { hasBrowser, openPage, styleOf } from "./browser.ts";
import { startServer } from "./server-process.ts";

const PATIENT = { timeout: 20_000 };

describe.skipIf(!hasBrowser)("developing, in a browser (needs /usr/bin/chromium)", () => {
  test("somebody installs the blog, writes a post in its editor, and gives the admin other colours", async () => {
    using site = copyBlog();
    rmSync(site.path("media/admin"), { recursive: true });
    const settings = site.read("settings.ts");
    site.edit("settings.ts", (text) => text.replace(/\n.*"\.\/teslablog",/, "").replace('"/": "teslablog", ', ""));
    const port = await freePort();
    await using server = await startServer("devserver", ["start", "--port", port], {
      cwd: site.root,
      env: blogEnvironment(),
    });
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;

    await logIn(page, DEMO_USER);
    expect(await page.getByRole("link", { name: "Posts" }).count()).toBe(0);

    site.edit("settings.ts", () => settings);
    await expect
      .poll(async () => {
        await page.goto("/admin/");
        return await page.getByRole("navigation").getByRole("link", { name: "Posts" }).count();
      }, PATIENT)
      .toBe(1);

    await page.goto("/admin/posts/add/");
    expect(await editorLooks(page)).toEqual(WHOLE_EDITOR);
    await page.getByLabel("Title").fill("Искра, été 2");
    expect(await page.getByLabel("Slug").inputValue()).toBe("искра-ete-2");
    await page.getByLabel("Title").fill("A spark, at last");
    expect(await page.getByLabel("Slug").inputValue()).toBe("a-spark-at-last");
    await page.getByRole("textbox", { name: "Text" }).click();
    await page.keyboard.type("It jumped ");
    await page.getByRole("button", { name: "Bold" }).click();
    await page.keyboard.type("four millimetres");
    await page.getByRole("button", { name: "Preview" }).click();
    expect(await page.locator(".editor-preview-full strong").textContent()).toBe("four millimetres");
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByLabel("Filter the available tags").fill("work");
    await page.keyboard.press("Enter");
    await page.getByLabel("Status").selectOption("Published");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The post “A spark, at last” was added.").waitFor();

    await page.goto("/");
    await page.getByRole("link", { name: "A spark, at last" }).click();
    expect(await page.locator(".prose").innerHTML()).toContain("<p>It jumped <strong>four millimetres</strong></p>");
    expect(await page.locator(".post .tag").allTextContents()).toEqual(["Workshop"]);

    const stream = page.waitForRequest(/__devserver\/events/);
    await page.goto("/admin/tags/add/");
    await stream;
    await page.getByLabel("Name").fill("half written");
    const theme = site.read("contrib/admin/media/css/theme.css");
    site.write({ "media/admin/css/theme.css": theme.replace(/--admin-bar: [^;]+;/, "--admin-bar: rgb(1, 2, 3);") });
    await expect.poll(() => styleOf(page, ".bar", "background-color"), PATIENT).toBe("rgb(1, 2, 3)");
    expect(await page.getByLabel("Name").inputValue()).toBe("half written");

    expect(complaints).toEqual([]);
    expect(server.output()).not.toMatch(/\b(?:404|5\d\d) (?:GET|POST)/);
  });
});
