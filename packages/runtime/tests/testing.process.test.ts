import { execFileSync } from "node:child_process";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { routes } from "./application.test.support.ts";

test("createTestSite works under node:test", () => {
  const testing = JSON.stringify(import.meta.resolve("@mediaroot/runtime/testing"));
  using tree = createTree({
    "shop/app.mjs": routes(`app.get("/", (request, reply) => reply.render("shop/x.html"))`),
    "shop/templates/shop/x.html": "<< MEDIA_URL >>",
    "shop/media/x.css": "the app's",
    "shop.test.mjs": `import assert from "node:assert/strict";
      import { after, test } from "node:test";
      import { createTestSite } from ${testing};
      const site = await createTestSite({ apps: ["./shop"] });
      after(() => site.close());
      test("the page", async () => assert.equal((await site.inject("/shop/")).statusCode, 200));
      test("the media", async () => assert.equal((await site.media("shop/x.css")).body, "the app's"));`,
  });
  const run = ["--test", tree.path("shop.test.mjs")];
  const output = execFileSync(process.execPath, run, { cwd: tree.root, encoding: "utf8" });
  expect(output).toMatch(/pass 2\b/);
});
