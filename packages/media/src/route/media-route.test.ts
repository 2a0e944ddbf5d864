import { once } from "node:events";
import { createTree } from "@mediaroot/core/testing";
import Fastify, { type FastifyInstance } from "fastify";
import { describe, expect, test } from "vitest";
import { mediaRoute } from "./media-route.ts";
import { run, type RunningServer, siteOf } from "../../tests/media.test.support.ts";

async function start(app: FastifyInstance): Promise<RunningServer> {
  await app.listen({ port: 0, host: "127.0.0.1" });
  return run(app.server);
}

describe("mediaRoute", () => {
  test("serves media in one's own Fastify, and leaves all else to its routes", async () => {
    using tree = createTree({ "media/x.css": "css", "admin/media/y.css": "app's" });
    const app = Fastify();
    await app.register(mediaRoute, { project: siteOf(tree, ["admin"], { adminMediaPrefix: "/admin-media/" }) });
    app.get("/page", async () => "page");
    await using server = await start(app);
    expect((await server.ask("/media/x.css")).text).toBe("css");
    expect((await server.ask("/admin-media/y.css")).text).toBe("app's");
    expect((await server.ask("/media")).headers.get("location")).toBe("./media/");
    expect((await server.ask("/media/none")).text).toContain("Looked for in this order");
    expect((await server.ask("/media/../x")).status).toBe(404);
    expect((await server.ask("/media/%zz")).text).toContain("percent-encoded");
    expect((await server.ask("/media/x.css", { method: "BREW" })).status).toBe(400);
    expect((await server.ask("/media/x.css", { method: "PROPFIND" })).status).toBe(405);
    expect((await server.ask("/media/x.css", { method: "OPTIONS" })).status).toBe(204);
    expect((await server.ask("/page")).text).toBe("page");
    expect((await server.ask("/none")).text).toContain("Route GET:/none not found");
  });

  test("runs no hook and no handler for media, whenever they were added, and wherever it is registered", async () => {
    using tree = createTree({ "media/x.css": "css" });
    const app = Fastify();
    const called: string[] = [];
    for (const name of ["onRequest", "preParsing", "preHandler", "onSend", "onResponse", "onError"] as const) {
      app.addHook(name as "onRequest", async (request) => void called.push(`${name} ${request.url}`));
    }
    await app.register(async (scope) => scope.register(mediaRoute, { project: siteOf(tree) }), { prefix: "/deep" });
    app.get("/media/*", async () => "the route");
    app.setNotFoundHandler(async () => "not found");
    await using server = await start(app);
    for (const target of ["/media/x.css", "/media/none", "/media/", "/media/%zz"]) await server.ask(target);
    expect((await server.ask("/media/x.css")).text).toBe("css");
    expect(called).toEqual([]);
    await server.ask("/page");
    expect(called).not.toEqual([]);
  });

  test("answers inject, and what is added after it sees nothing of media", async () => {
    using tree = createTree({ "media/x.css": "css", "media/large.txt": "x".repeat(600_000) });
    const app = Fastify();
    await app.register(mediaRoute, { project: siteOf(tree) });
    app.addHook("onRequest", async () => {
      throw new Error("called");
    });
    const answer = await app.inject("/media/x.css");
    expect([answer.statusCode, answer.body, answer.headers["content-type"]]).toEqual([
      200,
      "css",
      "text/css; charset=utf-8",
    ]);
    expect((await app.inject("/media/large.txt")).body).toHaveLength(600_000);
    expect(
      (await app.inject({ url: "/media/x.css", headers: { "if-none-match": String(answer.headers["etag"]) } }))
        .statusCode,
    ).toBe(304);
    expect((await app.inject("/media/none")).statusCode).toBe(404);
    expect((await app.inject("/page")).statusCode).toBe(500);
  });

  test("takes the handler's options, and closes with Fastify", async () => {
    using tree = createTree({ "media/x.css": "css" });
    const urls: string[] = [];
    const app = Fastify();
    await app.register(mediaRoute, {
      project: siteOf(tree, [], { debug: false }),
      development: true,
      onAnswer: ({ url }) => urls.push(url),
    });
    const server = await start(app);
    expect((await server.ask("/media/x.css")).headers.has("cross-origin-resource-policy")).toBe(true);
    expect(urls).toEqual(["/media/x.css"]);
    const closed = once(app.server, "close");
    await app.close();
    await closed;
    expect(app.server.listening).toBe(false);
  });
});
