import { execFileSync } from "node:child_process";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { accessibilityFaults, hasBrowser, openPage } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const MAP = "/__devserver/media";
const HOSTILE = `<img src=x onerror="window.hacked=1">`;
const DOT = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18"/></svg>`;

const site = (): TestTree => {
  const tree = createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["kit"] };`,
    "node_modules/kit/package.json": `{ "name": "kit", "version": "1.0.0" }`,
    "node_modules/kit/media/css/kit.css": "a {}\nb {}\n",
    "node_modules/kit/media/dot.svg": DOT,
    [`node_modules/kit/media/${HOSTILE}.txt`]: "text",
    ...Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`media/uploads/${1000 + index}.txt`, "x"])),
  });
  execFileSync("devserver", ["override", "kit/css/kit.css"], { cwd: tree.root, env: blogEnvironment() });
  tree.write({ "media/kit/css/kit.css": "a {}\nmine {}\n", "node_modules/kit/media/css/kit.css": "aa {}\nb {}\n" });
  return tree;
};

const serve = async (tree: TestTree): Promise<ServerProcess> =>
  startServer("devserver", ["start", "--port", await freePort()], { cwd: tree.root, env: blogEnvironment() });

describe.skipIf(!hasBrowser)("the media map, in a browser (needs /usr/bin/chromium)", () => {
  test("is searched as you type and read by keyboard, and axe finds no fault, in light, dark and narrow", async () => {
    using tree = site();
    await using server = await serve(tree);
    for (const colorScheme of ["light", "dark"] as const) {
      await using visit = await openPage(server.address, { colorScheme, viewport: { width: 360, height: 700 } });
      const { page, complaints } = visit;
      await page.goto(MAP);
      expect(await page.getByRole("status").textContent()).toBe("Files 1 to 200 of 253");
      expect(await page.getByText("devserver override --update kit/css/kit.css").isVisible()).toBe(true);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole("searchbox").focus();
      await page.keyboard.type("kit css");
      await page.getByText("1 file with “kit css”").waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "kit/css/kit.css" }).waitFor();
      expect(await page.locator("pre").textContent()).toContain("-aa {}\n-b {}\n+a {}\n+mine {}\n");
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.goto(`${MAP}?path=kit%2Fdot.svg`);
      expect(await page.evaluate("document.querySelector('img').naturalWidth")).toBe(40);
      await page.goto(`${MAP}?path=${encodeURIComponent(`kit/${HOSTILE}.txt`)}`);
      expect(await page.evaluate("document.querySelectorAll('img').length + Number(window.hacked ?? 0)")).toBe(0);
      expect(complaints).toEqual([]);
    }
  });

  test("is searched and turned page by page without JavaScript", async () => {
    using tree = site();
    await using server = await serve(tree);
    await using visit = await openPage(server.address, { javaScriptEnabled: false });
    const { page } = visit;
    for (const from of ["/media/kit/", "/media/kit/nothing.css"]) {
      await page.goto(from);
      await page.getByRole("link", { name: "All media of the site" }).click();
      await page.getByRole("heading", { name: "Media map" }).waitFor();
    }
    await page.getByRole("link", { name: "Next" }).click();
    expect(await page.getByRole("status").textContent()).toBe("Files 201 to 253 of 253");
    await page.getByRole("searchbox").fill("uploads 1007");
    await page.getByRole("button", { name: "Search" }).click();
    expect(await page.getByRole("link", { name: "uploads/1007.txt" }).count()).toBe(1);
  });
});
