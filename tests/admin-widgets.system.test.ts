import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO_USER, logIn } from "./admin-visit.ts";
import { hasBrowser, openPage } from "./browser.ts";
import { serveBlog } from "./served-blog.ts";
import type { ServerProcess } from "./server-process.ts";

/** What the form would submit, and what each box shows. */
async function tagsOf(page: Page): Promise<Readonly<Record<string, readonly string[]>>> {
  const texts = (selector: string): Promise<string[]> => page.locator(selector).allTextContents();
  return {
    submitted: await texts("#id_tags option:checked"),
    available: await texts("#id_tags_from option"),
    chosen: await texts("#id_tags_to option"),
  };
}

describe.skipIf(!hasBrowser)("the admin's widgets, in a browser (needs /usr/bin/chromium)", () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await serveBlog();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test("choose several of many by mouse", async () => {
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;
    await logIn(page, DEMO_USER);
    await page.goto("/admin/posts/add/");
    await page.locator("#id_tags_from option", { hasText: "Coils" }).dblclick();
    await page.locator("#id_tags_from").selectOption(["Motors", "Wireless"]);
    await page.getByRole("button", { name: "Choose the selected tags" }).click();
    expect((await tagsOf(page))["submitted"]).toEqual(["Coils", "Motors", "Wireless"]);
    await page.locator("#id_tags_to").selectOption("Motors");
    await page.getByRole("button", { name: "Remove the selected tags" }).click();
    expect(await tagsOf(page)).toEqual({
      submitted: ["Coils", "Wireless"],
      available: ["Colophon", "History", "Motors", "Workshop"],
      chosen: ["Coils", "Wireless"],
    });
    expect(complaints).toEqual([]);
  });

  test("choose several of many by keyboard alone, and say what happened", async () => {
    await using visit = await openPage(server.address);
    const { page } = visit;
    await logIn(page, DEMO_USER);
    await page.goto("/admin/posts/add/");
    await page.getByLabel("Filter the available tags").focus();
    await page.keyboard.type("his");
    expect((await tagsOf(page))["available"]).toEqual(["History"]);
    await page.keyboard.press("Enter");
    expect(await page.locator(".selector [role=status]").textContent()).toBe("Chosen: History");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Delete");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    expect((await tagsOf(page))["submitted"]).toHaveLength(2);
    await page.locator("#id_tags_to").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    expect((await tagsOf(page))["submitted"]).toHaveLength(1);
    expect(new URL(page.url()).pathname).toBe("/admin/posts/add/");
  });

  test("let the keyboard reach the editor's toolbar, where the arrow keys lead on", async () => {
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;
    await logIn(page, DEMO_USER);
    await page.goto("/admin/posts/add/");
    await page.getByRole("textbox", { name: "Text" }).focus();
    await page.keyboard.type("charge");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Shift+Tab");
    const focused = (): Promise<unknown> => page.evaluate("document.activeElement.title");
    expect(await focused()).toMatch(/^Bold/);
    await page.keyboard.press("ArrowLeft");
    expect(await focused()).toMatch(/^Preview/);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toMatch(/^Italic/);
    await page.keyboard.press("Enter");
    expect(await page.locator("#id_body").inputValue()).toBe("*charge*");
    expect(complaints).toEqual([]);
  });

  test("let the keyboard leave the editor", async () => {
    await using visit = await openPage(server.address);
    const { page } = visit;
    await logIn(page, DEMO_USER);
    await page.goto("/admin/posts/add/");
    await page.getByRole("textbox", { name: "Text" }).focus();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.id")).toBe("id_tags_filter");
  });

  test("work without JavaScript", async () => {
    await using visit = await openPage(server.address, { javaScriptEnabled: false });
    const { page, complaints } = visit;
    await logIn(page, DEMO_USER);
    await page.goto("/admin/posts/add/");
    await page.getByLabel("Title").fill("Plain as paper");
    await page.getByLabel("Text").fill("Written *by hand*.");
    await page.getByLabel("Tags").selectOption(["Coils", "History"]);
    await page.getByLabel("Status").selectOption("Published");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.goto("/posts/plain-as-paper/");
    expect(await page.locator(".prose em").textContent()).toBe("by hand");
    expect(await page.locator(".post .tag").allTextContents()).toEqual(["Coils", "History"]);
    expect(complaints).toEqual([]);
  });
});
