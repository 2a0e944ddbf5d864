import { describe, expect, test } from "vitest";
import { createSite, routes, type TestSiteOptions } from "./application.test.support.ts";

const PRODUCTION: TestSiteOptions = {
  settings: { DEBUG: false, SECRET_KEY: "secret", ALLOWED_HOSTS: ["example.com"] },
};
const BROWSER = { host: "example.com", accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const PROGRAM = { host: "example.com", accept: "application/json" };
const CURL = { host: "example.com", accept: "*/*" };

const APP = {
  "blog/app.mjs": routes(`
    app.get("/", async () => "home");
    app.get("/fails", async (request, reply) => { reply.type("application/json"); throw new Error("the password is hunter2"); });
    app.get("/busy", async () => { throw Object.assign(new Error("inner detail"), { statusCode: 503 }); });
    app.get("/private", async (request, reply) => { reply.header("vary", "origin"); throw Object.assign(new Error("not yours"), { statusCode: 403, headers: { "x-reason": "private" } }); });
    app.get("/gone", async (request, reply) => reply.callNotFound());`),
};
const PAGES = {
  "templates/404.html": `<h1>{{ status }}: nothing at {{ request_path }}</h1>{{ url_for("blog:x", {}) if false }}{{ user }}`,
  "blog/templates/403.html": "<h1>403 of the blog</h1>",
  "admin/templates/500.html": "<h1>{{ status }} of the admin {{ user }}</h1>",
};

describe("in production", () => {
  test("browsers are shown the site's pages, from TEMPLATES.DIRS or an app", async () => {
    await using site = await createSite({ ...APP, ...PAGES }, PRODUCTION);
    const type = "text/html; charset=utf-8";
    const missing = { status: 404, type, body: "<h1>404: nothing at /none&amp;b</h1>" };
    expect(await site.get("/none&b?a=1", BROWSER)).toMatchObject(missing);
    expect(await site.get("/gone", BROWSER)).toMatchObject({ status: 404, type });
    expect(await site.get("/private", BROWSER)).toMatchObject({ status: 403, type, body: "<h1>403 of the blog</h1>" });
    expect(await site.get("/fails", BROWSER)).toMatchObject({ status: 500, type, body: "<h1>500 of the admin </h1>" });
    expect(await site.get("/busy", BROWSER)).toMatchObject({ status: 503, body: "<h1>503 of the admin </h1>" });
    expect(site.log.filter(({ level }) => level >= 50).map(({ msg }) => msg)).toEqual([
      "the password is hunter2",
      "inner detail",
    ]);
  });

  test("the page of a status from 500 on is preferred to 500.html, and each status may have a page", async () => {
    const more = { "templates/503.html": "back soon", "templates/405.html": "never" };
    await using site = await createSite({ ...APP, ...PAGES, ...more }, PRODUCTION);
    expect((await site.get("/busy", BROWSER)).body).toBe("back soon");
    expect((await site.get("/fails", BROWSER)).body).toContain("500 of the admin");
  });

  test("programs get JSON, others plain text, and neither sees what is inside", async () => {
    await using site = await createSite({ ...APP, ...PAGES }, PRODUCTION);
    const json = "application/json; charset=utf-8";
    const failed = { message: "Internal Server Error", error: "Internal Server Error", statusCode: 500 };
    const answer = await site.get("/fails", PROGRAM);
    expect([answer.status, answer.type, JSON.parse(answer.body)]).toEqual([500, json, failed]);
    expect(await site.get("/none", PROGRAM)).toMatchObject({ status: 404, type: json });
    expect(JSON.parse((await site.get("/private", PROGRAM)).body)).toMatchObject({
      message: "not yours",
      statusCode: 403,
    });
    const text = { status: 500, type: "text/plain; charset=utf-8", body: "Internal Server Error\n" };
    expect(await site.get("/fails", CURL)).toMatchObject(text);
  });

  test("a site without pages answers browsers with plain text, and errors below 500 as they are", async () => {
    await using site = await createSite(APP, PRODUCTION);
    const type = "text/plain; charset=utf-8";
    expect(await site.get("/none", BROWSER)).toMatchObject({ status: 404, type, body: "Not Found\n" });
    expect(await site.get("/fails", BROWSER)).toMatchObject({ status: 500, type, body: "Internal Server Error\n" });
    expect((await site.get("/private", BROWSER)).body).toContain("not yours");
  });

  test("pages have the headers of the error, and say that they depend on Accept", async () => {
    await using site = await createSite({ ...APP, ...PAGES }, PRODUCTION);
    for (const headers of [BROWSER, PROGRAM]) {
      const answer = await site.app.inject({ url: "/private", headers });
      expect(answer.headers["x-reason"]).toBe("private");
    }
    const varyOf = async (url: string): Promise<unknown> =>
      (await site.app.inject({ url, headers: BROWSER })).headers["vary"];
    expect(await Promise.all(["/none", "/private", "/fails"].map(varyOf))).toEqual([
      "accept",
      "origin, accept",
      "accept",
    ]);
  });

  test("pages below 500 see the context functions, and 500.html does not, since they may be what has failed", async () => {
    const context = (): object => ({ user: "Nikola" });
    await using site = await createSite({ ...APP, ...PAGES }, { ...PRODUCTION, context });
    expect((await site.get("/none", BROWSER)).body).toContain("Nikola");
    expect((await site.get("/fails", BROWSER)).body).toBe("<h1>500 of the admin </h1>");
    const fails = (): never => {
      throw new Error("the database is away");
    };
    await using broken = await createSite({ ...APP, ...PAGES }, { ...PRODUCTION, context: fails });
    expect(await broken.get("/none", BROWSER)).toMatchObject({ status: 500, body: "<h1>500 of the admin </h1>" });
  });

  test("a page that fails is answered as 500, and a 500.html that fails as plain text, both logged", async () => {
    const failing = { "templates/404.html": "{{ nothing() }}", "templates/500.html": "{% include 'none.html' %}" };
    await using site = await createSite({ ...APP, ...failing }, PRODUCTION);
    const plain = { status: 500, type: "text/plain; charset=utf-8", body: "Internal Server Error\n" };
    expect(await site.get("/none", BROWSER)).toMatchObject(plain);
    expect(await site.get("/fails", BROWSER)).toMatchObject(plain);
    const logged = site.log.filter(({ level }) => level >= 50).map(({ msg }) => msg);
    expect(logged).toEqual([
      expect.stringContaining("404.html"),
      expect.stringContaining("500.html"),
      "the password is hunter2",
      expect.stringContaining("500.html"),
    ]);
  });

  test("a page that cannot be read is one that fails, and its path is not shown", async () => {
    const unreadable = { "templates/404.html/": "", "templates/500.html/": "" };
    await using site = await createSite({ ...APP, ...unreadable }, PRODUCTION);
    for (const url of ["/none", "/gone", "/fails"]) {
      expect([url, (await site.get(url, BROWSER)).body]).toEqual([url, "Internal Server Error\n"]);
    }
  });

  test("an app that answers by itself is left alone, and so is SETUP", async () => {
    const own = routes(`app.setNotFoundHandler((request, reply) => reply.code(404).send("the admin's own"));`);
    await using site = await createSite({ ...APP, ...PAGES, "admin/app.mjs": own }, PRODUCTION);
    expect((await site.get("/admin/none", BROWSER)).body).toBe("the admin's own");
    expect((await site.get("/none", BROWSER)).body).toContain("nothing at /none");
    const setup =
      "export default async (app) => app.setErrorHandler((error, request, reply) => reply.send('of SETUP'));";
    const settings = { ...PRODUCTION.settings, SETUP: "./site.mjs" };
    await using other = await createSite({ ...APP, ...PAGES, "site.mjs": setup }, { settings });
    expect((await other.get("/fails", BROWSER)).body).toBe("of SETUP");
  });
});

test("with DEBUG on no page hides an error", async () => {
  await using site = await createSite({ ...APP, ...PAGES });
  expect((await site.get("/fails", BROWSER)).body).toContain("hunter2");
  expect((await site.get("/none", BROWSER)).body).not.toContain("nothing at");
});
