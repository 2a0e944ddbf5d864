import { chmodSync, readFileSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { accessibilityFaults, hasBrowser, openPage } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const MAP = "/__devserver/media";
const NAME = "<img src=x onerror=hacked()>.png";

const site = (): TestTree => {
  const tree = createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./kit"] };`,
    "kit/media/css/kit.css": `a {}\nb { background: url("${NAME}") }\n`,
    "kit/templates/kit/index.html": `<p></p>\n{{ media_url("kit/css/kitt.css") }}\n`,
    // An editor that writes down what it is to open.
    "editor.sh": `#!/bin/sh\necho "$@" > "$(dirname "$0")/opened"\n`,
  });
  chmodSync(tree.path("editor.sh"), 0o755);
  return tree;
};

const serve = async (tree: TestTree): Promise<ServerProcess> =>
  startServer("devserver", ["start", "--no-check", "--port", await freePort()], {
    cwd: tree.root,
    env: blogEnvironment({ LAUNCH_EDITOR: tree.path("editor.sh") }),
  });

describe.skipIf(!hasBrowser)("findings in the media map, in a browser (needs /usr/bin/chromium)", () => {
  test("come when the check has ended, are read by keyboard, and open the editor; axe finds no fault, in light, dark and narrow", async () => {
    using tree = site();
    await using server = await serve(tree);
    for (const colorScheme of ["light", "dark"] as const) {
      await using visit = await openPage(server.address, { colorScheme, viewport: { width: 360, height: 700 } });
      const { page, complaints } = visit;
      await page.goto(MAP);
      const summary = page.getByText("2 findings (2 errors, 0 warnings)");
      await summary.focus();
      await page.keyboard.press("Enter");
      expect(await page.getByText('Did you mean "kit/css/kit.css"?').isVisible()).toBe(true);
      expect(await page.locator("#findings img").count()).toBe(0);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.keyboard.press("Tab");
      await Promise.all([page.waitForResponse(/editor/), page.keyboard.press("Enter")]);
      await expect.poll(() => readFileSync(tree.path("opened"), "utf8")).toContain("kit/media/css/kit.css 2 22");
      expect(complaints).toEqual([]);
    }
  });

  test("have a page of their own without JavaScript, which follows changes and names what keeps a check from running", async () => {
    using tree = site();
    await using server = await serve(tree);
    await using visit = await openPage(server.address, { javaScriptEnabled: false });
    const { page } = visit;
    await page.goto(MAP);
    await page.getByRole("link", { name: "Check the site" }).click();
    expect(await page.locator("#findings li").count()).toBe(2);
    tree.write({ "kit/media/css/kitt.css": "", "kit/media/css/kit.css": "a {}\n" });
    await page.reload();
    expect(await page.locator("#findings").textContent()).toBe("No findings");
    tree.write({ "settings.ts": "export default {" });
    await page.reload();
    expect(await page.locator("#findings").textContent()).toMatch(/^The check has failed: .*settings\.ts/);
  });
});
