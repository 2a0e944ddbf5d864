import { expect, test } from "vitest";
import { DEMO_USER, logIn } from "./admin-visit.ts";
import { hasBrowser, openPage } from "./browser.ts";
import { serveBlog } from "./served-blog.ts";

/** Each would call `hit()` in the page that takes it for more than text. */
const HOSTILE = [
  "<script>hit()</script>",
  '<img src="/none.png" onerror="hit()">',
  "<svg onload=hit()></svg>",
  '<iframe srcdoc="<script>parent.hit()</script>"></iframe>',
  '<meta http-equiv="refresh" content="0;url=/admin/none/">',
  "[a link](javascript:hit())",
  "[a link](jav&#x61;script:hit())",
  "<javascript:hit()>",
  '[a link](/posts/ "x\\" onmouseover=\\"hit()")',
  '![](/none.png" onerror="hit())',
  '```x"onclick="hit()\nhit()\n```',
].join("\n\n");

test.skipIf(!hasBrowser)(
  "a post of hostile text runs nothing, in the preview and at its readers (needs /usr/bin/chromium)",
  async () => {
    await using server = await serveBlog();
    await using visit = await openPage(server.address);
    const { page } = visit;
    await page.addInitScript("globalThis.hits = 0; globalThis.hit = () => { globalThis.hits += 1; };");
    const everythingIsTried = async (within: string): Promise<void> => {
      const shown = page.locator(within);
      await expect.poll(() => shown.textContent()).toContain("<script>hit()</script>");
      for (const link of await shown.locator("a").all()) await link.hover();
      for (const element of await shown.locator("code").all()) await element.click();
      expect(
        await shown.locator("script, iframe, meta, svg, [onerror], [onload], [onmouseover], [onclick]").count(),
      ).toBe(0);
      expect(
        await page.evaluate(`[...document.querySelectorAll("${within} a")].map(({ protocol }) => protocol)`),
      ).toEqual(["http:"]);
      expect(await page.evaluate("hits")).toBe(0);
    };
    await logIn(page, DEMO_USER);
    await page.goto("/admin/posts/add/");
    await page.getByLabel("Title").fill("Hostile");
    await page.evaluate(`document.querySelector(".CodeMirror").CodeMirror.setValue(${JSON.stringify(HOSTILE)})`);
    await page.getByRole("button", { name: /^Preview/ }).click();
    await everythingIsTried(".editor-preview-full");
    await page.getByRole("button", { name: /^Preview/ }).click();
    await page.getByLabel("Status").selectOption("Published");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.goto("/posts/hostile/");
    await everythingIsTried(".prose");
    expect(new URL(page.url()).pathname).toBe("/posts/hostile/");
  },
);
