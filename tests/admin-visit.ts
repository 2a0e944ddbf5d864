import type { Page } from "playwright-core";
import { styleOf } from "./browser.ts";

/** The user of a fresh development database. */
export const DEMO_USER = { username: "admin", password: "rotating-field" } as const;

/** Logs in to the admin of the example blog. */
export async function logIn(page: Page, user: { readonly username: string; readonly password: string }): Promise<void> {
  await page.goto("/admin/");
  await page.getByLabel("Username").fill(user.username);
  await page.getByLabel("Password").fill(user.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("button", { name: "Log out" }).waitFor();
}

/** What a post editor that has all its media looks like: values that none of its parts has without its style sheet. */
export async function editorLooks(page: Page): Promise<Readonly<Record<string, string>>> {
  return {
    // easymde/easymde.min.css
    toolbar: await styleOf(page, ".editor-toolbar", "user-select"),
    // teslablog/css/editor.css, and the image it names
    icon: /bold(?:\.[0-9a-f]{16})?\.svg/.test(await styleOf(page, ".icon-bold", "--icon")) ? "bold.svg" : "none",
    // admin/css/selector.css
    boxes: await styleOf(page, ".selector", "display"),
    // admin/css/base.css
    bar: await styleOf(page, ".bar-inner", "display"),
  };
}

/** What `editorLooks` gives where nothing is missing. */
export const WHOLE_EDITOR = { toolbar: "none", icon: "bold.svg", boxes: "grid", bar: "flex" } as const;
