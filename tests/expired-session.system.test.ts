import { expect, test } from "vitest";
import { DEMO_USER, logIn } from "./admin-visit.ts";
import { hasBrowser, openPage } from "./browser.ts";
import { serveBlog } from "./served-blog.ts";

test.skipIf(!hasBrowser).each([true, false])(
  "a browser brings a form that came too late through the login, JavaScript: %s (needs /usr/bin/chromium)",
  async (javaScriptEnabled) => {
    await using server = await serveBlog();
    await using visit = await openPage(server.address, { javaScriptEnabled });
    const { page } = visit;
    await logIn(page, DEMO_USER);
    await page.goto("/admin/tags/add/");
    await page.getByLabel("Name").fill("Written in time");
    await page.context().clearCookies({ name: "admin_session" });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("What you wrote is kept").waitFor();
    await page.getByLabel("Username").fill(DEMO_USER.username);
    await page.getByLabel("Password").fill(DEMO_USER.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Your session had ended").waitFor();
    expect(await page.getByLabel("Name").inputValue()).toBe("Written in time");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The tag “Written in time” was added.").waitFor();
    expect(new URL(page.url()).pathname).toBe("/admin/tags/");
  },
);
