import { describe, expect, test } from "vitest";
import { shareBareSite } from "./bare-site.test.support.ts";

const site = shareBareSite();
const { exchange } = site;
const ask = async (line: string, ...headers: readonly string[]): Promise<string> =>
  exchange([line, "Host: localhost", ...headers, "Connection: close", "", ""].join("\r\n"));
const seen = async (): Promise<string[]> => JSON.parse((await site.server.get("/seen")).text) as string[];

describe("a header line that Node would not write ends nothing", () => {
  test.each([
    "Trailer: x",
    "Trailer: Host",
    "Expect: 100-continue",
    "Content-Disposition: \u00E6\u0097\u00A5",
    "X: \u00FF\t\u0080",
  ])("of a request: %j", async (line) => {
    for (const target of ["/x", "/media/blog/a.css", "/__devserver/events?x"]) {
      expect(await ask(`POST ${target} HTTP/1.1`, line, "Content-Length: 0")).toMatch(/^HTTP\/1\.1 \d+/);
      expect(await ask(`HEAD ${target} HTTP/1.1`, line)).toMatch(/^HTTP\/1\.1 \d+/);
    }
    expect((await site.server.get("/counts")).status).toBe(200);
  });

  test.each(["/odd-reason", "/odd-trailer", "/announced", "/trailers-of-head"])("of an answer: %s", async (target) => {
    for (const accept of ["text/html", "*/*"]) {
      expect(await ask(`GET ${target} HTTP/1.1`, `Accept: ${accept}`)).toMatch(/^(?:HTTP\/1\.1 \d+|$)/);
    }
    expect((await site.server.get("/counts")).status).toBe(200);
  });

  test("of an answer with a length that announces trailers, and is passed on", async () => {
    expect(await ask("GET /announced HTTP/1.1")).toMatch(/^HTTP\/1\.1 200 OK[^]*odd$/);
  });
});

describe("where a request ends is decided once, by the front", () => {
  const inner = "GET /smuggled HTTP/1.1\r\nHost: evil.test\r\n\r\n";
  const chunked = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
  const ways = ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "POST", "QUERY"].flatMap((method) => [
    [method, "content-length", [`Content-Length: ${inner.length}`], inner] as const,
    [method, "Content-Length, close", [`Content-Length: ${inner.length}`], inner] as const,
    [method, "transfer-encoding", ["Transfer-Encoding: chunked"], chunked] as const,
    [method, "host, x-forwarded-for", [`Content-Length: ${inner.length}`], inner] as const,
  ]);

  test.each(ways)("%s with Connection: %s", async (method, connection, lines, body) => {
    const head = [`${method} /outer HTTP/1.1`, "Host: localhost", `Connection: ${connection}`, ...lines, "", body];
    const next = "GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const answer = await exchange(head.join("\r\n") + (connection.includes("close") ? "" : next));
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    if (!connection.includes("close")) expect(answer).toContain('"url":"/next"');
    expect((await seen()).join("\n")).not.toMatch(/smuggled|evil|undefined/);
  });

  test("an upgrade that the application refuses leaves nothing behind on the way to it", async () => {
    const lines = ["Upgrade: websocket", "Connection: Upgrade", `Content-Length: ${inner.length}`];
    await exchange(
      ["GET /refuse HTTP/1.1", "Host: localhost", ...lines, "", inner].join("\r\n") +
        "GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    expect((await seen()).join("\n")).not.toMatch(/smuggled|evil/);
  });

  test.each(["/x", "/media/blog/a.css", "/__devserver/events"])(
    "%s of two hosts, or of none, is refused",
    async (target) => {
      const twice = ["Host: localhost", "host: evil.test"];
      for (const hosts of [twice, twice.toReversed(), ["Host: localhost", "Host: localhost"], []]) {
        for (const upgrade of [[], ["Upgrade: websocket"]]) {
          const connection = `Connection: ${upgrade.length > 0 ? "upgrade" : "close"}`;
          const answer = await exchange(
            [`GET ${target} HTTP/1.1`, ...hosts, ...upgrade, connection, "", ""].join("\r\n"),
          );
          expect(answer).toMatch(/^HTTP\/1\.1 400 /);
        }
      }
    },
  );
});

describe("pipelined pages", () => {
  const line = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

  test("are asked for one after the other", async () => {
    const text = await exchange(
      line("/slow") + line("/seen") + "GET /after HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    expect(text.slice(0, text.indexOf('"url"'))).not.toContain("/after");
    expect(text).toContain('"url":"/after"');
  });

  test("are as many as anybody sends; a connection on which thousands wait is ended", async () => {
    const last = "GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    expect((await exchange(line("/empty").repeat(500) + last)).match(/HTTP\/1\.1 200/g)).toHaveLength(501);
    const socket = site.open(line("/swallow") + line("/empty").repeat(5000));
    await new Promise((resolve) => socket.once("close", resolve));
    expect((await site.server.get("/counts")).status).toBe(200);
  });
});
