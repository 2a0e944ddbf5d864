import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningCli, startCli, until } from "../cli.test.support.ts";

// Below any router: what reaches the application's own server.
const APP = `
let poured = 0, aborted = 0, closed = 0, release;
const released = new Promise((resolve) => (release = resolve));
const size = (request) => Number(new URLSearchParams(request.url.split("?")[1]).get("mb")) * 1024 * 1024;
const ways = {
  async "/pour"(request, response) {
    const chunk = Buffer.alloc(64 * 1024);
    response.on("close", () => (aborted += response.writableFinished ? 0 : 1));
    for (poured = 0; poured < size(request) && !response.destroyed; poured += chunk.length) {
      if (!response.write(chunk)) await new Promise((go) => response.once("drain", go).once("close", go));
    }
    response.end();
  },
  async "/swallow"(request, response) {
    await released;
    let bytes = 0;
    for await (const chunk of request) bytes += chunk.length;
    response.end(String(bytes));
  },
  "/upload"(request) { request.resume().on("error", () => {}).on("close", () => (aborted += request.complete ? 0 : 1)); },
  "/release"(_, response) { release(); response.end(); },
  "/counts"(_, response) { response.end(JSON.stringify({ poured, aborted, closed })); },
  "/slow"(_, response) { setTimeout(() => response.end("slow"), 200); },
  "/cookies"(_, response) { response.writeHead(200, { "Set-Cookie": Array.from({ length: 300 }, (_, at) => at + "=" + "x".repeat(190)) }); response.end(); },
};
export default { routes: async (app) => {
  const { server } = app;
  // Fastify refuses what is larger than its limit, and closes the connection under the rest.
  app.post("/limited", async () => "taken");
  const [fastifyListener] = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const way = ways[request.url.split("?")[0]];
    if (way !== undefined) return way(request, response);
    if (request.url === "/limited") return fastifyListener(request, response);
    const { method, url, rawHeaders } = request;
    request.resume().on("end", () => response.end(JSON.stringify({ method, url, rawHeaders, rawTrailers: request.rawTrailers })));
  });
  server.on("checkContinue", (request, response) => {
    if (request.headers["x-wanted"] === "no") { response.writeHead(413, { connection: "close" }); response.end("too large"); }
    else { response.writeContinue(); server.emit("request", request, response); }
  });
  server.on("upgrade", (request, socket) => {
    socket.on("error", () => {}).on("close", () => (closed += 1));
    const ticking = setInterval(() => socket.write("tick"), 20);
    socket.on("close", () => clearInterval(ticking));
    if (request.url === "/refuse") clearInterval(ticking), socket.end("HTTP/1.1 401 Unauthorized\\r\\nContent-Length: 2\\r\\n\\r\\nno");
    else if (request.url === "/exit") process.exit(1);
    else { socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Protocol: chat\\r\\n\\r\\n" + JSON.stringify(request.headers)); socket.resume(); }
  });
} };`;

let tree: TestTree;
let server: RunningCli;
let port: number;
beforeAll(async () => {
  tree = createTree({
    "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.mjs": APP,
    "blog/media/a.css": "a{}",
  });
  server = await startCli(tree.root);
  port = Number(new URL(server.url).port);
  await server.event("ready");
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  tree[Symbol.dispose]();
});

function open(head = ""): Socket {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  socket.write(head);
  return socket;
}

/** Sends bytes as they are; gives all that comes until the connection ends. */
const exchange = async (bytes: string): Promise<string> => (await buffer(open(bytes))).toString("latin1");

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly rawTrailers: readonly string[];
}

/** What the application says that it was sent. */
async function echo(line: string, headers: readonly string[] = ["Host: localhost"], body = ""): Promise<Echo> {
  const answer = await exchange([line, ...headers, "Connection: close", "", body].join("\r\n"));
  return JSON.parse(answer.slice(answer.indexOf("{"), answer.lastIndexOf("}") + 1)) as Echo;
}

const counts = async (): Promise<{ poured: number; aborted: number; closed: number }> =>
  JSON.parse((await server.get("/counts")).text) as { poured: number; aborted: number; closed: number };

/** The highest memory that the front has needed so far, in MB. */
const peak = async (): Promise<number> => {
  const status = await readFile(`/proc/${server.child.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
};

/** Asks until the answer is twice the same. */
async function settled(ask: () => number | Promise<number>): Promise<number> {
  let before = -1;
  return until(async () => {
    const now = await ask();
    const isSettled = now === before;
    before = now;
    await sleep(100);
    return isSettled ? now : undefined;
  });
}

describe("a request reaches the application's server as it was sent", () => {
  test.each(["//echo//x", "/%zz?%", "/a/../b/./c", "/a%2f%2e%2e%5c", "/;/?a=1#", "http://localhost/x", "*"])(
    "with the target %s",
    async (target) => {
      const method = target === "*" ? "OPTIONS" : "GET";
      expect(await echo(`${method} ${target} HTTP/1.1`)).toMatchObject({ method, url: target });
    },
  );

  test.each(["PROPFIND", "M-SEARCH", "PURGE", "QUERY", "DELETE", "PATCH", "TRACE"])(
    "with the method %s",
    async (method) => {
      expect(await echo(`${method} /x HTTP/1.1`)).toMatchObject({ method });
    },
  );

  test("with the names of its header lines as they were written, repeated lines apart, and its trailers", async () => {
    const sent = ["Host: localhost", "X-MiXed: 1", "x-mixed: 2", "COOKIE: a=1", "Transfer-Encoding: chunked"];
    const { rawHeaders, rawTrailers } = await echo(
      "POST /x HTTP/1.1",
      sent,
      "2\r\nab\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n",
    );
    const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? `${name}: ${rawHeaders[at + 1]}` : []));
    expect(lines).toEqual(expect.arrayContaining(["Host: localhost", "COOKIE: a=1", "X-MiXed: 1", "X-MiXed: 2"]));
    expect(rawTrailers).toEqual(["X-Sum", "1", "x-sum", "2"]);
  });

  test("without the lines that speak of the client's own connection", async () => {
    const sent = ["Host: localhost", "Connection: X-Hop, keep-alive", "X-Hop: 1", "Keep-Alive: timeout=1"];
    const { rawHeaders } = await echo("GET /x HTTP/1.1", sent);
    expect(rawHeaders.join(" ")).not.toMatch(/hop|timeout/i);
  });

  test("with who asked, whatever the asker claims; other proxies' addresses stay before", async () => {
    const claims = ["for: 6.6.6.6", "proto: https", "host: evil.test", "port: 1"].map((one) => `X-Forwarded-${one}`);
    const { rawHeaders } = await echo("GET /x HTTP/1.1", ["Host: localhost:8123", ...claims]);
    const forwarded = rawHeaders.flatMap((name, at) =>
      name.toLowerCase().startsWith("x-forwarded-") ? [[name.toLowerCase(), rawHeaders[at + 1]]] : [],
    );
    expect(Object.fromEntries(forwarded)).toEqual({
      "x-forwarded-for": "6.6.6.6, 127.0.0.1",
      "x-forwarded-host": "localhost:8123",
      "x-forwarded-proto": "http",
      "x-forwarded-port": "8123",
    });
    expect(forwarded).toHaveLength(4);
  });

  test.each(["http://evil.test/x", "HTTP://evil.test:80/x", "http://evil.test", "http://user@localhost/x"])(
    "unless its target %s names another host than the site's",
    async (target) => {
      const answer = await exchange(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 403/);
    },
  );

  test("a client of HTTP/1.0 gets an answer that it can read", async () => {
    const answer = await exchange("GET /pour?mb=0.1 HTTP/1.0\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    expect(answer).not.toMatch(/chunked/i);
    expect(answer.slice(answer.indexOf("\r\n\r\n") + 4)).toHaveLength(131_072);
  });

  test("pipelined requests are answered in their order, media among them", async () => {
    const line = (target: string, more = ""): string => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
    const answer = await exchange(
      line("/slow") + line("/media/blog/a.css") + line("/first") + line("/second", "Connection: close\r\n"),
    );
    const found = ["slow", "a{}", '"/first"', '"/second"'].map((text) => answer.indexOf(text));
    expect(found).toEqual(found.toSorted((one, other) => one - other));
    expect(Math.min(...found)).toBeGreaterThan(0);
  });

  test("one that offers an upgrade nobody asked for is answered as if it had not", async () => {
    const offer = ["Host: localhost", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"];
    const head = (target: string): string =>
      [`GET ${target} HTTP/1.1`, ...offer, "Connection: Upgrade, HTTP2-Settings, close", "", ""].join("\r\n");
    const answer = await exchange(head("/x"));
    expect(answer).toContain('"url":"/x"');
    expect(answer).not.toMatch(/http2-settings/i);
    expect(await exchange(head("/media/blog/a.css"))).toContain("a{}");
  });

  test("60 KB of header lines come back whole", async () => {
    const sent = httpRequest({ port, host: "127.0.0.1", path: "/cookies", agent: false, maxHeaderSize: 200_000 }).end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    response.resume();
    expect(response.headers["set-cookie"]).toHaveLength(300);
  });
});

test.each(["http://localhost/__devserver/nothing", "/%5F_devserver/nothing"])(
  "the front's own paths are its own in whatever form: %s",
  async (target) => {
    const answer = await exchange(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 404/);
    expect(answer).toContain("Not found");
  },
);

describe("Expect: 100-continue", () => {
  const head = (wanted: string): string =>
    `POST /x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nX-Wanted: ${wanted}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n`;

  test("is the application's to answer: the body comes when it wants it", async () => {
    const socket = open(head("yes"));
    const [first] = (await once(socket, "data")) as [Buffer];
    expect(String(first)).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write("ab");
    expect((await buffer(socket)).toString()).toContain('"method":"POST"');
  });

  test("is refused where it refuses", async () => {
    const answer = await exchange(head("no"));
    expect(answer).toMatch(/^HTTP\/1\.1 413/);
    expect(answer).toContain("too large");
  });
});

test.each(["", "Expect: 100-continue\r\n"])(
  "a body that is refused while it comes does not take the answer with it %s",
  async (line) => {
    const size = 3 * 1024 * 1024;
    const head = `POST /limited HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${line}Content-Length: ${size}\r\n\r\n`;
    for (let round = 0; round < 20; round += 1) {
      const socket = open(head).on("error", () => {});
      socket.write(Buffer.alloc(size, "x"));
      let text = "";
      socket.on("data", (chunk) => (text += String(chunk)));
      await expect.poll(() => text).toMatch(/HTTP\/1\.1 (?!100)\d+[^]*\r\n\r\n/);
      expect(text).toMatch(/^(?:HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 413/);
      socket.destroy();
    }
  },
);

describe("what is large or never ends", () => {
  test("an answer waits for a slow client, and the front keeps little of it", async () => {
    const before = await peak();
    const socket = open("GET /pour?mb=200 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await once(socket, "readable");
    const stalled = await settled(async () => (await counts()).poured);
    expect(stalled).toBeLessThan(40 * 1024 * 1024);
    let bytes = 0;
    for await (const chunk of socket) bytes += (chunk as Buffer).length;
    expect(bytes).toBeGreaterThan(200 * 1024 * 1024);
    expect((await peak()) - before).toBeLessThan(100);
  });

  test("an upload waits for an application that does not read, and arrives whole when it does", async () => {
    const length = 80 * 1024 * 1024;
    const before = await peak();
    const socket = open(
      `POST /swallow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`,
    );
    const answered = buffer(socket);
    let sent = 0;
    const sending = (async () => {
      for (const chunk = Buffer.alloc(1024 * 1024); sent < length; sent += chunk.length) {
        if (!socket.write(chunk)) await once(socket, "drain");
      }
    })();
    expect(await settled(() => sent)).toBeLessThan(40 * 1024 * 1024);
    await server.get("/release");
    await sending;
    expect((await answered).toString()).toContain(String(length));
    expect((await peak()) - before).toBeLessThan(100);
  });

  test.each(["GET /pour?mb=200 HTTP/1.1\r\n", "POST /upload HTTP/1.1\r\nContent-Length: 1000000\r\n"])(
    "a client that goes away in the middle of %j is seen by the application",
    async (head) => {
      const { aborted } = await counts();
      const socket = open(`${head}Host: localhost\r\n\r\n`);
      if (head.startsWith("POST")) socket.write("x".repeat(100_000));
      else await once(socket, "data");
      await sleep(100);
      socket.destroy();
      await expect.poll(async () => (await counts()).aborted, { timeout: 20_000 }).toBe(aborted + 1);
    },
  );
});

describe("an upgrade", () => {
  const head = (target: string): string =>
    `GET ${target} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Forwarded-Proto: https\r\n\r\n`;

  test("that the application refuses is answered with its refusal", async () => {
    const answer = await exchange(head("/refuse"));
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized/);
    expect(answer).toMatch(/no$/);
  });

  test("tells who asks, keeps the application's header lines, and ends for the application with its client", async () => {
    const { closed } = await counts();
    const socket = open(head("/chat"));
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    await until(() => (text.includes("}") ? true : undefined));
    expect(text).toMatch(/sec-websocket-protocol: chat/i);
    expect(text).toContain('"x-forwarded-for":"127.0.0.1"');
    expect(text).toContain('"x-forwarded-proto":"http"');
    socket.destroy();
    await until(async () => ((await counts()).closed === closed + 1 ? true : undefined));
  });

  test("of another site's host is refused, and one whose application ends is ended", async () => {
    const foreign = head("/chat").replace("localhost", "evil.test");
    expect(await exchange(foreign)).toMatch(/^HTTP\/1\.1 403/);
    expect(await exchange(head("/exit"))).not.toContain("101");
    await until(async () => ((await server.get("/counts")).status === 200 ? true : undefined));
  });
});
