import { describe, expect, test, vi } from "vitest";
import { createSite, routes } from "./application.test.support.ts";

const FILES = {
  "blog/app.mjs": routes(`app.get("/", (request, reply) => reply.render("x.html"))`),
  "blog/media/js/core.js": "",
  "templates/x.html": `{{ media_url("blog/js/kore.js") }}`,
};

describe("a page that names media that is not there", () => {
  test("is answered with the plain URL, and logged once with the nearest path while DEBUG is on", async () => {
    await using site = await createSite(FILES);
    expect((await site.get("/")).body).toBe("/media/blog/js/kore.js");
    await site.get("/");
    await vi.waitUntil(() => site.log.length > 0);
    expect(site.log.map(({ msg }) => msg)).toEqual([
      'A page names blog/js/kore.js, which no media source has. Did you mean "blog/js/core.js"?',
    ]);
  });

  test("is answered with the plain URL, and logged once with the manifest's name in production", async () => {
    const settings = { DEBUG: false, SECRET_KEY: "x", ALLOWED_HOSTS: ["localhost"] };
    const manifest = { "media-manifest.json": '{"version":1,"files":{}}' };
    await using site = await createSite({ ...FILES, ...manifest }, { settings });
    expect((await site.get("/")).body).toBe("/media/blog/js/kore.js");
    await site.get("/");
    expect(site.log.map(({ msg }) => msg)).toEqual([
      "blog/js/kore.js is not in media-manifest.json: pages name it without a hash.",
    ]);
  });
});
