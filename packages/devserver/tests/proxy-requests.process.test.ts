import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { until } from "./cli.test.support.ts";
import { shareBareSite } from "./bare-site.test.support.ts";

const site = shareBareSite();
const { open, exchange, counts } = site;

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
    expect(lines.slice(0, 4)).toEqual(["Host: localhost", "X-MiXed: 1", "x-mixed: 2", "COOKIE: a=1"]);
    expect(rawTrailers).toEqual(["X-Sum", "1", "x-sum", "2"]);
  });

  test("without the lines that speak of the client's own connection", async () => {
    const sent = ["Host: localhost", "Connection: X-Hop, keep-alive", "X-Hop: 1", "Keep-Alive: timeout=1"];
    const { rawHeaders } = await echo("GET /x HTTP/1.1", sent);
    expect(rawHeaders.join(" ")).not.toMatch(/hop|timeout/i);
  });

  test("with the address of the client, whatever it claims; other proxies' addresses stay before", async () => {
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
    const sent = httpRequest({
      port: site.port,
      host: "127.0.0.1",
      path: "/cookies",
      agent: false,
      maxHeaderSize: 200_000,
    }).end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    response.resume();
    expect(response.headers["set-cookie"]).toHaveLength(300);
  });
});

test.each(["/odd-status", "/odd-report"])(
  "an answer that nobody can pass on is reported, and the server goes on: %s",
  async (target) => {
    const asked = `GET ${target} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n`;
    for (const _ of ["once", "again"]) expect(await exchange(asked)).toMatch(/^HTTP\/1.1 502 [^]*cannot be passed on/);
  },
);

test.each(["http://localhost/__devserver/nothing", "/%5F_devserver/nothing"])(
  "the front's own paths are its own in whatever form: %s",
  async (target) => {
    const answer = await exchange(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 404/);
    expect(answer).toContain("Not found");
  },
);

describe("an upgrade", () => {
  const head = (target: string): string =>
    `GET ${target} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Forwarded-Proto: https\r\n\r\n`;

  test("that the application refuses is answered with its refusal", async () => {
    const answer = await exchange(head("/refuse"));
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized/);
    expect(answer).toMatch(/no$/);
  });

  test("names the client, keeps the application's header lines, and ends for the application with its client", async () => {
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
    await until(async () => ((await site.server.get("/counts")).status === 200 ? true : undefined));
  });
});
