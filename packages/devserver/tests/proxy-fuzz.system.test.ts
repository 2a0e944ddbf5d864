import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { conversation, TOKEN } from "./fuzzed-exchanges.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";
import { SILENCE_MS } from "./timing.test.support.ts";

// It notes what reaches it, and answers with the bytes that the request brings, or with the token of its client.
const SERVER = `import http from "node:http";
const seen = [];
const ignore = () => {};
const server = http.createServer((request, response) => {
  const { method, url, headers } = request;
  if (url === "/seen") return response.end(JSON.stringify(seen));
  seen.push({ method, url, host: headers.host, forwarded: headers["x-forwarded-for"] });
  const token = headers["x-token"] ?? "none";
  request.on("error", ignore).resume();
  response.on("error", ignore).setHeader("x-token", token.replace(/[^!-~]/g, ""));
  if (headers["x-answer"] === undefined) return response.end(token);
  const bytes = Buffer.from(Buffer.from(headers["x-answer"], "base64url").toString("latin1").replaceAll("${TOKEN}", token), "latin1");
  if (bytes.length % 2 === 0) response.socket.write(bytes);
  else response.socket.end(bytes);
});
server.on("upgrade", ({ method, url, headers }, socket) => {
  seen.push({ method, url, host: headers.host, forwarded: headers["x-forwarded-for"] });
  socket.on("error", ignore).end("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n" + headers["x-token"]);
});
export default server;`;

/** What has reached the application. */
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  readonly forwarded: string;
}

const SEED = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const CLIENTS = 4;
const RUNS = 500;

const site = shareSite({
  "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: [], APPLICATION: "./server.mjs" };`,
  "server.mjs": SERVER,
  "media/a.css": "a{}",
});

/** Sends bytes on a connection of its own; gives what comes back until it ends, or nothing comes any more. */
async function converse(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(site.server.url).port), "127.0.0.1").setTimeout(SILENCE_MS);
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
  socket.on("error", () => {}).on("timeout", () => socket.destroy());
  socket.write(bytes, "latin1");
  await new Promise((resolve) => socket.once("close", resolve));
  return text;
}

const keyOf = ({ method, url }: { readonly method: string; readonly url: string }): string => `${method} ${url}`;
const countOf = (keys: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

test(`whatever clients send and the application answers, the front goes on and mixes nothing up (FUZZ_SEED=${SEED})`, async () => {
  const { server } = site;
  await server.event("ready");
  const issued: string[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(conversation, { minLength: CLIENTS, maxLength: CLIENTS }), async (conversations) => {
      const clients = conversations.map((bytes) => ({ bytes, token: randomBytes(8).toString("hex").slice(1) }));
      issued.push(...clients.map(({ token }) => token));
      const answers = await Promise.all(
        clients.map(async ({ bytes, token }) => converse(bytes.replaceAll(TOKEN, token))),
      );
      for (const [index, { token }] of clients.entries()) {
        const others = issued.filter((other) => other !== token);
        expect(others.filter((other) => answers[index]?.includes(other))).toEqual([]);
      }
      expect(server.child.exitCode).toBe(null);
    }),
    { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: 120_000, endOnFailure: true },
  );
  expect(await server.get("/media/a.css")).toEqual({ status: 200, text: "a{}" });
  const seen = JSON.parse((await server.get("/seen")).text) as Seen[];
  await server.event("request", ({ url }) => url === "/seen");
  const parsed = countOf(server.events.flatMap((event) => (event.kind === "request" ? keyOf(event) : [])));
  const unparsed = [...countOf(seen.map(keyOf))].filter(([key, count]) => count > (parsed.get(key) ?? 0));
  expect({
    unparsed,
    odd: seen.filter(({ host, forwarded }) => host !== "localhost" || !forwarded.endsWith("127.0.0.1")),
  }).toEqual({
    unparsed: [],
    odd: [],
  });
  expect(seen.length).toBeGreaterThan(RUNS / 2);
  expect(server.events.filter(({ kind }) => kind === "crashed")).toEqual([]);
});
