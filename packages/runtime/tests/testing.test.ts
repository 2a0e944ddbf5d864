import { existsSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { createTestSite } from "../src/testing.ts";
import { routes } from "./application.test.support.ts";

const APP = {
  "shop/app.mjs": routes(
    `app.get("/", { config: { name: "index" } }, (request, reply) => reply.render("shop/x.html", { name: "<x>" }))`,
  ),
  "shop/templates/shop/x.html": "<< MEDIA_URL >> {{ name }} {{ user }}",
  "shop/media/x.css": "the app's",
  "shop/media/y.css": "the app's",
  "node_modules/widgets/dist/w.js": "widgets",
  "node_modules/widgets/package.json": "{}",
};

describe("createTestSite", () => {
  test("serves pages, templates and media of apps that are looked for from a directory", async () => {
    using tree = createTree(APP);
    const apps = ["./shop", { name: "widgets", media: "dist" }];
    await using site = await createTestSite({ apps, directory: tree.root });
    expect((await site.inject(site.app.url_for("shop:index"))).body).toBe("/media/ &lt;x&gt; ");
    expect((await site.inject("/shop")).headers["location"]).toBe("/shop/");
    expect(site.render("shop/x.html", { name: "a", user: "u" })).toBe("/media/ a u");
    const css = await site.media("shop/x.css");
    expect([css.statusCode, css.headers["content-type"], css.body]).toEqual([
      200,
      "text/css; charset=utf-8",
      "the app's",
    ]);
    expect((await site.media("widgets/w.js")).body).toBe("widgets");
    expect((await site.media("shop/none.css")).statusCode).toBe(404);
    expect((await site.inject("/media/shop/y.css")).body).toBe("the app's");
  });

  test("finds an app in the directory itself, as in the tests of an app's own package", async () => {
    using tree = createTree(APP);
    await using site = await createTestSite({ apps: [{ name: ".", label: "shop" }], directory: tree.path("shop") });
    expect((await site.inject("/shop/")).body).toBe("/media/ &lt;x&gt; ");
    expect((await site.media("shop/x.css")).body).toBe("the app's");
  });

  test("has files of the project, which override those of apps, and more of them later", async () => {
    using tree = createTree(APP);
    const files = { "media/shop/x.css": "override", "templates/shop/x.html": "override of {{ name }}" };
    await using site = await createTestSite({ apps: ["./shop"], directory: tree.root, files });
    expect((await site.media("shop/x.css")).body).toBe("override");
    expect((await site.inject("/shop/")).body).toBe("override of &lt;x&gt;");
    site.write({ "media/shop/y.css": "later" });
    expect((await site.media("shop/y.css")).body).toBe("later");
    expect(site.root).not.toContain(tree.root);
  });

  test("takes settings with functions, apps among its files, a label, and what createApplication takes", async () => {
    using tree = createTree(APP);
    await using site = await createTestSite({
      apps: [{ name: "./shop", label: "store" }],
      directory: tree.root,
      files: { "own/app.mjs": routes(`app.get("/", async () => app.added)`) },
      settings: {
        INSTALLED_APPS: ["./own"],
        URLS: { "/": "store", "/own/": "own" },
        MEDIA_URL: "/static/",
        TEMPLATES: { CONTEXT: () => ({ user: "Nikola" }) },
      },
      setup: (app) => void app.decorate("added", "by setup"),
    });
    expect((await site.inject("/")).body).toBe("/static/ &lt;x&gt; Nikola");
    expect((await site.inject("/own/")).body).toBe("by setup");
    expect((await site.media("store/x.css")).body).toBe("the app's");
  });

  test("runs as in production with DEBUG off", async () => {
    using tree = createTree(APP);
    await using site = await createTestSite({ apps: ["./shop"], directory: tree.root, settings: { DEBUG: false } });
    expect((await site.inject("/shop/")).statusCode).toBe(200);
    expect((await site.inject({ url: "/", headers: { accept: "text/html" } })).body).toBe("Not Found\n");
  });

  test("leaves nothing behind, whether it is closed or never was", async () => {
    using tree = createTree(APP);
    const site = await createTestSite({ apps: ["./shop"], directory: tree.root });
    await site.close();
    expect(existsSync(site.root)).toBe(false);
    await expect(createTestSite({ apps: ["./shp"], directory: tree.root })).rejects.toMatchObject({
      code: "APP_NOT_FOUND",
      fix: expect.stringContaining('Did you mean "./shop"?'),
    });
    await expect(createTestSite({ settings: { MEDIA_URL: "x" } })).rejects.toMatchObject({ code: "SETTING_INVALID" });
  });
});
