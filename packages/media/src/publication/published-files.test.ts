import { closeSync, rmSync, writeFileSync } from "node:fs";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test, vi } from "vitest";
import { createPublication, publish } from "../../tests/publication.test.support.ts";
import { codingsFor } from "../http/accept-encoding.ts";
import type { NotAcceptable, ReadyFile } from "../files/file-cache.ts";
import { createPublishedFiles as create, type PublishedFiles } from "./published-files.ts";

const TEXT = "body { color: red }\n".repeat(50);

const createPublishedFiles = (directory: string): PublishedFiles | undefined =>
  create(directory, { development: false, labels: new Set(["admin"]) });

/** The header line of an answer in full. */
function headerOf(reply: ReadyFile | NotAcceptable | undefined, name: string): string | undefined {
  if (reply === undefined || reply.kind === "not-acceptable") return undefined;
  const { headers } = reply.representation;
  const at = headers.indexOf(name);
  return at === -1 ? undefined : headers[at + 1];
}

const bytesOf = (reply: ReadyFile | NotAcceptable | undefined): Buffer =>
  reply?.kind === "memory"
    ? Buffer.from(reply.content as string, "latin1")
    : expect.unreachable(`no file in memory: ${reply?.kind}`);

describe("a published file", () => {
  const files = {
    "admin/base.css": { text: TEXT, compressed: true },
    "admin/base.0123456789abcdef.css": { text: TEXT, compressed: true, hashed: true },
    "admin/plain.png": { text: "png" },
  };

  test("comes in the coding that the client likes best, each with an entity tag of its own", () => {
    using tree = createPublication(files);
    const published = createPublishedFiles(tree.root);
    const plain = published?.take("admin/base.css", codingsFor({}));
    const br = published?.take("admin/base.css", codingsFor({ "accept-encoding": "gzip, deflate, br, zstd" }));
    const gzip = published?.take("admin/base.css", codingsFor({ "accept-encoding": "br;q=0, gzip" }));
    expect([plain, br, gzip].map((reply) => headerOf(reply, "Content-Encoding"))).toEqual([undefined, "br", "gzip"]);
    expect(brotliDecompressSync(bytesOf(br)).toString()).toBe(TEXT);
    expect(gunzipSync(bytesOf(gzip)).toString()).toBe(TEXT);
    expect(bytesOf(plain).toString()).toBe(TEXT);
    expect(new Set([plain, br, gzip].map((reply) => headerOf(reply, "ETag"))).size).toBe(3);
    expect([plain, br].map((reply) => headerOf(reply, "Vary"))).toEqual(["Accept-Encoding", "Accept-Encoding"]);
    expect(headerOf(br, "Content-Type")).toBe("text/css; charset=utf-8");
  });

  test("varies with nothing when it is not compressed", () => {
    using tree = createPublication(files);
    const reply = createPublishedFiles(tree.root)?.take("admin/plain.png", codingsFor({ "accept-encoding": "br" }));
    expect(headerOf(reply, "Vary")).toBeUndefined();
    expect(headerOf(reply, "Content-Encoding")).toBeUndefined();
  });

  test("may be kept for ever under its hashed name, and is asked about under its plain one", () => {
    using tree = createPublication(files);
    const published = createPublishedFiles(tree.root);
    expect(headerOf(published?.take("admin/base.0123456789abcdef.css", codingsFor({})), "Cache-Control")).toBe(
      "public, max-age=31536000, immutable",
    );
    expect(headerOf(published?.take("admin/base.css", codingsFor({})), "Cache-Control")).toBe("no-cache");
  });

  test("is not acceptable to a client that refuses every coding that there is", () => {
    using tree = createPublication(files);
    const published = createPublishedFiles(tree.root);
    expect(published?.take("admin/plain.png", codingsFor({ "accept-encoding": "identity;q=0" }))).toEqual({
      kind: "not-acceptable",
    });
    expect(
      headerOf(published?.take("admin/base.css", codingsFor({ "accept-encoding": "identity;q=0, br" })), "ETag"),
    ).toBeDefined();
  });

  test("is sent uncompressed to a client that asks for a range of it", () => {
    using tree = createPublication(files);
    const headers = { "accept-encoding": "br", range: "bytes=0-3" };
    const reply = createPublishedFiles(tree.root)?.take("admin/base.css", codingsFor(headers));
    expect(headerOf(reply, "Accept-Ranges")).toBe("bytes");
    expect(bytesOf(reply).toString()).toBe(TEXT);
  });

  test("is answered from memory once it was read, without a look at the disk", () => {
    using tree = createPublication(files);
    const published = createPublishedFiles(tree.root);
    published?.take("admin/base.css", codingsFor({}));
    rmSync(tree.path("admin"), { recursive: true });
    expect(bytesOf(published?.take("admin/base.css", codingsFor({}))).toString()).toBe(TEXT);
    expect(published?.take("admin/plain.png", codingsFor({}))).toBeUndefined();
  });

  test.each(["ed", TEXT.replace("red", "tan")])("is not the publication's once its copy was edited: %j", (text) => {
    using tree = createPublication(files);
    writeFileSync(tree.path("admin/base.css"), text);
    expect(createPublishedFiles(tree.root)?.take("admin/base.css", codingsFor({}))).toBeUndefined();
  });

  test("is found as soon as a deploy has written its ledger", () => {
    using tree = createPublication(files);
    const published = createPublishedFiles(tree.root);
    expect(published?.take("admin/new.css", codingsFor({}))).toBeUndefined();
    publish(tree, ".", { ...files, "admin/new.css": { text: "new" } });
    expect(bytesOf(published?.take("admin/new.css", codingsFor({}))).toString()).toBe("new");
  });

  test("has its new bytes within a second of a deploy, though its old ones are in memory", () => {
    using tree = createPublication(files);
    const published = createPublishedFiles(tree.root);
    const take = (): string => bytesOf(published?.take("admin/base.css", codingsFor({}))).toString();
    expect(take()).toBe(TEXT);
    publish(tree, ".", { ...files, "admin/base.css": { text: "new" } });
    const later = performance.now() + 1001;
    using clock = vi.spyOn(performance, "now").mockReturnValue(later);
    expect(take()).toBe("new");
    expect(clock).toHaveBeenCalled();
  });

  test("is streamed when it is large", () => {
    using tree = createPublication({ "admin/large.js": { text: "x".repeat(600_000) } });
    const reply = createPublishedFiles(tree.root)?.take("admin/large.js", codingsFor({}));
    expect(reply?.kind).toBe("disk");
    expect(headerOf(reply, "ETag")).toMatch(/^"[0-9a-f]{32}"$/);
  });

  test("is not the publication's when it is large and has as many other bytes, from one request to the next", () => {
    using tree = createPublication({ "admin/large.js": { text: "x".repeat(600_000) } });
    const published = createPublishedFiles(tree.root);
    const take = (): string | undefined => {
      const reply = published?.take("admin/large.js", codingsFor({}));
      if (reply?.kind === "disk") closeSync(reply.descriptor);
      return reply?.kind;
    };
    expect([take(), take()]).toEqual(["disk", "disk"]);
    tree.write({ "admin/large.js": "y".repeat(600_000) });
    expect(take()).toBeUndefined();
    tree.write({ "admin/large.js": "x".repeat(600_000) });
    expect(take()).toBe("disk");
  });

  test("is none where syncmedia has published nothing", () => {
    using tree = createTree({ "admin/base.css": "a" });
    expect(createPublishedFiles(tree.root)).toBeUndefined();
  });
});
