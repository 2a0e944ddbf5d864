import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { getConnInfo } from "@hono/node-server/conninfo";
import { createTree } from "@mediaroot/core/testing";
import Fastify from "fastify";
import { Hono } from "hono";
import polka from "polka";
import { describe, expect, test } from "vitest";
import type { NodeApplication } from "../src/application/node-application.ts";
import { addMediaToApp } from "../src/application/full-app.ts";
import { say, start } from "./add-media.test.support.ts";
import { siteOf } from "./media.test.support.ts";

/** As socket.io attaches itself: it answers what is its own, and hands the rest to those that were there before. */
function attachPolling(server: Server): void {
  const before = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/poll")) response.end("polling");
    else for (const listener of before) listener.call(server, request, response);
  });
}

function fastifyWithPolling(): NodeApplication {
  const app = Fastify();
  app.get("/page", async () => "/page");
  attachPolling(app.server);
  return app;
}

const nestOn = (server: Server, events: string[] = []): NodeApplication => ({
  init: async () => void events.push("init"),
  close: async () => void events.push("close"),
  getHttpServer: () => server,
  getHttpAdapter: () => ({ getInstance: () => ({ ready: () => void events.push("ready") }) }),
});
const hapiOn = (listener: Server, events: string[] = []): NodeApplication => ({
  initialize: async () => void events.push("init"),
  stop: async () => void events.push("close"),
  listener,
});
const pollingServer = (): Server => {
  const server = createServer(say);
  attachPolling(server);
  return server;
};

describe("what listens to an application's own server is asked, too, and first where it is first there", () => {
  test.each<[string, () => NodeApplication]>([
    ["http.Server", pollingServer],
    ["Fastify", fastifyWithPolling],
    ["Nest", () => nestOn(pollingServer())],
    ["hapi", () => hapiOn(pollingServer())],
  ])("%s", async (_, create) => {
    using tree = createTree({ "media/x.css": "css" });
    await using server = await start(addMediaToApp(create(), siteOf(tree)).mount("/f", create()));
    expect((await server.ask("/poll?x=1")).text).toBe("polling");
    expect((await server.ask("/f/poll")).text).toBe("polling");
    expect((await server.ask("/media/x.css")).text).toBe("css");
    expect((await server.ask("/page")).text).toContain("/page");
  });

  test("polka listens to a server that it was given, as its listen() would make it", async () => {
    using tree = createTree();
    const own = createServer((request) => void Object.assign(request, { isSeen: true }));
    const app = polka({ server: own }).get("/page", (request: IncomingMessage, response: ServerResponse) => {
      response.end(`seen: ${Reflect.get(request, "isSeen")}`);
    });
    await using server = await start(addMediaToApp(app, siteOf(tree)));
    expect((await server.ask("/page")).text).toBe("seen: true");
  });
});

describe("a client that waits for 100 Continue", () => {
  const head = "POST /x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n";
  const echo: RequestListener = async (request, response) => response.end((await request.toArray()).join(""));
  const picky = createServer(echo).on("checkContinue", (request, response) => {
    if (request.headers["x-wanted"] === "no") return void response.writeHead(413).end("too large");
    response.writeContinue();
    return void picky.emit("request", request, response);
  });

  test.each<[string, NodeApplication]>([
    ["a function", echo],
    ["a server", createServer(echo)],
    ["a server that decides", picky],
  ])("gets it once from %s, wrapped and mounted", async (_, app) => {
    using tree = createTree();
    await using server = await start(addMediaToApp(app, siteOf(tree)).mount("/f", addMediaToApp(app, siteOf(tree))));
    for (const target of ["/x", "/f/x"]) {
      const socket = server.connect();
      socket.write(`${head.replace("/x", target)}Connection: close\r\n\r\n`);
      const [first] = (await once(socket, "data")) as [Buffer];
      expect(String(first)).toBe("HTTP/1.1 100 Continue\r\n\r\n");
      socket.write("body");
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 [^]*body/);
    }
  });

  test("is refused by a server that decides, before its body has come", async () => {
    using tree = createTree();
    await using server = await start(addMediaToApp(picky, siteOf(tree)));
    const socket = server.connect();
    socket.write(`${head}X-Wanted: no\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

test.each([
  ["Nest", nestOn],
  ["hapi", hapiOn],
])("%s is started before it is asked, and ended with the whole", async (_, on) => {
  using tree = createTree();
  const events: string[] = [];
  const full = addMediaToApp(on(createServer(say), events), siteOf(tree));
  await full.ready();
  expect(events[0]).toBe("init");
  await full.close();
  expect(events.at(-1)).toBe("close");
});

describe("fetch", () => {
  test("gets Node's own request and answer, by which Hono names the client", async () => {
    using tree = createTree();
    const app = new Hono().get("/", (context) => context.json(getConnInfo(context).remote));
    await using server = await start(addMediaToApp(app, siteOf(tree)));
    expect(JSON.parse((await server.ask("/")).text)).toMatchObject({ address: "127.0.0.1", addressType: "IPv4" });
  });

  test("leaves Node's own Request and Response in place: h3 has extended them by then", async () => {
    using tree = createTree();
    class OwnResponse extends Response {}
    const fetch = (): Response => new OwnResponse(String(new OwnResponse() instanceof globalThis.Response));
    await using server = await start(addMediaToApp({ fetch }, siteOf(tree)));
    expect((await server.ask("/")).text).toBe("true");
  });

  test("is what an application speaks that has a handler of its own kind too, and its requests name the client", async () => {
    using tree = createTree();
    const app = {
      handler: (event: { readonly req: Request }) => event.req.url,
      fetch: (request: Request & { readonly ip?: string }) =>
        new Response(`${request.ip} ${new URL(request.url).pathname}`),
    };
    await using server = await start(addMediaToApp(app as unknown as NodeApplication, siteOf(tree)));
    expect((await server.ask("/page")).text).toBe("127.0.0.1 /page");
  });
});
