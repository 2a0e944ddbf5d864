import { loadManifest } from "@mediaroot/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BlogCopy, blogEnvironment, copyBlog, freePort } from "./blog-copy.ts";
import { hasBrotliModule } from "./media-fronts.ts";
import { hasNginx, startProduction } from "./production-site.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const EXTENSIONS =
  `html htm css js mjs cjs json map jsonld geojson webmanifest xml rss atom txt md csv ics vtt yaml yml toml wasm
  svg png apng jpg jpeg gif webp avif bmp ico tif tiff heic jxl ktx2 woff woff2 ttf otf ttc eot mp3 m4a aac ogg oga opus wav flac
  weba mid midi mp4 m4v webm ogv mov mpg mpeg avi mkv 3gp ts m3u8 pdf zip gz tar 7z rar rtf epub doc docx xls xlsx ppt pptx
  gltf glb unknown`.split(/\s+/);

/** Types of nginx's own list that differ from those in development, and why that does not matter. */
const EQUIVALENT: Readonly<Record<string, string>> = {
  // An older name of the same type (RFC 9239). Browsers run both.
  js: "application/javascript; charset=utf-8",
  // The same type (RFC 7303).
  xml: "text/xml",
  // Older names. Browsers know both, and look at the bytes of an image that a page embeds.
  bmp: "image/x-ms-bmp",
  ico: "image/x-icon",
  // Browsers look at the bytes of sound.
  m4a: "audio/x-m4a",
  // Not shown by browsers: downloaded under either name.
  rar: "application/x-rar-compressed",
};

const FOREVER = "public, max-age=31536000, immutable";

/** @returns the Content-Type of each file, by extension */
async function typesFrom(address: string): Promise<Readonly<Record<string, string | null>>> {
  const types = EXTENSIONS.map(async (extension) => {
    const { status, headers } = await fetch(`${address}/media/types/x.${extension}`);
    expect([extension, status]).toEqual([extension, 200]);
    return [extension, headers.get("content-type")] as const;
  });
  return Object.fromEntries(await Promise.all(types));
}

describe.skipIf(!hasNginx)("nginx, as the example sets it up (needs nginx)", () => {
  let site: BlogCopy;
  let server: ServerProcess;
  beforeAll(async () => {
    site = copyBlog();
    site.write(Object.fromEntries(EXTENSIONS.map((extension) => [`media/types/x.${extension}`, "text"])));
    site.write({ "media/docs/index.html": "the page" });
    server = await startProduction(site, ["--copy"]);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    site[Symbol.dispose]();
  });

  const ask = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(server.address + url, { redirect: "manual", headers });

  test("gives each file the type that it has in development", async () => {
    const options = { cwd: site.root, env: blogEnvironment() };
    await using development = await startServer("devserver", ["start", "--port", await freePort()], options);
    const expected = { ...(await typesFrom(development.address)), ...EQUIVALENT };
    expect(await typesFrom(server.address)).toEqual(expected);
    expect(server.output()).not.toContain("duplicate extension");
  });

  test.each([
    ["/media/docs/", 404],
    ["/media/docs", 404],
    ["/media/", 404],
    ["/media/docs/index.html", 200],
    ["/media/.syncmedia/ledger.json", 404],
    ["/media/.syncmedia/", 404],
  ])(
    "answers %s with %i: files alone, none that begins with a dot, as the application's own handler does",
    async (url, status) => {
      expect((await ask(url)).status).toBe(status);
    },
  );

  test("lets browsers keep content-named files for ever, and has them ask for others", async () => {
    const hashed = loadManifest(site.path("production/run/media-manifest.json"))?.get("admin/css/base.css")?.path ?? "";
    expect(hashed).toMatch(/^admin\/css\/base\.[0-9a-f]{16}\.css$/);
    const etag = (await ask(`/media/${hashed}`)).headers.get("etag") ?? "";
    const answers: readonly (readonly [number, string, Response])[] = [
      [200, FOREVER, await ask(`/media/${hashed}`)],
      [304, FOREVER, await ask(`/media/${hashed}`, { "if-none-match": etag })],
      [206, FOREVER, await ask(`/media/${hashed}`, { range: "bytes=0-3" })],
      [404, "no-cache", await ask(`/media/${hashed.replace("base", "none")}`)],
      [200, "no-cache", await ask("/media/admin/css/base.css")],
      [200, "no-cache", await ask("/media/docs/index.html")],
    ];
    for (const [status, caching, answer] of answers) {
      expect([answer.url, answer.status, answer.headers.get("cache-control")]).toEqual([answer.url, status, caching]);
    }
  });

  test.each<[string, string | null]>([
    ["identity", null],
    ["gzip", "gzip"],
    ["br;q=0, gzip", "gzip"],
    ...(hasBrotliModule ? [["gzip, br", "br"] as [string, string]] : []),
  ])("sends the variant that the client accepts: %s", async (accepted, coding) => {
    const answer = await ask("/media/admin/css/base.css", { "accept-encoding": accepted });
    expect([answer.headers.get("content-encoding"), answer.headers.get("vary")]).toEqual([coding, "Accept-Encoding"]);
    expect(await answer.text()).toBe(site.read("contrib/admin/media/css/base.css"));
  });

  test.each([
    ["/admin/posts/?q=", 303],
    ["/admin/login/resume/?next=/admin/posts/?q=", 303],
    ["/admin?q=", 308],
  ])("passes on redirects with addresses of any length that it takes itself: %s", async (url, status) => {
    expect((await ask(url + "é".repeat(850))).status).toBe(status);
  });
});
