import type { Tree } from "@mediaroot/core/testing";

/** Applications that take upgrades, or are asked through their own server; see `FRAMEWORK_APPLICATIONS`. */
export const UPGRADING_APPLICATIONS: Tree = {
  "fastify.mjs": `import Fastify from "fastify";
    export const createApp = () => {
      const app = Fastify();
      app.addContentTypeParser("*", { parseAs: "string" }, async (_, body) => body);
      app.get("/hello", (request, reply) => reply.code(201).header("X-App", "yes").send("hello " + request.query.x));
      app.get("/who", async (request) => [request.ip, request.socket.remotePort]);
      app.post("/echo", async (request) => String(request.body.length));
      return app;
    };
    export const listen = async (app) => {
      await app.listen({ port: 0, host: "127.0.0.1" });
      return app.server.address().port;
    };`,

  "fastify-socket.io.mjs": `import { Server } from "socket.io";
    import { createApp as createFastify, listen } from "./fastify.mjs";
    export const createApp = () => {
      const app = createFastify();
      const io = new Server(app.server);
      io.on("connection", (socket) => socket.emit("who", [socket.handshake.address, socket.request.socket.remotePort]));
      return app.addHook("preClose", () => io.close());
    };
    export { listen };`,

  "ws.mjs": `import { createServer } from "node:http";
    import express from "express";
    import { WebSocketServer } from "ws";
    const who = ({ socket }) => JSON.stringify([socket.remoteAddress, socket.remotePort]);
    export const createApp = () => {
      const app = express().get("/hello", (request, response) => response.status(201).set("X-App", "yes").send("hello 1"));
      const server = createServer(app.get("/who", (request, response) => response.end(who(request))));
      new WebSocketServer({ server }).on("connection", (socket, request) => {
        socket.send(who(request));
        socket.on("message", (data) => socket.send("echo " + data));
      });
      return server;
    };`,

  "nest.mjs": `import { Controller, Get, Header, HttpCode, Module, Query, Req } from "@nestjs/common";
    import { NestFactory } from "@nestjs/core";
    import { WebSocketGateway } from "@nestjs/websockets";
    // As TypeScript writes decorators down.
    const decorate = (target, name, decorators, parameter) => {
      const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name);
      for (const decorator of decorators) decorator(target.prototype, name, descriptor);
      parameter(target.prototype, name, 0);
    };
    class Pages {
      hello(x) { return "hello " + x; }
      who(request) { return [request.ip, request.socket.remotePort]; }
    }
    decorate(Pages, "hello", [Get("hello"), HttpCode(201), Header("X-App", "yes")], Query("x"));
    decorate(Pages, "who", [Get("who")], Req());
    Controller()(Pages);
    class Gateway {
      handleConnection(socket) { socket.emit("who", [socket.handshake.address, socket.request.socket.remotePort]); }
    }
    WebSocketGateway()(Gateway);
    class Site {}
    Module({ controllers: [Pages], providers: [Gateway] })(Site);
    export const createApp = (...adapter) => NestFactory.create(Site, ...adapter, { logger: false });
    export const listen = async (app) => {
      await app.listen(0, "127.0.0.1");
      return app.getHttpServer().address().port;
    };`,

  "nest-fastify.mjs": `import { FastifyAdapter } from "@nestjs/platform-fastify";
    import { createApp as createNest, listen } from "./nest.mjs";
    export const createApp = () => createNest(new FastifyAdapter());
    export { listen };`,

  "vite.mjs": `import { createServer } from "node:http";
    import { createServer as createVite } from "vite";
    export const createApp = async () => {
      const server = createServer();
      const vite = await createVite({
        root: import.meta.dirname + "/vite", cacheDir: ".cache", configFile: false, logLevel: "silent",
        server: { middlewareMode: true, ws: { server }, hmr: { server } },
      });
      return server.on("request", vite.middlewares);
    };`,
  "vite/index.html": `<!doctype html><title>Vite</title><script type="module" src="/main.ts"></script>`,
  "vite/main.ts": `import.meta.hot?.accept(); document.title = "main" as string;`,

  "fastify-limit.mjs": `import rateLimit from "@fastify/rate-limit";
    import Fastify from "fastify";
    export { listen } from "./fastify.mjs";
    export const createApp = async () => {
      const app = Fastify();
      await app.register(rateLimit, { max: 2 });
      app.get("/limited", async () => "yes");
      return app;
    };`,

  "express-limit.mjs": `import express from "express";
    import { rateLimit } from "express-rate-limit";
    export const createApp = () => express()
      .use(rateLimit({ limit: 2, standardHeaders: "draft-8" }))
      .get("/limited", (request, response) => response.send("yes"));`,
};
