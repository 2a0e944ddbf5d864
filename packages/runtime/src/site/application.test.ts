import { describe, expect, test } from "vitest";
import { createSite, refusalOf, routes } from "../../tests/application.test.support.ts";

describe("with DEBUG off", () => {
  const production = { DEBUG: false, SECRET_KEY: "secret", ALLOWED_HOSTS: ["example.com", ".example.org"] };
  const failing = {
    "blog/app.mjs": routes(`
    app.get("/", async () => "home");
    app.get("/fails", async () => { throw new Error("the database password is hunter2"); });
    app.get("/teapot", async () => { throw Object.assign(new Error("short and stout"), { statusCode: 418 }); });
    app.get("/busy", async () => { throw Object.assign(new Error("inner detail"), { statusCode: 503 }); });
    app.get("/page", (request, reply) => reply.render("none.html"));`),
  };

  test.each([
    [{ SECRET_KEY: undefined }, "SECRET_KEY"],
    [{ ALLOWED_HOSTS: [] }, "ALLOWED_HOSTS"],
    [{ SECRET_KEY: undefined, ALLOWED_HOSTS: undefined }, "SECRET_KEY and ALLOWED_HOSTS"],
  ])("%j is refused before any app's code runs", async (settings, keys) => {
    const error = await refusalOf(
      { "blog/app.mjs": "throw new Error()" },
      { settings: { ...production, ...settings } },
    );
    expect(error).toMatchObject({ code: "PRODUCTION_SETTINGS_MISSING" });
    expect(error.message).toContain(`with DEBUG off, ${keys} must be set`);
    expect(error.fix).toContain("in the environment, or in .env beside the settings");
  });

  test("with DEBUG on neither is needed, and any host is answered", async () => {
    await using site = await createSite(failing);
    expect(await site.get("/", { host: "evil.example" })).toMatchObject({ status: 200 });
  });

  test("a host that is not in ALLOWED_HOSTS gets 400, whatever it asks for", async () => {
    await using site = await createSite(failing, { settings: production });
    for (const url of ["/", "/none", "/admin", "/fails"]) {
      expect(await site.get(url, { host: "evil.example" })).toMatchObject({ status: 400, body: "Bad Request\n" });
    }
    expect(await site.get("/", { host: "example.com" })).toMatchObject({ status: 200, body: "home" });
    expect(await site.get("/", { host: "www.example.org:8443" })).toMatchObject({ status: 200 });
    expect(site.log.some(({ msg }) => msg.includes('"evil.example" is not in ALLOWED_HOSTS'))).toBe(true);
  });

  test("X-Forwarded-Host counts when the proxy is trusted, and only then", async () => {
    const headers = { host: "127.0.0.1", "x-forwarded-host": "example.com" };
    await using trusting = await createSite(failing, {
      settings: production,
      fastify: { trustProxy: true, logger: false },
    });
    await using plain = await createSite(failing, { settings: production });
    expect((await trusting.get("/", headers)).status).toBe(200);
    expect((await plain.get("/", headers)).status).toBe(400);
    expect((await plain.get("/", { host: "evil", "x-forwarded-host": "example.com" })).status).toBe(400);
  });

  test("what fails inside is logged, and not shown to visitors", async () => {
    await using site = await createSite(failing, { settings: production });
    const host = { host: "example.com" };
    expect(await site.get("/fails", host)).toEqual({
      status: 500,
      type: "text/plain; charset=utf-8",
      location: undefined,
      body: "Internal Server Error\n",
    });
    expect(await site.get("/busy", host)).toMatchObject({ status: 503, body: "Service Unavailable\n" });
    expect(await site.get("/page", host)).toMatchObject({ status: 500, body: "Internal Server Error\n" });
    expect(await site.get("/teapot", host)).toMatchObject({
      status: 418,
      body: expect.stringContaining("short and stout"),
    });
    expect(site.log.filter(({ level }) => level >= 50).map(({ msg }) => msg)).toEqual([
      "the database password is hunter2",
      "inner detail",
      expect.stringContaining('no template "none.html"'),
    ]);
  });

  test.each([
    `Object.assign(new Error("hunter2"), { statusCode: 302 })`,
    `Object.assign(new Error("hunter2"), { statusCode: 0 })`,
    `Object.assign(new Error("hunter2"), { statusCode: 1000 })`,
    `Object.assign(new Error("hunter2"), { statusCode: "hunter2" })`,
    `"hunter2"`,
    `null`,
    `undefined`,
  ])("a thrown %s is not shown, and is no answer", async (thrown) => {
    const code = routes(`app.get("/", async () => { throw ${thrown}; })`);
    await using site = await createSite({ "blog/app.mjs": code }, { settings: production });
    expect(await site.get("/", { host: "example.com" })).toMatchObject({
      status: 500,
      body: "Internal Server Error\n",
    });
    expect(site.log.filter(({ level }) => level >= 50)).toHaveLength(1);
  });

  test("with DEBUG on the error is reported", async () => {
    await using site = await createSite(failing);
    expect((await site.get("/fails")).body).toContain("hunter2");
  });
});
