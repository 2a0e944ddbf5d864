import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { type MediaServer, serveMedia, siteOf } from "./media.test.support.ts";
import { publish } from "./publication.test.support.ts";

const TEXT = "body { color: red }\n".repeat(50);
const HASHED = "admin/base.0123456789abcdef.css";

/** A site whose sources differ from what it has published, so that an answer shows where it comes from. */
function createSite(): TestTree {
  const site = createTree({
    "media/photo.txt": "an upload of today",
    "media/page.svg": "<svg/>",
    "media/admin/late.css": "an override that was not published",
    "admin/media/base.css": "the source",
    "admin/media/new.css": "not published yet",
  });
  publish(site, "public", {
    "admin/base.css": { text: TEXT, compressed: true },
    [HASHED]: { text: TEXT, compressed: true, hashed: true },
    "admin/empty.css": { text: "" },
    "admin/page.svg": { text: "<svg/>" },
    "photos/old.svg": { text: "<svg/>" },
  });
  site.write({ "public/admin/by-hand.css": "put there by hand" });
  return site;
}

const serve = (site: TestTree): Promise<MediaServer> =>
  serveMedia(siteOf(site, ["admin"], { debug: false, publication: site.path("public") }));

describe("in production a publication", () => {
  test("is served instead of the sources", async () => {
    using site = createSite();
    await using server = await serve(site);
    const answer = await server.ask("/media/admin/base.css");
    expect(answer.text).toBe(TEXT);
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    expect((await server.ask(`/media/${HASHED}`)).headers.get("cache-control")).toBe(
      "public, max-age=31536000, immutable",
    );
    expect((await server.ask("/media/admin/new.css")).status).toBe(404);
    expect((await server.ask("/media/admin/late.css")).status).toBe(404);
  });

  test("is served in the coding that the client accepts", async () => {
    using site = createSite();
    await using server = await serve(site);
    const ask = (field: string): ReturnType<MediaServer["ask"]> =>
      server.ask(`/media/${HASHED}`, { headers: { "Accept-Encoding": field } });
    const br = await ask("gzip, deflate, br, zstd");
    expect(br.headers.get("content-encoding")).toBe("br");
    expect(brotliDecompressSync(br.body).toString()).toBe(TEXT);
    expect(gunzipSync((await ask("br;q=0, gzip")).body).toString()).toBe(TEXT);
    expect((await ask("identity")).text).toBe(TEXT);
    expect((await ask("*;q=0")).status).toBe(406);
    const refused = await ask("identity;q=0");
    expect([refused.status, refused.headers.get("vary")]).toEqual([406, "Accept-Encoding"]);
    expect((await ask("br;q=0.1, gzip;q=0.9")).headers.get("content-encoding")).toBe("gzip");
    expect(br.headers.get("vary")).toBe("Accept-Encoding");
  });

  test("answers each coding's own entity tag with 304, without another coding's", async () => {
    using site = createSite();
    await using server = await serve(site);
    const ask = (headers: Record<string, string>): ReturnType<MediaServer["ask"]> =>
      server.ask(`/media/${HASHED}`, { headers });
    const etag = (await ask({ "Accept-Encoding": "br" })).headers.get("etag") ?? "";
    const known = await ask({ "Accept-Encoding": "br", "If-None-Match": etag });
    expect(known.status).toBe(304);
    expect(known.headers.get("vary")).toBe("Accept-Encoding");
    expect((await ask({ "Accept-Encoding": "gzip", "If-None-Match": etag })).status).toBe(200);
  });

  test("answers ranges of the file as it is, and HEAD as GET without a body", async () => {
    using site = createSite();
    await using server = await serve(site);
    const range = await server.ask("/media/admin/base.css", {
      headers: { Range: "bytes=0-3", "Accept-Encoding": "br" },
    });
    expect([range.status, range.text, range.headers.get("content-encoding")]).toEqual([206, "body", undefined]);
    const head = await server.ask("/media/admin/base.css", { method: "HEAD", headers: { "Accept-Encoding": "br" } });
    expect([head.status, head.headers.get("content-encoding")]).toEqual([200, "br"]);
    expect((await server.ask("/media/admin/base.css", { method: "PUT" })).status).toBe(405);
    expect((await server.ask("/media/admin/empty.css")).text).toBe("");
  });

  test("leaves uploads between two deploys, and what was put there by hand, to the disk", async () => {
    using site = createSite();
    await using server = await serve(site);
    expect((await server.ask("/media/photo.txt")).text).toBe("an upload of today");
    expect((await server.ask("/media/admin/by-hand.css")).text).toBe("put there by hand");
    site.write({ "media/photo.txt": "another" });
    expect((await server.ask("/media/photo.txt")).text).toBe("another");
  });

  test("runs no script of an upload in the site's name", async () => {
    using site = createSite();
    await using server = await serve(site);
    const policyOf = async (path: string): Promise<string | undefined> =>
      (await server.ask(path)).headers.get("content-security-policy");
    expect(await policyOf("/media/photos/old.svg")).toContain("sandbox");
    expect(await policyOf("/media/page.svg")).toContain("sandbox");
    expect(await policyOf("/media/admin/page.svg")).toBeUndefined();
  });

  test("shows nothing of syncmedia's own files, compressed variants under their own names included", async () => {
    using site = createSite();
    await using server = await serve(site);
    expect((await server.ask("/media/.syncmedia/ledger.json")).status).toBe(404);
    expect((await server.ask("/media/admin/base.css/")).status).toBe(404);
    expect((await server.ask("/media/..%2fsettings.ts")).status).toBe(404);
    const variant = await server.ask("/media/admin/base.css.br");
    expect([variant.status, variant.headers.get("content-encoding")]).toEqual([200, undefined]);
  });
});

test("in development the sources are served, whatever was published", async () => {
  using site = createSite();
  await using server = await serveMedia(siteOf(site, ["admin"], { publication: site.path("public") }));
  expect((await server.ask("/media/admin/base.css")).text).toBe("the source");
});

test("in development with DEBUG off the sources are served, and content-named files that pages name then", async () => {
  using site = createSite();
  const publication = site.path("public");
  await using server = await serveMedia(siteOf(site, ["admin"], { debug: false, publication }), { development: true });
  expect((await server.ask("/media/admin/base.css")).text).toBe("the source");
  const hashed = await server.ask(`/media/${HASHED}`);
  expect([hashed.text, hashed.headers.get("cache-control")]).toEqual([TEXT, "public, max-age=31536000, immutable"]);
  expect((await server.ask("/media/admin/empty.css")).status).toBe(404);
});

test("in development with DEBUG off a first publication is found while the server runs", async () => {
  using site = createTree({ "admin/media/base.css": "the source", "media/": "" });
  const publication = site.path("public");
  await using server = await serveMedia(siteOf(site, ["admin"], { debug: false, publication }), { development: true });
  expect((await server.ask(`/media/${HASHED}`)).status).toBe(404);
  publish(site, "public", { [HASHED]: { text: TEXT, hashed: true } });
  expect((await server.ask(`/media/${HASHED}`)).text).toBe(TEXT);
});

test("in production without a publication the sources are served", async () => {
  using site = createTree({ "admin/media/base.css": "the source", "media/": "" });
  await using server = await serve(site);
  expect((await server.ask("/media/admin/base.css")).text).toBe("the source");
});

test("in production a first publication is found while the server runs", async () => {
  using site = createTree({ "admin/media/base.css": "the source", "media/photo.txt": "an upload" });
  await using server = await serve(site);
  expect((await server.ask("/media/admin/base.css")).text).toBe("the source");
  publish(site, "public", { "admin/base.css": { text: TEXT }, [HASHED]: { text: TEXT, hashed: true } });
  expect((await server.ask("/media/admin/base.css")).text).toBe(TEXT);
  expect((await server.ask(`/media/${HASHED}`)).headers.get("cache-control")).toContain("immutable");
  expect((await server.ask("/media/photo.txt")).text).toBe("an upload");
});
