import { once } from "node:events";
import { type IncomingMessage, request as httpRequest, type RequestOptions } from "node:http";

/** An app that uses what HTTP offers beyond a plain answer. */
export const TALKATIVE_APP: string = `
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
let aborted = 0;
export default { routes: async (app) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (request, payload, done) => done(null, payload));
  const raw = (method, url, handle) => app.route({ method, url, handler: async (request, reply) => { reply.hijack(); await handle(request.raw, reply.raw, request); } });
  raw("GET", "/stream", async (request, response) => {
    request.on("close", () => undefined);
    response.on("close", () => { if (!response.writableFinished) aborted += 1; });
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (let part = 1; part <= 3; part += 1) { response.write("data: " + part + "\\n\\n"); await sleep(100); }
    if (request.url.endsWith("?end")) response.end(); else response.write("data: open\\n\\n");
  });
  raw("GET", "/aborted", async (_, response) => response.end(String(aborted)));
  raw("POST", "/hash", async (request, response) => {
    const hash = createHash("sha256");
    for await (const chunk of request) hash.update(chunk);
    response.end(hash.digest("hex") + " " + JSON.stringify(request.trailers));
  });
  raw("GET", "/echo", async (request, response) => response.end(JSON.stringify({ url: request.url, headers: request.headers })));
  raw("GET", "/trailers", async (_, response) => {
    response.writeHead(200, { trailer: "X-Sum", "X-Mixed-Case": "yes" });
    response.write("body"); response.addTrailers({ "X-Sum": "42" }); response.end();
  });
  raw("GET", "/hints", async (_, response) => { response.writeEarlyHints({ link: ["</a.css>; rel=preload; as=style", "</b.js>; rel=preload; as=script"], "X-Hint": "one" }); response.end("hinted"); });
  raw("GET", "/large", async (_, response) => { response.writeHead(200, { "x-large": "x".repeat(40000), "set-cookie": ["a=1", "b=2"] }); response.end("large"); });
  raw("GET", "/empty", async (_, response) => { response.writeHead(204); response.end(); });
  raw("GET", "/dies", async (_, response) => { response.writeHead(200, { "content-length": "100" }); response.write("half"); setTimeout(() => response.destroy(), 50); });
  raw("GET", "/early", async (_, response) => { response.writeHead(413); response.end("too large"); });
  raw("POST", "/early", async (_, response) => { response.writeHead(413); response.end("too large"); });
  app.server.on("upgrade", (request, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n");
    socket.on("data", (chunk) => socket.write(String(chunk).toUpperCase()));
    socket.on("error", () => socket.destroy());
  });
} };`;

/** A whole answer, and the early hints before it. */
export interface Answer {
  readonly response: IncomingMessage;
  readonly text: string;
  readonly hints: readonly unknown[];
}

/** Asks a server, on a connection of its own. */
export async function askOn(url: string, options: RequestOptions, body?: string | Buffer): Promise<Answer> {
  const hints: unknown[] = [];
  const sent = httpRequest({
    port: new URL(url).port,
    host: "127.0.0.1",
    agent: false,
    maxHeaderSize: 100_000,
    ...options,
  });
  sent.on("information", ({ statusCode, headers }) => hints.push({ statusCode, ...headers }));
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { response, text, hints };
}
