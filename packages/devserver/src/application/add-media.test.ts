import { once } from "node:events";
import { createServer, type IncomingMessage, request as clientRequest, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { pathToFileURL } from "node:url";
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
import { addMediaToApp, type FullApp } from "./add-media.ts";
import type { NodeApplication } from "./application.ts";
import { run, type RunningServer, siteOf } from "../media/media.test.support.ts";

const seen = ({ method, url }: Pick<IncomingMessage, "method" | "url">): object => ({ method, url });
const say = (request: IncomingMessage, response: ServerResponse): void => {
  const { originalUrl } = request as IncomingMessage & { originalUrl?: string };
  const words = JSON.stringify({ method: request.method, url: request.url, originalUrl });
  response.writeHead(200, { "Content-Length": words.length }).end(words);
};
const applications: Readonly<Record<string, () => NodeApplication>> = {
  "a function": () => say,
  "an http.Server": () => createServer(say),
  Fastify() {
    const app = Fastify();
    app.register(async (scope) => {
      scope.all("/*", (request, reply) => reply.send(JSON.stringify(seen(request))));
    });
    return app;
  },
  Express: () => express().use((request, response) => response.send(JSON.stringify(seen(request)))),
  Connect: () => connect().use((request, response) => response.end(JSON.stringify(seen(request)))),
  polka: () =>
    polka().use((request: IncomingMessage, response: ServerResponse) => response.end(JSON.stringify(seen(request)))),
  Koa: () => new Koa().use((context) => void (context.body = JSON.stringify(seen(context)))),
  Hono() {
    const app = new Hono();
    app.all("*", (context) => {
      const url = new URL(context.req.url);
      return context.text(JSON.stringify({ method: context.req.method, url: url.pathname + url.search }));
    });
    return app;
  },
};

async function start(app: FullApp): Promise<RunningServer> {
  return run(await app.listen(0));
}

describe.each(Object.entries(applications))("%s", (_, create) => {
  test("gets what is not media's, with its body, and media goes around it", async () => {
    using tree = createTree({ "media/x.css": "css", "admin/media/y.css": "app's" });
    await using server = await start(addMediaToApp(create(), siteOf(tree, ["admin"])));
    expect((await server.ask("/media/x.css")).text).toBe("css");
    expect((await server.ask("/media/admin/y.css")).text).toBe("app's");
    const response = await fetch(`http://127.0.0.1:${server.port}/page?x=1`);
    expect(await response.json()).toMatchObject({ method: "GET", url: "/page?x=1" });
  });

  test("works as a listener of one's own server, from the first request on", async () => {
    using tree = createTree({ "media/x.css": "css" });
    await using server = await run(addMediaToApp(create(), siteOf(tree)));
    const answers = await Promise.all(
      ["/a", "/media/x.css", "/b"].map(async (url) => (await fetch(`http://127.0.0.1:${server.port}${url}`)).text()),
    );
    expect(answers[0]).toContain("/a");
    expect(answers[1]).toBe("css");
    expect(answers[2]).toContain("/b");
  });

  test("can be mounted, and sees its URLs without the prefix", async () => {
    using tree = createTree({ "media/x.css": "css" });
    const full = addMediaToApp(say, siteOf(tree)).mount("/f", create());
    await using server = await start(full);
    const ask = async (url: string): Promise<unknown> => (await fetch(`http://127.0.0.1:${server.port}${url}`)).json();
    expect(await ask("/f/page?x=1")).toMatchObject({ method: "GET", url: "/page?x=1" });
    expect(await ask("/f")).toMatchObject({ url: "/" });
    expect(await ask("/fffzzz")).toEqual({ method: "GET", url: "/fffzzz" });
  });
});

describe("the application", () => {
  test("is never called for media, mounts or their errors", async () => {
    using tree = createTree({ "media/x.css": "css", "files/y.css": "y" });
    const never = (): never => {
      throw new Error("the application was called");
    };
    const notes: string[] = [];
    const full = addMediaToApp(never, siteOf(tree, [], { adminMediaPrefix: "/admin-media/" }), {
      notes: (line) => notes.push(line),
    }).mount("/files", tree.path("files"));
    await using server = await start(full);
    for (const target of ["x.css", "", "none", "%zz", "../x", "x.css/"]) {
      for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
        for (const prefix of ["/media/", "/admin-media/", "/files/"]) {
          expect((await server.ask(prefix + target, { method })).status).toBeLessThan(500);
        }
      }
    }
    expect(notes).toEqual([]);
    expect((await server.ask("/media")).status).toBe(301);
    expect((await server.ask("/else")).status).toBe(500);
  });

  test.each(["/", "/%zz", "//media/x.css", "/mediax", "/x/../media/x.css", "http://host/y", "/a%2Fb?c=%2e#d", "/%"])(
    "gets %s as it came",
    async (target) => {
      using tree = createTree({ "media/x.css": "css" });
      await using server = await start(addMediaToApp(say, siteOf(tree)).mount("/files", tree.root).mount("/f", say));
      expect(JSON.parse((await server.ask(target)).text)).toEqual({ method: "GET", url: target });
    },
  );

  test("gets bodies as a stream, and * too", async () => {
    using tree = createTree();
    const echo = (request: IncomingMessage, response: ServerResponse): void => void request.pipe(response);
    await using server = await start(addMediaToApp(echo, siteOf(tree)));
    const body = "b".repeat(1_000_000);
    const response = await fetch(`http://127.0.0.1:${server.port}/upload`, { method: "POST", body });
    expect((await response.text()) === body).toBe(true);
    const options = clientRequest({ port: server.port, method: "OPTIONS", path: "*" }).end();
    const [answer] = (await once(options, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(200);
    answer.resume();
  });

  test.each<[string, NodeApplication]>([
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
    ["rejects", async () => Promise.reject(new Error("broken"))],
    [
      "throws what is no error",
      () => {
        throw "broken";
      },
    ],
    [
      "sets a header and throws",
      (_, response) => {
        response.setHeader("Content-Encoding", "br");
        throw new Error("broken");
      },
    ],
  ])("that %s is answered for with 500 and noted, in full only in development", async (_, app) => {
    using tree = createTree({ "media/x.css": "css" });
    const notes: string[] = [];
    const options = { notes: (line: string) => notes.push(line) };
    await using server = await start(addMediaToApp(app, siteOf(tree), options));
    const answer = await server.ask("/page");
    expect([answer.status, answer.text]).toEqual([500, "The application failed: broken\n"]);
    expect(answer.headers.has("content-encoding")).toBe(false);
    expect(notes).toEqual(["GET /page: the application failed: broken"]);
    await using live = await start(addMediaToApp(app, siteOf(tree, [], { debug: false }), options));
    expect((await live.ask("/page")).text).toBe("Internal Server Error\n");
    expect((await live.ask("/media/x.css")).text).toBe("css");
  });

  test("that throws in the middle of its answer ends the connection", async () => {
    using tree = createTree();
    const app: NodeApplication = async (_, response) => {
      response.writeHead(200, { "Content-Length": 10 });
      await new Promise((resolve) => response.write("half", resolve));
      throw new Error("broken");
    };
    await using server = await start(addMediaToApp(app, siteOf(tree), { notes: () => {} }));
    expect((await server.ask("/page")).isCut).toBe(true);
  });

  test("that cannot start fails listen, and each request of one's own server", async () => {
    using tree = createTree({ "media/x.css": "css" });
    const create = (): NodeApplication => Fastify().register(async () => Promise.reject(new Error("no database")));
    await expect(addMediaToApp(create(), siteOf(tree)).listen(0)).rejects.toThrow("no database");
    await using server = await run(addMediaToApp(create(), siteOf(tree), { notes: () => {} }));
    expect((await server.ask("/page")).text).toContain("no database");
    expect((await server.ask("/page")).status).toBe(500);
    expect((await server.ask("/media/x.css")).text).toBe("css");
  });

  test("that is a server without a listener is answered for", async () => {
    using tree = createTree();
    await using server = await start(addMediaToApp(createServer(), siteOf(tree), { notes: () => {} }));
    expect((await server.ask("/page")).text).toContain("listens to no request");
  });

  test("is started and ended with the whole, however deep it is mounted", async () => {
    using tree = createTree();
    const events: string[] = [];
    const create = (name: string): NodeApplication => {
      const app = Fastify();
      app.addHook("onReady", async () => void events.push(`${name} ready`));
      return app.addHook("onClose", async () => void events.push(`${name} closed`));
    };
    const inner = addMediaToApp(say, siteOf(tree)).mount("/deep", create("deep"));
    const full = addMediaToApp(create("main"), siteOf(tree)).mount("/inner", inner);
    await full.ready();
    expect(events.toSorted()).toEqual(["deep ready", "main ready"]);
    await full.close();
    expect(events.toSorted()).toEqual(["deep closed", "deep ready", "main closed", "main ready"]);
  });

  test.each([undefined, null, 1, "app", {}, [], new Map()])("cannot be %s", (app) => {
    using tree = createTree();
    expect(() => addMediaToApp(app as unknown as NodeApplication, siteOf(tree))).toThrow(
      expect.objectContaining({ code: "APPLICATION_UNUSABLE" }),
    );
  });
});

describe("mount", () => {
  test("serves directories: relative to the project root, absolute, or a file URL; the longest prefix first", async () => {
    using tree = createTree({ "media/": "", "css/a.css": "a", "legacy/b.css": "b" });
    const site = { ...siteOf(tree), root: tree.root };
    const full = addMediaToApp(say, site)
      .mount("/css", "./css")
      .mount("/css/old/", tree.path("legacy"))
      .mount("/css/old/app", say)
      .mount("/url", pathToFileURL(tree.path("legacy")));
    await using server = await start(full);
    expect((await server.ask("/css/a.css")).text).toBe("a");
    expect((await server.ask("/css/old/b.css")).text).toBe("b");
    expect((await server.ask("/url/b.css")).text).toBe("b");
    expect((await server.ask("/css/none")).status).toBe(404);
    expect((await server.ask("/css/../css/a.css")).status).toBe(404);
    expect((await server.ask("/cssx")).text).toContain("/cssx");
    expect((await server.ask("/css/old/app/x?y")).text).toBe(
      '{"method":"GET","url":"/x?y","originalUrl":"/css/old/app/x?y"}',
    );
    expect((await server.ask("/%63ss/old/%61pp/%zz")).text).toContain("/%63ss");
    expect((await server.ask("/css/old/app/%zz")).text).toContain('"/%zz"');
    expect((await server.ask("http://host/css/old/app/x")).text).toContain('"/x"');
  });

  test("lets an application be mounted above a directory, which then keeps its part", async () => {
    using tree = createTree({ "media/x.css": "css", "files/y.css": "y" });
    const site = siteOf(tree, [], { mediaUrl: "/static/media/" });
    await using server = await start(
      addMediaToApp(say, site).mount("/static", say).mount("/static/files", tree.path("files")),
    );
    expect((await server.ask("/static/media/x.css")).text).toBe("css");
    expect((await server.ask("/static/files/y.css")).text).toBe("y");
    expect((await server.ask("/static/page")).text).toContain('"/page"');
  });

  test("of a full application inside another keeps the media of both", async () => {
    using tree = createTree({ "media/x.css": "outer" });
    using other = createTree({ "media/x.css": "inner" });
    const inner = addMediaToApp(say, siteOf(other));
    await using server = await start(addMediaToApp(say, siteOf(tree)).mount("/inner", inner));
    expect((await server.ask("/media/x.css")).text).toBe("outer");
    expect((await server.ask("/inner/media/x.css")).text).toBe("inner");
    expect((await server.ask("/inner/page")).text).toContain('"/page"');
  });

  test("inside another keeps the whole URL", async () => {
    using tree = createTree({ "media/x.css": "" });
    const inner = addMediaToApp(say, siteOf(tree)).mount("/b", say);
    await using server = await start(addMediaToApp(say, siteOf(tree)).mount("/a", inner));
    expect((await server.ask("/a/b/x?y")).text).toBe('{"method":"GET","url":"/x?y","originalUrl":"/a/b/x?y"}');
  });

  test.each([
    ["/", "the application itself is there"],
    ["", 'a prefix starts with "/"'],
    ["css", 'a prefix starts with "/"'],
    ["/media", "media is served there"],
    ["/media/sub", "media is served there"],
    ["/admin-media/x", "media is served there"],
    ["/css", "something is mounted there already"],
    ["/css/", "something is mounted there already"],
    ["/a/../b", "it has a dot segment"],
    ["/a//b", "it has an empty segment"],
  ])("refuses %j: %s", (prefix, reason) => {
    using tree = createTree();
    const mounts = [{ prefix: "/css", directory: tree.root }];
    const full = addMediaToApp(say, siteOf(tree, [], { mounts, adminMediaPrefix: "/admin-media/" }));
    const refusal = expect.objectContaining({ code: "MOUNT_REFUSED", message: expect.stringContaining(reason) });
    expect(() => full.mount(prefix, tree.root)).toThrow(refusal);
    expect(() => full.mount(prefix, say)).toThrow(refusal);
  });

  test("refuses a directory that holds the project: its settings would be public", () => {
    using tree = createTree({ "site/settings.ts": "", link: { link: "." } });
    const full = addMediaToApp(say, { ...siteOf(tree), root: tree.path("site") });
    for (const directory of [".", "..", "/", tree.path("link")]) {
      expect(() => full.mount("/all", directory)).toThrow(expect.objectContaining({ code: "MOUNT_REFUSED" }));
    }
    expect(() => full.mount("/all", "./css")).not.toThrow();
  });

  test("is free to use MEDIA_URL's path where media is served elsewhere", async () => {
    using tree = createTree({ "files/x.css": "x" });
    const site = siteOf(tree, [], { mediaUrl: "https://cdn.example.com/media/" });
    await using server = await start(addMediaToApp(say, site).mount("/media", tree.path("files")));
    expect((await server.ask("/media/x.css")).text).toBe("x");
  });
});

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
    const notes: string[] = [];
    const app = createServer(say).on("upgrade", () => {
      throw new Error("broken");
    });
    await using server = await start(addMediaToApp(app, siteOf(tree), { notes: (line) => notes.push(line) }));
    expect((await server.ask("/chat", { headers: { Connection: "Upgrade", Upgrade: "websocket" } })).status).toBeNaN();
    expect(notes).toEqual(["GET /chat: the application failed at an upgrade: broken"]);
    expect((await server.ask("/page")).status).toBe(200);
  });

  const offer = { Connection: "Upgrade, close", Upgrade: "h2c" };

  test("that are offered to media, or to an application that takes none, are answered as if they had not been", async () => {
    using tree = createTree({ "media/x.css": "css", "media/large.bin": "x".repeat(300_000) });
    await using server = await start(addMediaToApp(createServer(say), siteOf(tree)));
    expect(await server.ask("/media/x.css", { headers: offer })).toMatchObject({ status: 200, text: "css" });
    expect((await server.ask("/media/large.bin", { headers: offer })).body).toHaveLength(300_000);
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
});

test("three lines bring every app's media to an Express site", async () => {
  using tree = createTree({ "media/x.css": "css" });
  const site = { ...siteOf(tree), root: tree.root };
  const app = express();
  app.get("/", (_, response) => void response.send("home"));
  const server = await addMediaToApp(app, site).listen(0);
  await using running = await run(server);
  expect((await running.ask("/media/x.css")).text).toBe("css");
  expect((await running.ask("/")).text).toBe("home");
});
