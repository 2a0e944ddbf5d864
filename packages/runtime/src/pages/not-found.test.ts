import { describe, expect, test } from "vitest";
import { createSite, routes, type TestSiteOptions } from "../../tests/application.test.support.ts";
import type { AnswerMissing } from "./not-found.ts";

const answer: AnswerMissing = async (_request, reply, missing) => reply.code(404).send(missing);
const blog = routes(`
  app.get("/", { config: { name: "index" } }, async () => "index");
  app.route({ method: ["POST", "PUT"], url: "/posts", handler: async () => "" });
  app.get("/posts/:slug", { config: { name: "post" } }, async (request, reply) => reply.callNotFound());
  app.get("/own", async (request, reply) => reply.code(404).send("mine"));
`);
const admin = routes(`app.get("/", async () => "admin"); app.get("/login", async () => "login");`);
const site = (files: Record<string, string> = {}, options: TestSiteOptions = {}) =>
  createSite({ "blog/app.mjs": blog, "admin/app.mjs": admin, ...files }, { onMissing: answer, ...options });

describe("a request that no route takes", () => {
  test("is reported with every route, in the order of URLS, without the HEAD that GET implies", async () => {
    await using all = await site({}, { settings: { URLS: { "/admin/": "admin", "/": "blog" } } });
    expect(JSON.parse((await all.get("/nowhere")).body)).toEqual({
      routes: [
        { methods: ["GET"], url: "/admin/", label: "admin" },
        { methods: ["GET"], url: "/admin/login", label: "admin" },
        { methods: ["GET"], url: "/", name: "blog:index", label: "blog" },
        { methods: ["POST", "PUT"], url: "/posts", label: "blog" },
        { methods: ["GET"], url: "/posts/:slug", name: "blog:post", label: "blog" },
        { methods: ["GET"], url: "/own", label: "blog" },
      ],
    });
  });

  test("names the route that took it and then found nothing", async () => {
    await using all = await site();
    expect(JSON.parse((await all.get("/posts/none")).body)).toMatchObject({ matched: "/posts/:slug" });
  });

  test("is an app's own to answer, wherever it is mounted", async () => {
    const own = (text: string): string =>
      `app.setNotFoundHandler(async (request, reply) => reply.code(404).send("${text}"));`;
    await using atRoot = await site({ "blog/app.mjs": routes(`${own("blog's")} app.get("/", async () => "index");`) });
    expect((await atRoot.get("/nowhere")).body).toBe("blog's");
    await using atPrefix = await site({ "admin/app.mjs": routes(own("admin's")) });
    expect((await atPrefix.get("/admin/nowhere")).body).toBe("admin's");
    expect((await atPrefix.get("/own")).body).toBe("mine");
    expect(JSON.parse((await atPrefix.get("/nowhere")).body)).toHaveProperty("routes");
  });

  test("gets Fastify's answer in production, whatever is wished for", async () => {
    const production = { DEBUG: false, SECRET_KEY: "x", ALLOWED_HOSTS: ["*"] };
    await using all = await site({}, { settings: production });
    expect(JSON.parse((await all.get("/nowhere")).body)).toEqual({
      error: "Not Found",
      message: "Route GET:/nowhere not found",
      statusCode: 404,
    });
  });
});
