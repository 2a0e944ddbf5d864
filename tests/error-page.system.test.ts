import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { hasBrowser, openPage, styleOf } from "./browser.ts";
import { startServer } from "./server-process.ts";

const SETTINGS = `export default { DEBUG: true, INSTALLED_APPS: ["./notes"], URLS: { "/": "notes" } };\n`;
const app = (expression: string): string =>
  `export default { routes: async (app) => {
    app.get("/", async (request, reply) => reply.type("text/html").send("<h1>" + ${expression} + "</h1>"));
  } };\n`;

describe.skipIf(!hasBrowser)("the error page, in a browser (needs /usr/bin/chromium)", () => {
  test("becomes the mended page by itself, after broken settings, a broken app and a broken route", async () => {
    using tree = createTree({ "settings.ts": "export default nothing;\n", "notes/app.ts": app("'one'") });
    const parameters = ["start", "--port", await freePort()];
    await using server = await startServer("devserver", parameters, { cwd: tree.root, env: blogEnvironment() });
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;

    await page.goto("/");
    await page.getByText("export default nothing;").waitFor();
    expect(await styleOf(page, "pre", "border-radius")).toBe("6px");
    tree.write({ "settings.ts": SETTINGS });
    await page.getByRole("heading", { name: "one" }).waitFor();

    tree.write({ "notes/app.ts": "throw new Error('broken on purpose');\n" });
    await page.reload();
    await page.getByText("broken on purpose").first().waitFor();
    tree.write({ "notes/app.ts": app("absent()") });
    await page.getByText("absent is not defined").first().waitFor();
    tree.write({ "notes/app.ts": app("'two'") });
    await page.getByRole("heading", { name: "two" }).waitFor();

    expect(complaints.filter((complaint) => !/^500 .*\d\/$/.test(complaint))).toEqual([]);
  });
});
