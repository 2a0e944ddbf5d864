import { symlinkSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shareSite } from "./shared-site.test.support.ts";

/** An application that makes an error of what a client sends. */
const APP = `export default { routes: async (app: { post: Function }) =>
  app.post("/", async ({ body }: { body: object }) => { throw Object.assign(new Error("broken"), body); }) };`;

describe("the error page", () => {
  const site = shareSite({
    "settings.ts": `export default {
      DEBUG: true,
      SECRET_KEY: "CANARY of the secret",
      INSTALLED_APPS: ["./blog"],
      URLS: { "/": "blog" },
    };`,
    ".env": "PASSWORD=CANARY",
    "blog/app.ts": APP,
    "blog/media/blog.css": "a { color: CANARY }",
    "blog/templates/blog/page.txt": "{{ CANARY }}",
    "blog/lib.ts": "export const CANARY = 1;",
    "blog/data.json": '{ "CANARY": 1 }',
    "blog/.cache/built.ts": "CANARY",
    "node_modules/x/index.js": "CANARY",
  });
  let outside: TestTree;
  beforeAll(() => {
    outside = createTree({ "other.ts": "CANARY", passwd: "CANARY" });
    symlinkSync(outside.path("other.ts"), site.tree.path("blog/link.ts"));
  });
  afterAll(() => outside[Symbol.dispose]());

  async function pageOf(error: object): Promise<string> {
    const headers = { accept: "text/html", "content-type": "application/json" };
    const { text } = await site.server.get("/", { method: "POST", headers, body: JSON.stringify(error) });
    expect(text).toContain("broken");
    return text.slice(0, text.indexOf("<h2>Request"));
  }

  test.each(["blog/media/blog.css", "blog/templates/blog/page.txt", "blog/lib.ts"])(
    "shows the lines of %s, which the error names itself",
    async (file) => {
      expect(await pageOf({ file: site.tree.path(file), line: 1 })).toContain("CANARY");
    },
  );

  test.each([
    [".env", () => site.tree.path(".env")],
    ["data", () => site.tree.path("blog/data.json")],
    ["a file that was built", () => site.tree.path("blog/.cache/built.ts")],
    ["a package", () => site.tree.path("node_modules/x/index.js")],
    ["a file elsewhere", () => outside.path("passwd")],
    ["code elsewhere", () => outside.path("other.ts")],
    ["code elsewhere, by dots", () => `${site.tree.path("blog")}/../..${outside.path("other.ts")}`],
    ["code elsewhere, by a link", () => site.tree.path("blog/link.ts")],
    ["a device", () => "/dev/stdin"],
  ])("shows no line of %s", async (_, fileOf) => {
    expect(await pageOf({ file: fileOf(), line: 1 })).not.toContain("CANARY");
    const stack = `Error: broken\n    at load (${fileOf()}:1:1)`;
    expect(await pageOf({ stack })).not.toContain("CANARY");
  });

  test("hides the secrets of the settings", async () => {
    const page = await pageOf({ file: site.tree.path("settings.ts"), line: 3 });
    expect(page).toContain("SECRET_KEY");
    expect(page).not.toContain("CANARY of the secret");
  });
});
