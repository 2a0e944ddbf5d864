import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { until } from "../../tests/cli.test.support.ts";
import { shareSite } from "../../tests/shared-site.test.support.ts";
import { type Answer, askOn, TALKATIVE_APP } from "../../tests/talkative-app.test.support.ts";

const site = shareSite({
  "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
  "blog/app.mjs": TALKATIVE_APP,
});
const ask = (options: RequestOptions, body?: string | Buffer): Promise<Answer> => askOn(site.server.url, options, body);

describe("through the proxy", () => {
  test("an answer is streamed as it comes", async () => {
    const response = await fetch(new URL("/stream?end", site.server.url));
    const times: number[] = [];
    let text = "";
    for await (const chunk of response.body ?? []) {
      times.push(performance.now());
      text += Buffer.from(chunk).toString();
    }
    expect(text).toBe("data: 1\n\ndata: 2\n\ndata: 3\n\n");
    expect(times.length).toBeGreaterThan(1);
  });

  test("a client that goes away is seen by the application", async () => {
    const before = Number((await ask({ path: "/aborted" })).text);
    const controller = new AbortController();
    const response = await fetch(new URL("/stream", site.server.url), { signal: controller.signal });
    await response.body?.getReader().read();
    controller.abort();
    await until(async () => Number((await ask({ path: "/aborted" })).text) > before || undefined);
    expect(Number((await ask({ path: "/aborted" })).text)).toBe(before + 1);
  });

  test("an upload of 20 MB arrives whole, chunked or not, with its trailers", async () => {
    const body = randomBytes(20_000_000);
    const hash = createHash("sha256").update(body).digest("hex");
    const plain = await ask({ path: "/hash", method: "POST", headers: { "content-length": body.length } }, body);
    expect(plain.text).toBe(`${hash} {}`);
    const sent = httpRequest({
      port: new URL(site.server.url).port,
      host: "127.0.0.1",
      path: "/hash",
      method: "POST",
      headers: { trailer: "x-end" },
    });
    sent.write(body);
    sent.addTrailers({ "x-end": "yes" });
    sent.end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    expect(String(await response.toArray())).toBe(`${hash} {"x-end":"yes"}`);
  });

  test("Expect: 100-continue is answered and the body arrives", async () => {
    const sent = httpRequest({
      port: new URL(site.server.url).port,
      host: "127.0.0.1",
      path: "/hash",
      method: "POST",
      headers: { expect: "100-continue", "content-length": 2 },
    });
    sent.flushHeaders();
    await once(sent, "continue");
    sent.end("ab");
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    expect(String(await response.toArray())).toContain(createHash("sha256").update("ab").digest("hex"));
  });

  test("trailers, early hints, the case of header names and large headers are kept", async () => {
    const trailers = await ask({ path: "/trailers" });
    expect(trailers.response.trailers).toEqual({ "x-sum": "42" });
    expect(trailers.response.rawHeaders).toContain("X-Mixed-Case");
    const hints = await ask({ path: "/hints" });
    expect(hints).toMatchObject({
      text: "hinted",
      hints: [
        {
          statusCode: 103,
          link: "</a.css>; rel=preload; as=style, </b.js>; rel=preload; as=script",
          "x-hint": "one",
        },
      ],
    });
    const large = await ask({ path: "/large" });
    expect(large.response.headers["x-large"]).toHaveLength(40_000);
    expect(large.response.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
  });

  test("HEAD and 204 have no body", async () => {
    expect(await ask({ path: "/echo", method: "HEAD" })).toMatchObject({ text: "" });
    const empty = await ask({ path: "/empty" });
    expect(empty.response.statusCode).toBe(204);
    expect(empty.text).toBe("");
  });

  test("the application learns the address of the client, and the target comes as it was sent", async () => {
    const { text } = await ask({
      path: "/echo?a=%20//b",
      headers: { host: "localhost:1234", connection: "keep-alive" },
    });
    const { url, headers } = JSON.parse(text) as { url: string; headers: Record<string, string> };
    expect(url).toBe("/echo?a=%20//b");
    expect(headers).toMatchObject({
      host: "localhost:1234",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-host": "localhost:1234",
      "x-forwarded-proto": "http",
      "x-forwarded-port": "1234",
    });
  });

  test.each(["//echo", "/%zz", "/a/../echo", "http://localhost/echo"])(
    "the target %s reaches the application",
    async (target) => {
      const { response } = await ask({ path: target });
      expect([200, 400, 404]).toContain(response.statusCode);
    },
  );

  test("an application that breaks off in the middle breaks the answer off, and an early answer ends an upload", async () => {
    await expect(ask({ path: "/dies" })).rejects.toThrow("aborted");
    const early = await ask(
      { path: "/early", method: "POST", headers: { "content-length": 100_000 } },
      Buffer.alloc(100_000),
    );
    expect(early).toMatchObject({ text: "too large" });
  });

  test("an upgrade reaches the application, both ways, and ends when the code changes", async () => {
    const socket = connect(Number(new URL(site.server.url).port), "127.0.0.1");
    socket.write(
      "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n",
    );
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    await until(() => text.includes("101 Switching Protocols") || undefined);
    socket.write("hello");
    await until(() => text.includes("HELLO") || undefined);
    const closed = once(socket, "close");
    site.tree.write({ "blog/app.mjs": `${TALKATIVE_APP}\n` });
    await closed;
    expect((await ask({ path: "/empty" })).response.statusCode).toBe(204);
  });

  test("requests that are held while a worker starts keep their bodies", async () => {
    site.tree.write({ "blog/app.mjs": `await new Promise((wake) => setTimeout(wake, 300));\n${TALKATIVE_APP}` });
    const body = randomBytes(1_000_000);
    const hash = createHash("sha256").update(body).digest("hex");
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        ask({ path: "/hash", method: "POST", headers: { "content-length": body.length } }, body),
      ),
    );
    expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 8 }, () => `${hash} {}`));
  });
});
