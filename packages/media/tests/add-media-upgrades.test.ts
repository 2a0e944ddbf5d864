import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect as connectSocket, type Socket } from "node:net";
import { text as readText } from "node:stream/consumers";
import { getRequestListener } from "@hono/node-server";
import { createTree } from "@mediaroot/core/testing";
import connect from "connect";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import polka from "polka";
import { describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { run, siteOf } from "./media.test.support.ts";
import { say, start } from "./add-media.test.support.ts";
import { addMediaToApp, type FullApp } from "../src/application/full-app.ts";
import type { NodeApplication } from "../src/application/node-application.ts";

describe("upgrades", () => {
  async function echoOver(port: number, url: string): Promise<string> {
    const client = new WebSocket(`ws://127.0.0.1:${port}${url}`);
    await once(client, "open");
    client.send("hello");
    const [message] = (await once(client, "message")) as [Buffer];
    client.close();
    await once(client, "close");
    return message.toString();
  }

  function withWebSockets<
    Target extends { on(event: "upgrade", listener: (...args: [IncomingMessage, Socket, Buffer]) => void): unknown },
  >(server: Target): Target {
    const sockets = new WebSocketServer({ noServer: true });
    server.on("upgrade", (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (client) => {
        client.on("message", (message) => client.send(`${request.url} ${String(message)}`));
      });
    });
    return server;
  }

  test("reach an http.Server, a Fastify and what is mounted, by listen and by attach", async () => {
    using tree = createTree({ "media/x.css": "css" });
    const fastify = Fastify();
    withWebSockets(fastify.server);
    const create = (): FullApp =>
      addMediaToApp(withWebSockets(createServer(say)), siteOf(tree)).mount("/fastify", fastify);
    await using server = await start(create());
    expect(await echoOver(server.port, "/chat")).toBe("/chat hello");
    expect(await echoOver(server.port, "/fastify/chat?x")).toBe("/chat?x hello");
    const full = create();
    const own = createServer(full);
    full.attach(own);
    await using attached = await run(own);
    expect(await echoOver(attached.port, "/chat")).toBe("/chat hello");
    expect((await attached.ask("/media/x.css")).text).toBe("css");
  });

  test("that name no host are refused with 400, as requests are", async () => {
    using tree = createTree();
    let upgrades = 0;
    const app = createServer(say).on("upgrade", (_request, socket) => {
      upgrades += 1;
      socket.destroy();
    });
    await using server = await start(addMediaToApp(app, siteOf(tree)));
    const socket = connectSocket(server.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    expect(await readText(socket)).toMatch(/^HTTP\/1\.1 400 /);
    expect(upgrades).toBe(0);
  });

  test("reach an application that was mounted after the server had started", async () => {
    using tree = createTree();
    const full = addMediaToApp(say, siteOf(tree));
    await using server = await start(full);
    full.mount("/late", withWebSockets(createServer(say)));
    expect(await echoOver(server.port, "/late/chat")).toBe("/chat hello");
  });

  test.each<[string, () => NodeApplication]>([
    ["Express", () => withWebSockets(createServer(express()))],
    ["Connect", () => withWebSockets(createServer(connect()))],
    ["Koa", () => withWebSockets(createServer(new Koa().callback()))],
    ["Hono", () => withWebSockets(createServer(getRequestListener(new Hono().fetch)))],
    ["polka", () => polka({ server: withWebSockets(createServer()) })],
    ["Fastify", () => Fastify({ serverFactory: (handler) => withWebSockets(createServer(handler)) })],
  ])("reach a server that %s is on", async (_, create) => {
    using tree = createTree();
    await using server = await start(addMediaToApp(create(), siteOf(tree)).mount("/f", create()));
    expect(await echoOver(server.port, "/chat")).toBe("/chat hello");
    expect(await echoOver(server.port, "/f/chat")).toBe("/chat hello");
  });

  test("at which an application throws end that connection alone", async () => {
    using tree = createTree();
    const lines: string[] = [];
    const app = createServer(say).on("upgrade", () => {
      throw new Error("broken");
    });
    await using server = await start(addMediaToApp(app, siteOf(tree), { log: (line) => lines.push(line) }));
    expect((await server.ask("/chat", { headers: { Connection: "Upgrade", Upgrade: "websocket" } })).status).toBeNaN();
    expect(lines).toEqual(["GET /chat: the application failed at an upgrade: broken"]);
    expect((await server.ask("/page")).status).toBe(200);
  });

  const offer = { Connection: "Upgrade, close", Upgrade: "h2c" };

  test("that are offered to media, or to an application that takes none, are answered as if they had not been", async () => {
    using tree = createTree({ "media/x.css": "css", "media/large.bin": "x".repeat(600_000) });
    await using server = await start(addMediaToApp(createServer(say), siteOf(tree)));
    expect(await server.ask("/media/x.css", { headers: offer })).toMatchObject({ status: 200, text: "css" });
    expect((await server.ask("/media/large.bin", { headers: offer })).body).toHaveLength(600_000);
    expect((await server.ask("/page", { headers: offer })).text).toContain("/page");
    await using plain = await start(addMediaToApp(say, siteOf(tree)));
    expect((await plain.ask("/page", { headers: offer })).text).toContain("/page");
    expect((await plain.ask("/media/x.css", { headers: offer })).text).toBe("css");
  });

  test("are left to others who listen on the same server", async () => {
    using tree = createTree();
    await using server = await start(addMediaToApp(Fastify(), siteOf(tree)));
    withWebSockets(server.server);
    expect(await echoOver(server.port, "/chat")).toBe("/chat hello");
  });
});

describe("listen and attach", () => {
  test("bind 127.0.0.1 in development, every address otherwise, or the host that is named", async () => {
    using tree = createTree();
    const hostOf = async (debug: boolean, host?: string): Promise<string> => {
      await using server = await run(await addMediaToApp(say, siteOf(tree, [], { debug })).listen(0, host));
      return (server.server.address() as AddressInfo).address;
    };
    expect(await hostOf(true)).toBe("127.0.0.1");
    expect(["::", "0.0.0.0"]).toContain(await hostOf(false));
    expect(await hostOf(false, "127.0.0.1")).toBe("127.0.0.1");
  });

  test("reject where the port is taken", async () => {
    using tree = createTree();
    await using server = await start(addMediaToApp(say, siteOf(tree)));
    await expect(addMediaToApp(say, siteOf(tree)).listen(server.port)).rejects.toThrow("EADDRINUSE");
  });

  test("make a server without a listener answer", async () => {
    using tree = createTree({ "media/x.css": "css" });
    const own = createServer();
    addMediaToApp(say, siteOf(tree)).attach(own);
    await using server = await run(own);
    expect((await server.ask("/media/x.css")).text).toBe("css");
    expect((await server.ask("/page")).text).toContain("/page");
  });

  test("refuse the server that is wrapped: it would ask itself", () => {
    using tree = createTree();
    const own = createServer((_, response) => response.end("own"));
    expect(() => addMediaToApp(own, siteOf(tree)).attach(own)).toThrow("attached to itself");
  });
});
