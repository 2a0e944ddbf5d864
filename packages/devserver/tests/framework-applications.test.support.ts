import type { Tree } from "@mediaroot/core/testing";

/**
 * An application on each framework: `createApp()` makes it, `listen(app)` lets it listen as its own documentation says, and
 * gives the port. `/who` answers with the client's address and port as the framework gives them.
 */
export const FRAMEWORK_APPLICATIONS: Tree = {
  "express4.cjs": `const express = require("express4");
    exports.createApp = () => {
      const app = express();
      app.get("/hello", (request, response) => response.status(201).set("X-App", "yes").send("hello " + request.query.x));
      app.get("/who", (request, response) => response.json([request.ip, request.socket.remotePort]));
      app.post("/echo", express.text({ type: "*/*" }), (request, response) => response.json(request.body.length));
      return app;
    };
    if (!module.parent || require.main === module) throw new Error("would listen");`,

  "express5.mjs": `import express from "express";
    export const createApp = () => {
      const app = express();
      app.get("/hello", (request, response) => response.status(201).set("X-App", "yes").send("hello " + request.query.x));
      app.get("/who", (request, response) => response.json([request.ip, request.socket.remotePort]));
      app.post("/echo", express.text({ type: "*/*" }), (request, response) => response.json(request.body.length));
      return app;
    };`,

  "koa.mjs": `import Koa from "koa";
    export const createApp = () => new Koa().use(async (context, next) => {
      if (context.path === "/hello") Object.assign(context, { status: 201, body: "hello " + context.query.x }).set("X-App", "yes");
      else if (context.path === "/who") context.body = [context.ip, context.req.socket.remotePort];
      else if (context.path === "/echo") context.body = String((await context.req.toArray()).join("").length);
      else await next();
    });`,

  "polka.mjs": `import polka from "polka";
    const json = (response, value, status = 200, headers = {}) => response.writeHead(status, headers).end(JSON.stringify(value));
    export const createApp = () => polka()
      .get("/hello", (request, response) => json(response, "hello " + request.query.x, 201, { "X-App": "yes" }))
      .get("/who", (request, response) => json(response, [request.socket.remoteAddress, request.socket.remotePort]))
      .post("/echo", async (request, response) => json(response, (await request.toArray()).join("").length));`,

  "hono.mjs": `import { serve } from "@hono/node-server";
    import { getConnInfo } from "@hono/node-server/conninfo";
    import { Hono } from "hono";
    export const createApp = () => new Hono()
      .get("/hello", (c) => c.text("hello " + c.req.query("x"), 201, { "X-App": "yes" }))
      .get("/who", (c) => c.json([getConnInfo(c).remote.address, getConnInfo(c).remote.port]))
      .post("/echo", async (c) => c.json((await c.req.text()).length));
    export const listen = (app) => new Promise((done) => {
      serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => done(port));
    });`,

  "elysia.mjs": `import { Elysia } from "elysia";
    export { listen } from "./hono.mjs";
    export const createApp = () => new Elysia()
      .get("/hello", ({ query, set, status }) => { set.headers["x-app"] = "yes"; return status(201, "hello " + query.x); })
      // On Node it does not give the client's address.
      .get("/who", () => "elysia 127.0.0.1 OWN")
      .post("/echo", async ({ request }) => String((await request.text()).length), { parse: "none" });`,

  "h3.mjs": `import { getQuery, getRequestIP, H3, serve } from "h3";
    export const createApp = () => new H3()
      .get("/hello", (event) => {
        event.res.status = 201;
        event.res.headers.set("X-App", "yes");
        return "hello " + getQuery(event).x;
      })
      .get("/who", (event) => [getRequestIP(event), event.runtime.node.req.socket.remotePort])
      .post("/echo", async (event) => (await event.req.text()).length);
    export const listen = async (app) => {
      const server = await serve(app, { port: 0, hostname: "127.0.0.1", silent: true }).ready();
      return Number(new URL(server.url).port);
    };`,

  "hapi.mjs": `import Hapi from "@hapi/hapi";
    export const createApp = () => {
      const app = Hapi.server({ port: 0, host: "127.0.0.1" });
      app.route([
        { method: "GET", path: "/hello", handler: ({ query }, h) => h.response("hello " + query.x).code(201).header("X-App", "yes") },
        { method: "GET", path: "/who", handler: ({ info }) => [info.remoteAddress, Number(info.remotePort)] },
        { method: "POST", path: "/echo", options: { payload: { parse: false } }, handler: ({ payload }) => String(payload.length) },
      ]);
      return app;
    };
    export const listen = async (app) => { await app.start(); return app.info.port; };`,

  "yoga.mjs": `import { createServer } from "node:http";
    import { createSchema, createYoga } from "graphql-yoga";
    const typeDefs = "type Query { hello(x: Int): String, who: [String] }";
    const who = (_, __, { req }) => [req.socket.remoteAddress, req.socket.remotePort];
    const resolvers = { Query: { hello: (_, { x }) => "hello " + x, who } };
    export const createApp = () => createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false });
    export const toServer = createServer;`,

  "trpc.mjs": `import { createServer } from "node:http";
    import { initTRPC } from "@trpc/server";
    import { createHTTPHandler } from "@trpc/server/adapters/standalone";
    const t = initTRPC.context().create();
    const who = t.procedure.query(({ ctx }) => ctx.who);
    const createContext = ({ req }) => ({ who: [req.socket.remoteAddress, req.socket.remotePort] });
    const router = t.router({ hello: t.procedure.query(() => "hello 1"), who });
    export const createApp = () => createHTTPHandler({ router, createContext });
    export const toServer = createServer;`,
};
