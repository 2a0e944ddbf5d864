import { describe, expect, test } from "vitest";
import { blogEnvironment, copyBlog, freePort } from "./blog-copy.ts";
import { hasNginx, startProduction } from "./production-site.ts";
import { startServer } from "./server-process.ts";

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
  test("gives each file the type that it has in development", async () => {
    using site = copyBlog();
    site.write(Object.fromEntries(EXTENSIONS.map((extension) => [`media/types/x.${extension}`, "text"])));
    const options = { cwd: site.root, env: blogEnvironment() };
    await using development = await startServer("devserver", ["start", "--port", await freePort()], options);
    await using production = await startProduction(site, ["--copy"]);
    const expected = { ...(await typesFrom(development.address)), ...EQUIVALENT };
    expect(await typesFrom(production.address)).toEqual(expected);
    expect(production.output()).not.toContain("duplicate extension");
  });

  test("answers 404 for a directory, whatever is in it, as the application's own handler does", async () => {
    using site = copyBlog();
    site.write({ "media/docs/index.html": "the page" });
    await using server = await startProduction(site, ["--copy"]);
    for (const [url, status] of [
      ["/media/docs/", 404],
      ["/media/docs", 404],
      ["/media/", 404],
      ["/media/docs/index.html", 200],
    ] as const) {
      expect([url, (await fetch(server.address + url, { redirect: "manual" })).status]).toEqual([url, status]);
    }
  });

  test("passes on redirects with addresses of any length that it takes itself", async () => {
    using site = copyBlog();
    await using server = await startProduction(site, ["--copy"]);
    const redirects = [
      ["/admin/posts/?q=", 303],
      ["/admin/login/resume/?next=/admin/posts/?q=", 303],
      ["/admin?q=", 308],
    ] as const;
    for (const [url, status] of redirects) {
      const answer = await fetch(server.address + url + "é".repeat(850), { redirect: "manual" });
      expect([url, answer.status]).toEqual([url, status]);
    }
  });
});
