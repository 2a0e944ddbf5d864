import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test, vi } from "vitest";
import { MAX_SIZE_IN_MEMORY } from "../src/files/memory-file.ts";
import { type MediaServer, type RawAnswer, serveMedia, siteOf } from "./media.test.support.ts";

const large = MAX_SIZE_IN_MEMORY + 1000;

/** Each rule holds alike for a file in memory and one streamed from disk. */
describe.each([
  ["in memory, very small", 26],
  ["in memory", 20_000],
  ["from disk", large],
])("a file %s", (_, size) => {
  const content = Buffer.from("abcdefghijklmnopqrstuvwxyz".repeat(Math.ceil(size / 26))).subarray(0, size);

  async function serve(
    tree: TestTree,
  ): Promise<
    MediaServer & { readonly get: (headers?: Record<string, string>, method?: string) => Promise<RawAnswer> }
  > {
    tree.write({ "media/x.js": content });
    const server = await serveMedia(siteOf(tree));
    // Soon after a write another one may not show in the times of a large file, so its validators do not last.
    await vi.waitFor(async () => {
      expect((await server.ask("/media/x.js")).headers.has("last-modified")).toBe(true);
    });
    return { ...server, get: (headers = {}, method = "GET") => server.ask("/media/x.js", { headers, method }) };
  }

  test("is sent whole, with its type, its length and validators", async () => {
    using tree = createTree();
    await using server = await serve(tree);
    const { status, headers, body } = await server.get();
    expect(status).toBe(200);
    expect(body.equals(content)).toBe(true);
    expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(headers.get("content-length")).toBe(String(size));
    expect(headers.get("accept-ranges")).toBe("bytes");
    expect(headers.get("etag")).toMatch(/^"[\w-]+"$/);
    expect(Date.parse(headers.get("last-modified") ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect(headers.get("cache-control")).toBe("no-cache");
    expect(headers.has("date")).toBe(true);
    expect(headers.has("vary")).toBe(false);
    expect(headers.has("transfer-encoding")).toBe(false);
  });

  test("gives HEAD the header lines of GET, ranges ignored, and no content", async () => {
    using tree = createTree();
    await using server = await serve(tree);
    const comparable = ({ status, headers }: RawAnswer): unknown => [
      status,
      [...headers].filter(([name]) => name !== "date"),
    ];
    const get = await server.get();
    const head = await server.get({}, "HEAD");
    expect(comparable(head)).toEqual(comparable(get));
    expect(head.body).toHaveLength(0);
    expect(comparable(await server.get({ Range: "bytes=0-1" }, "HEAD"))).toEqual(comparable(get));
    expect((await server.get({ "If-None-Match": get.headers.get("etag") ?? "" }, "HEAD")).status).toBe(304);
  });

  test("is answered 304 to its tag and to its date, without content or Content-Type", async () => {
    using tree = createTree();
    await using server = await serve(tree);
    const { headers } = await server.get();
    const etag = headers.get("etag") ?? "";
    for (const condition of [
      { "If-None-Match": etag },
      { "If-None-Match": `W/${etag}` },
      { "If-None-Match": `"x", ${etag}`, Range: "bytes=0-0" },
      { "If-Modified-Since": headers.get("last-modified") ?? "" },
    ]) {
      const answer = await server.get(condition);
      expect(answer.status).toBe(304);
      expect(answer.body).toHaveLength(0);
      expect(answer.headers.get("etag")).toBe(etag);
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.has("content-type")).toBe(false);
      expect(answer.headers.has("content-length")).toBe(false);
    }
  });

  test("is refused with 412 where a precondition fails, and only then", async () => {
    using tree = createTree();
    await using server = await serve(tree);
    const etag = (await server.get()).headers.get("etag") ?? "";
    for (const headers of [
      { "If-Match": '"other"' },
      { "If-Match": `W/${etag}` },
      { "If-Unmodified-Since": "Sun, 06 Nov 1994 08:49:37 GMT" },
    ]) {
      const answer = await server.get(headers);
      expect([answer.status, answer.headers.get("content-length")]).toEqual([412, "0"]);
    }
    const old = { "If-Unmodified-Since": "Sun, 06 Nov 1994 08:49:37 GMT" };
    expect((await server.get({ ...old, "If-Match": etag })).status).toBe(200);
  });

  test.each([
    ["bytes=0-9", 0, 10],
    ["bytes=10-10", 10, 11],
    ["bytes=20-", 20, size],
    ["bytes=-5", size - 5, size],
    [`bytes=-${size * 2}`, 0, size],
    [`bytes=3-${size * 2}`, 3, size],
  ])("is sent in part for %s", async (range, start, end) => {
    using tree = createTree();
    await using server = await serve(tree);
    const { status, headers, body } = await server.get({ Range: range });
    expect(status).toBe(206);
    expect(headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/${size}`);
    expect(headers.get("content-length")).toBe(String(end - start));
    expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(headers.has("etag")).toBe(true);
    expect(body.equals(content.subarray(start, end))).toBe(true);
  });

  test("is refused with 416 and its size where no byte of a range is there", async () => {
    using tree = createTree();
    await using server = await serve(tree);
    const { status, headers, body } = await server.get({ Range: `bytes=${size}-` });
    expect([status, headers.get("content-range"), body.length]).toEqual([416, `bytes */${size}`, 0]);
    expect(headers.has("content-type")).toBe(false);
  });

  test("is sent whole, once, for many ranges", async () => {
    using tree = createTree();
    await using server = await serve(tree);
    const { status, body } = await server.get({ Range: `bytes=${"0-,".repeat(1000)}0-` });
    expect([status, body.length]).toEqual([200, size]);
  });

  test("is sent in part for If-Range with its strong tag alone", async () => {
    using tree = createTree();
    await using server = await serve(tree);
    const { headers } = await server.get();
    const etag = headers.get("etag") ?? "";
    const statusFor = async (ifRange: string): Promise<number> =>
      (await server.get({ Range: "bytes=0-1", "If-Range": ifRange })).status;
    expect(await statusFor(etag)).toBe(206);
    expect(await statusFor(`W/${etag}`)).toBe(200);
    expect(await statusFor('"other"')).toBe(200);
    expect(await statusFor(headers.get("last-modified") ?? "")).toBe(200);
  });
});
