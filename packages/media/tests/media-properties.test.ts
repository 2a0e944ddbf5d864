import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addMediaToApp } from "../src/application/full-app.ts";
import { type MediaServer, parseAnswer, type RawAnswer, run, serveMedia, siteOf } from "./media.test.support.ts";

const NAMES = ["media", "admin", "css", "x.css", "a b", "日本", "100%", "#?", "out", "in", "loop", "pipe", "closed~"];
const HOSTILE = [
  "..",
  ".",
  "",
  "\\",
  ":",
  "\0",
  "\n",
  "con",
  "x.css.",
  ".git",
  "~",
  "%",
  "%2e",
  "*",
  "secret.txt",
  "..;",
  "/",
];

/** A segment, encoded in one of the ways in which clients, and attackers, encode. */
const segment = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
      fc.constantFrom(...HOSTILE),
      fc.string({ unit: "binary" }),
    ),
    fc.constantFrom<(name: string) => string>(
      encodeURIComponent,
      (name) => name,
      (name) => Buffer.from(name).toString("hex").replaceAll(/../g, "%$&"),
      (name) => encodeURIComponent(encodeURIComponent(name)),
    ),
  )
  .map(([name, encode]) => (name.isWellFormed() ? encode(name) : "%ED%A0%80"));

const target = fc
  .tuple(
    fc.constantFrom(
      "/media/",
      "/media/admin/",
      "/css/",
      "/admin-media/",
      "/",
      "//media/",
      "http://localhost/media/",
      "/%6dedia/",
    ),
    fc.array(segment, { maxLength: 5 }),
    fc.constantFrom("", "/", "?", "?x=%zz", "/?a b", "#x", "?page=2", "/?page=9999999999", "?\u00E9\u00FF", "?\t"),
  )
  .map(([prefix, segments, end]) => `${prefix}${segments.join("/")}${end}`);

const header = fc.constantFrom(
  "Range: bytes=0-1,2-3",
  "Range: bytes=-0",
  "Range: bytes=99999999999999999999-",
  "Range: lines=1",
  "If-None-Match: *",
  'If-None-Match: W/"x',
  "If-Match: ,,,",
  "If-Modified-Since: never",
  "If-Range: x",
  "Accept: application/json",
  "Accept: ;;q=,*/*;q=nan",
  "Expect: 100-continue",
  "Upgrade: h2c",
  "Content-Length: 0",
  "Host: evil.test",
  "Host: [",
  "Host: localhost",
  "Trailer: x",
  "TE: trailers",
  "Connection: upgrade, host, content-length",
  "Upgrade: websocket",
  "Accept: \u00FF/*;q=x, application/json;q=9",
  "If-None-Match: \u00FF",
  "Transfer-Encoding: chunked",
);

const request = fc
  .tuple(
    fc.constantFrom("GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "QUERY", "get", "BREW"),
    target,
    fc.constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0"),
    fc.array(header, { maxLength: 3 }),
  )
  .map(([method, url, version, headers]) =>
    Buffer.from(
      [`${method} ${url} ${version}`, "Host: localhost", "Connection: close", ...headers, "", ""].join("\r\n"),
    ),
  );

function createSite(): TestTree {
  const names = ["up.txt", "a b", "日本/100%", "#?", "css/x.css", "admin/css/x.css"];
  const tree = createTree({
    ...Object.fromEntries(names.map((name) => [`media/${name}`, `file: media/${name}`])),
    "media/loop": { link: "." },
    "media/out": { link: "../secret.txt" },
    "media/in": { link: "up.txt" },
    "media/closed~": "file: ignored",
    "media/.git/config": "file: ignored",
    "admin/media/css/x.css": "file: admin css/x.css",
    "admin/media/x.css": "file: admin x.css",
    "mounted/x.css": "file: mounted x.css",
    "mounted/secret.txt/x": "file: mounted secret.txt/x",
    "secret.txt": "file: secret",
  });
  execFileSync("mkfifo", [tree.path("media/pipe"), tree.path("admin/media/pipe")]);
  return tree;
}

// Thousands of connections.
describe("whatever bytes arrive", { timeout: 120_000 }, () => {
  async function serveSite(tree: TestTree, lines: string[]): Promise<MediaServer> {
    const mounts = [{ prefix: "/css", directory: tree.path("mounted") }];
    const site = siteOf(tree, ["admin"], { mounts, adminMediaPrefix: "/admin-media/" });
    return serveMedia(site, { log: (line) => lines.push(line) });
  }

  /** What may be sent with 200: the files that the finder lists, a listing, the application's own. */
  function isLegitimate({ text: content, headers }: RawAnswer, allowed: ReadonlySet<string>): boolean {
    return allowed.has(content) || content === "application" || headers.get("vary") === "Accept";
  }

  test("each request is answered below 500 or ends its connection, and a file sent is one that list names", async () => {
    using tree = createSite();
    const lines: string[] = [];
    await using server = await serveSite(tree, lines);
    const listed = server.handler.finder.list().files.map(({ path }) => path);
    const allowed = new Set(["file: mounted x.css", "file: mounted secret.txt/x"]);
    for (const path of listed) allowed.add(execFileSync("cat", [path]).toString());
    const property = fc.asyncProperty(request, async (bytes) => {
      const received = await server.send(bytes);
      const isContinued = received.toString().startsWith("HTTP/1.1 100");
      const last = isContinued ? received.subarray(received.indexOf("\r\n\r\n") + 4) : received;
      const answer = parseAnswer(last, bytes.toString().startsWith("HEAD") ? "HEAD" : "GET");
      expect(answer.status).not.toBeGreaterThanOrEqual(500);
      expect(answer.isCut).toBe(false);
      expect(answer.text).not.toMatch(/file: (?:secret|ignored)/);
      if (answer.status === 200 && answer.body.length > 0) expect(isLegitimate(answer, allowed)).toBe(true);
    });
    await fc.assert(property, { numRuns: 1000 });
    expect(lines).toEqual([]);
    expect((await server.ask("/media/up.txt")).text).toBe("file: media/up.txt");
  });

  test("an application around which media is added, and one that is mounted, go on answering", async () => {
    using tree = createSite();
    const lines: string[] = [];
    const application = createServer((incoming, response) => response.end(incoming.url));
    application.on("upgrade", (_, socket: Duplex) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    const app = addMediaToApp(application, siteOf(tree, ["admin"]), { log: (line) => lines.push(line) });
    await using server = await run(await app.mount("/css", application).listen(0));
    const property = fc.asyncProperty(request, async (bytes) => {
      const received = await server.send(bytes);
      expect(received.toString("latin1")).not.toMatch(/^HTTP\/1\.1 5/);
    });
    await fc.assert(property, { numRuns: 500 });
    expect(lines).toEqual([]);
    expect((await server.ask("/media/up.txt")).text).toBe("file: media/up.txt");
    expect((await server.ask("/page")).text).toBe("/page");
    expect((await server.ask("/css/x")).text).toBe("/x");
  });

  test("bytes that are no request at all leave the server as it was", async () => {
    using tree = createSite();
    await using server = await serveSite(tree, []);
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ maxLength: 300 }).map((noisy) => Buffer.from(noisy)),
    );
    const property = fc.asyncProperty(noise, async (bytes) => {
      const socket = server.connect();
      socket.end(bytes);
      const answer = await text(socket).catch(() => "");
      expect(answer).not.toMatch(/^HTTP\/1\.1 5/);
    });
    await fc.assert(property, { numRuns: 300 });
    expect((await server.ask("/media/up.txt")).text).toBe("file: media/up.txt");
  });
});
