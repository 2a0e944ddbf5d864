import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { type RawAnswer, serveMedia, siteOf } from "./media.test.support.ts";

describe("methods", () => {
  test("other than GET and HEAD are refused with Allow, whatever the path, and OPTIONS lists them", async () => {
    using tree = createTree({ "media/x.css": "x" });
    await using server = await serveMedia(siteOf(tree));
    for (const target of ["/media/x.css", "/media/", "/media", "/media/none"]) {
      const options = await server.ask(target, { method: "OPTIONS" });
      expect([options.status, options.headers.get("allow"), options.body.length]).toEqual([
        204,
        "GET, HEAD, OPTIONS",
        0,
      ]);
      for (const method of ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"]) {
        const answer = await server.ask(target, { method, headers: { "Content-Length": "0" } });
        expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
      }
    }
    expect((await server.ask("*", { method: "OPTIONS" })).text).toBe("application");
  });

  test("with a body are answered on a connection that stays in step", async () => {
    using tree = createTree({ "media/x.css": "x" });
    await using server = await serveMedia(siteOf(tree));
    const post = `POST /media/x.css HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n${"b".repeat(100_000)}`;
    const get = "GET /media/x.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const text = (await server.send(post + get)).toString();
    expect(text.match(/HTTP\/1\.1 (?<status>\d+)/g)).toEqual(["HTTP/1.1 405", "HTTP/1.1 200"]);
  });
});

describe("an empty file", () => {
  test("has no content, and no part of it can be requested", async () => {
    using tree = createTree({ "media/empty.css": "" });
    await using server = await serveMedia(siteOf(tree));
    const ask = (headers: Record<string, string>): Promise<RawAnswer> => server.ask("/media/empty.css", { headers });
    expect(await ask({})).toMatchObject({ status: 200, text: "" });
    expect((await ask({ Range: "bytes=0-" })).headers.get("content-range")).toBe("bytes */0");
    expect((await ask({ Range: "bytes=-5" })).status).toBe(200);
  });
});

describe("an HTTP/1.0 client", () => {
  test("is answered, with its Content-Length", async () => {
    using tree = createTree({ "media/x.css": "x" });
    await using server = await serveMedia(siteOf(tree));
    const text = (await server.send("GET /media/x.css HTTP/1.0\r\n\r\n")).toString();
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).toMatch(/Content-Length: 1\r\n[\s\S]*\r\n\r\nx$/);
  });
});

test("a drawing that is kept compressed says so, with the type of the drawing; other compressed files are what they are", async () => {
  using tree = createTree({ "media/a.svgz": "zipped", "media/a.css.gz": "zipped" });
  await using server = await serveMedia(siteOf(tree));
  const { headers, text } = await server.ask("/media/a.svgz");
  expect([headers.get("content-type"), headers.get("content-encoding"), text]).toEqual([
    "image/svg+xml",
    "gzip",
    "zipped",
  ]);
  expect((await server.ask("/media/a.css.gz")).headers.has("content-encoding")).toBe(false);
});
