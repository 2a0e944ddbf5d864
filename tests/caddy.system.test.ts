import { loadManifest, loadProject } from "@mediaroot/core";
import { createTree } from "@mediaroot/core/testing";
import { createApplication } from "@mediaroot/runtime";
import { describe, expect, test } from "vitest";
import { hasCaddy, startCaddy } from "./media-fronts.ts";
import { publishShop, shopCode } from "./shop-releases.ts";

describe.skipIf(!hasCaddy)("caddy, as the example sets it up (needs caddy)", () => {
  test("serves the published files, and asks the application for everything else", async () => {
    using site = createTree({ ...shopCode("a"), "a/media/docs/index.html": "the page" });
    await publishShop(site, "a");
    const project = await loadProject({ directory: site.path("a") });
    await using app = await createApplication(project, { fastify: { trustProxy: true } });
    await app.listen({ path: site.path("application.sock") });
    await using caddy = await startCaddy(site.path("public"), site.path("application.sock"));
    const hashed = loadManifest(site.path("a/media-manifest.json"))?.get("shop/main.js")?.path ?? "";

    const page = await fetch(caddy.address);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(`/media/${hashed}"`)]);
    const forever = "public, max-age=31536000, immutable";
    for (const [path, status, caching] of [
      [hashed, 200, forever],
      ["shop/main.js", 200, "no-cache"],
      ["docs/index.html", 200, "no-cache"],
      [hashed.replace("main", "none"), 404, "no-cache"],
      [".syncmedia/ledger.json", 404, "no-cache"],
      ["docs/", 404, "no-cache"],
      ["docs", 404, "no-cache"],
      ["", 404, "no-cache"],
    ] as const) {
      const answer = await fetch(`${caddy.address}/media/${path}`, { redirect: "manual" });
      expect([path, answer.status, answer.headers.get("cache-control")]).toEqual([path, status, caching]);
    }
  });
});
