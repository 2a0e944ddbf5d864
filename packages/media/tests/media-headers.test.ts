import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  connect,
  createServer,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { createMediaHandler } from "../src/route/media-handler.ts";
import { serveMedia, siteOf } from "./media.test.support.ts";

describe("header lines", () => {
  test("in development keep other sites' pages away, and never allow them in", async () => {
    using tree = createTree({ "media/x.css": "x" });
    await using server = await serveMedia(siteOf(tree));
    for (const target of ["/media/x.css", "/media/", "/media/none", "/media", "/media/%zz"]) {
      const { headers } = await server.ask(target, { headers: { Origin: "https://evil.test" } });
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.has("access-control-allow-origin")).toBe(false);
    }
    await using live = await serveMedia(siteOf(tree, [], { debug: false }));
    const { headers } = await live.ask("/media/x.css", { headers: { Host: "example.com" } });
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.has("cross-origin-resource-policy")).toBe(false);
  });

  test("sandbox uploaded HTML and SVG, and leave an app's and its overrides alone", async () => {
    using tree = createTree({
      "media/up/page.html": "",
      "media/drawing.SVG": "",
      "media/feed.xml": "",
      "media/photo.png": "",
      "media/admin/page.html": "",
      "admin/media/own.svg": "",
      "mounted/page.html": "",
    });
    const mounts = [{ prefix: "/docs", directory: tree.path("mounted") }];
    await using server = await serveMedia(siteOf(tree, ["admin"], { mounts }));
    const policyOf = async (target: string): Promise<string | undefined> =>
      (await server.ask(target)).headers.get("content-security-policy");
    for (const target of ["/media/up/page.html", "/media/drawing.SVG", "/media/feed.xml"]) {
      expect(await policyOf(target)).toMatch(/^sandbox;/);
    }
    for (const target of ["/media/photo.png", "/media/admin/page.html", "/media/admin/own.svg", "/docs/page.html"]) {
      expect(await policyOf(target)).toBeUndefined();
    }
  });

  test("refuse a foreign Host in development, with the line to add, by each host that is named", async () => {
    using tree = createTree({ "media/x.css": "x" });
    await using server = await serveMedia(siteOf(tree, [], { hosts: ["dev.test"] }));
    const refused = await server.ask("/media/x.css", { headers: { Host: "evil.test:8000" } });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('ALLOWED_HOSTS: ["dev.test", "evil.test"],');
    expect((await server.ask("http://evil.test/media/x.css")).status).toBe(403);
    expect((await server.ask("http://dev.test/media/x.css", { headers: { Host: "evil.test" } })).status).toBe(403);
    expect((await server.ask("/media/x.css", { headers: { Host: "dev.test" } })).status).toBe(200);
    expect((await server.ask("/elsewhere", { headers: { Host: "evil.test" } })).text).toBe("application");
    await using live = await serveMedia(siteOf(tree, [], { debug: false }));
    expect((await live.ask("/media/x.css", { headers: { Host: "anything.test" } })).status).toBe(200);
  });

  test("refuse a foreign authority of HTTP/2 in development", async () => {
    using tree = createTree({ "media/x.css": "css" });
    const handler = createMediaHandler(siteOf(tree));
    const server = createServer((request, response) => {
      handler.handle(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const ask = async (headers: OutgoingHttpHeaders): Promise<number | undefined> => {
      const stream = client.request({ ":path": "/media/x.css", ...headers }).resume();
      const [answer] = (await once(stream, "response")) as [IncomingHttpHeaders & IncomingHttpStatusHeader];
      return answer[":status"];
    };
    expect(await ask({ ":authority": "localhost" })).toBe(200);
    expect(await ask({ ":authority": "evil.test" })).toBe(403);
    expect(await ask({ ":authority": "evil.test", host: "localhost" })).toBe(403);
    client.close();
    server.close();
    await once(server, "close");
  });
});
