import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shareSite } from "./shared-site.test.support.ts";

// It answers with the very bytes that it is asked for.
const SERVER = `export default (request, response) => {
  const [, bytes] = request.url.split("/answer/");
  if (bytes === undefined) response.end("home");
  else response.socket.end(Buffer.from(bytes, "base64url"));
};`;
const site = shareSite({
  "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: [], APPLICATION: "./server.mjs" };`,
  "server.mjs": SERVER,
  "media/a.css": "a{}",
});

const STATUSES = [
  "100 x",
  "101 x",
  "103 x",
  "199 x",
  "200 OK",
  "204 x",
  "206 x",
  "304 x",
  "500 x",
  "099 x",
  "999 \u00FF",
  "x",
];
const LINES = [
  "Content-Type: text/html",
  "Content-Type: text/html; charset=none",
  "Content-Length: 5",
  "Content-Length: 50",
  "Content-Length: x",
  "Transfer-Encoding: chunked",
  "Content-Encoding: gzip",
  "Content-Encoding: zstd",
  "Content-Encoding: __proto__",
  "Content-Security-Policy: ;;,, default-src",
  "Content-Security-Policy: script-src \u00FF, sandbox",
  "Connection: \u00FF,, X-A",
  "Link: </a>; rel=preload, odd",
  "Upgrade: x",
  "X-Devserver-Error: bnVsbA",
  `X-Devserver-Error: ${Buffer.from(`{ "name": 1, "message": {}, "stack": 2 }`).toString("base64url")}`,
  "X-\u00FF: 1",
  "no colon",
  " folded",
];
const BODIES = [
  "",
  "hello",
  "<html><head>",
  "5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n",
  "5\r\nhel",
  "zz\r\n",
  "\u00FF\u00FEh",
];
const head = fc
  .tuple(fc.constantFrom("HTTP/1.0", "HTTP/1.1"), fc.constantFrom(...STATUSES), fc.subarray(LINES, { maxLength: 4 }))
  .map(([version, status, lines]) => [`${version} ${status}`, ...lines, "", ""].join("\r\n"));
const answer = fc
  .tuple(fc.array(head, { minLength: 1, maxLength: 2 }), fc.constantFrom(...BODIES))
  .map(([heads, body]) => heads.join("") + body);

/** What a browser gets that asks for these bytes, on a connection of its own. */
async function visit(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(site.server.url).port), "127.0.0.1");
  const target = `/answer/${Buffer.from(bytes, "latin1").toString("base64url")}`;
  const lines = ["Host: localhost", "Accept: text/html", "Sec-Fetch-Dest: document", "Connection: close", "", ""];
  socket.write([`GET ${target} HTTP/1.1`, ...lines].join("\r\n"));
  let text = "";
  socket.on("data", (chunk) => (text += String(chunk))).on("error", () => {});
  await once(socket, "close");
  return text;
}

test("whatever bytes an application answers with, the exchange ends, and the server goes on", async () => {
  await site.server.event("ready");
  await fc.assert(
    fc.asyncProperty(answer, async (bytes) => {
      expect(await visit(bytes)).toMatch(/^(?:HTTP\/1\.1 |$)/);
    }),
    { numRuns: 300 },
  );
  expect(site.server.child.exitCode).toBe(null);
  expect(await site.server.get("/")).toEqual({ status: 200, text: "home" });
  expect(await site.server.get("/media/a.css")).toEqual({ status: 200, text: "a{}" });
});
