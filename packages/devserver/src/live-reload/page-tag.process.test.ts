import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningCli, startCli } from "../../tests/cli.test.support.ts";

const TAG =
  /^<!doctype html><html><head><script src="\/__devserver\/assets\/live-reload.js" data-since="[\d.]+" nonce="([\w-]+)" async><\/script>/;
/** What a browser sends to a host that it does not trust. */
const NAVIGATION = { accept: "text/html", "upgrade-insecure-requests": "1" };
const SETTINGS = `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`;
const APP = `
import { setTimeout as sleep } from "node:timers/promises";
import * as zlib from "node:zlib";
const PAGE = "<!doctype html><html><head><title>one</title></head><body>" + "x".repeat(40_000);
const ENCODERS = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync, zstd: zlib.zstdCompressSync };
export default { routes: async (app) => {
  app.addHook("onSend", async (request, reply) => {
    reply.headers({ "content-security-policy": "default-src 'none'", etag: '"e"', "accept-ranges": "bytes" });
  });
  const html = (reply) => reply.type("text/html; charset=utf-8");
  app.get("/", async (request, reply) => html(reply).send(PAGE));
  app.get("/encoded/:name", async (request, reply) =>
    html(reply).header("content-encoding", request.params.name).send(ENCODERS[request.params.name](PAGE)));
  app.get("/broken", async (request, reply) => html(reply).header("content-encoding", "gzip").send("no gzip"));
  app.get("/data", async () => ({ a: 1 }));
  app.get("/slow", async (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-type": "text/html" });
    reply.raw.write(PAGE);
    await sleep(60_000, undefined, { ref: false });
  });
  app.get("/missing", async (request, reply) => html(reply.code(404)).send(PAGE));
} };`;

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

async function ask(server: RunningCli, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = get(new URL(path, server.url), { agent: false, headers: { ...NAVIGATION, ...headers } });
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(await response.toArray()) };
}

describe("a page of the application", () => {
  const tree = createTree({ "settings.ts": SETTINGS, "blog/app.ts": APP });
  let server: RunningCli;
  beforeAll(async () => {
    server = await startCli(tree.root);
    await server.event("ready");
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    tree[Symbol.dispose]();
  });

  test.each(["/", "/missing", "/encoded/gzip", "/encoded/deflate", "/encoded/br", "/encoded/zstd"])(
    "%s loads the script, by a nonce that its policy knows, and is whole besides",
    async (path) => {
      const { headers, body } = await ask(server, path);
      const text = body.toString();
      const nonce = TAG.exec(text)?.[1];
      expect(nonce).toBeDefined();
      expect(headers["content-security-policy"]).toBe(
        `default-src 'none'; script-src-elem 'nonce-${nonce}'; connect-src 'self'`,
      );
      expect(headers).not.toHaveProperty("content-length");
      expect(headers).not.toHaveProperty("content-encoding");
      expect(headers).not.toHaveProperty("accept-ranges");
      expect(text.endsWith(`<title>one</title></head><body>${"x".repeat(40_000)}`)).toBe(true);
    },
  );

  test("has a nonce of its own each time", async () => {
    const [one, other] = await Promise.all([ask(server, "/"), ask(server, "/")]);
    expect(TAG.exec(one.body.toString())?.[1]).not.toBe(TAG.exec(other.body.toString())?.[1]);
  });

  test("answers HEAD with the header lines of GET, and no body", async () => {
    const { headers } = await ask(server, "/encoded/gzip");
    const head = await fetch(new URL("/encoded/gzip", server.url), {
      method: "HEAD",
      headers: NAVIGATION,
    });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    for (const name of ["content-type", "content-length", "content-encoding"]) {
      expect([name, head.headers.get(name)]).toEqual([name, headers[name] ?? null]);
    }
    const withoutNonce = (policy: unknown): string => String(policy).replace(/'nonce-[\w-]+'/, "");
    const policy = head.headers.get("content-security-policy");
    expect(withoutNonce(policy)).toBe(withoutNonce(headers["content-security-policy"]));
  });

  test("is sent on as it comes", async () => {
    const sent = get(new URL("/slow", server.url), { agent: false, headers: NAVIGATION });
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    const [first] = (await once(response, "data")) as [Buffer];
    expect(first.toString()).toMatch(TAG);
    sent.destroy();
  });

  test("that cannot be decoded breaks off, and the server goes on", async () => {
    await expect(ask(server, "/broken")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await ask(server, "/")).status).toBe(200);
  });

  test.each<[string, string, Record<string, string>]>([
    ["data", "/data", {}],
    ["what a script fetches", "/", { "sec-fetch-dest": "empty" }],
    ["part of a page", "/", { "hx-request": "true" }],
  ])("is what it is, the front leaves alone %s", async (_, path, headers) => {
    const answer = await ask(server, path, headers);
    expect(answer.headers["content-security-policy"]).toBe("default-src 'none'");
    expect(answer.headers["content-length"]).toBe(String(answer.body.length));
    expect(answer.body.toString()).not.toContain("__devserver");
  });
});

test("--no-live-reload leaves every page alone, the error page too, and has no stream", async () => {
  using tree = createTree({ "settings.ts": SETTINGS, "blog/app.ts": APP });
  await using server = await startCli(tree.root, ["--no-live-reload"]);
  expect((await ask(server, "/")).body.toString()).toMatch(/^<!doctype html><html><head><title>/);
  expect((await ask(server, "/__devserver/events")).status).toBe(404);
  tree.write({ "blog/app.ts": "throw new Error('broken on purpose');" });
  const page = await ask(server, "/");
  expect(page.status).toBe(500);
  expect(page.body.toString()).toContain("broken on purpose");
  expect(page.body.toString()).not.toContain("<script");
});
