import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { startCli } from "./cli.test.support.ts";

test("a browser gets a page that says why no editor was opened, other clients plain text", async () => {
  using tree = createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.ts": `export default { routes: async (app) => { app.get("/", async () => { throw new Error("broken"); }); } };`,
  });
  await using server = await startCli(tree.root, [], { LAUNCH_EDITOR: "/nowhere/<b>" });
  const error = await server.get("/", { headers: { accept: "text/html" } });
  const position = /name="position" value="([^"]+)"/.exec(error.text)?.[1] ?? "";
  const press = async (accept: string): Promise<Response> =>
    fetch(new URL("/__devserver/editor", server.url), {
      method: "POST",
      body: new URLSearchParams({ position }),
      headers: { origin: new URL(server.url).origin, accept },
    });
  const page = await press("text/html,*/*");
  expect([page.status, page.headers.get("content-type")]).toEqual([500, "text/html; charset=utf-8"]);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await page.text()).toMatch(/No editor was opened[^]*\/nowhere\/&lt;b&gt; did not open[^]*Go back/);
  const text = await press("*/*");
  expect(text.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(await text.text()).toContain("LAUNCH_EDITOR");
});
