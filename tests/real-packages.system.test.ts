import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { extname } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { loadManifest, loadProject, type ManifestFile } from "@mediaroot/core";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import type { FullApp } from "@mediaroot/media";
import { loadFullApp } from "@mediaroot/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blogEnvironment, freePort } from "./blog-copy.ts";
import { hasBrowser, openPage } from "./browser.ts";
import { type GALLERY_PAGES, galleryApp } from "./gallery-pages.ts";
import { hasCaddy, startCaddy, startNginx } from "./media-fronts.ts";
import { hasNginx } from "./production-site.ts";
import { askForAll, type PublishedAnswer } from "./published-answers.ts";
import { ALL_PACKAGES, installRealPackages, SOME_PACKAGES } from "./real-packages.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

// `REAL_PACKAGES=all npx vitest run tests/real-packages` publishes 21 packages whole, which takes minutes.
const isAll = process.env["REAL_PACKAGES"] === "all";
const PACKAGES = isAll ? ALL_PACKAGES : SOME_PACKAGES;
/** Large files that no page of the gallery asks for. */
const LEFT_OUT = [
  "*.map",
  "*.min.mjs",
  "*-es-bundle*.js",
  "monaco-editor/vs/languages/features/typescript/lib/{lib,typescriptServices}.js",
  "monaco-editor/vs/nls/lang",
  "pdfjs-dist/{cmaps,image_decoders,legacy,types,web}",
];
const SETTINGS = `export default {
  DEBUG: process.env.DEVELOPMENT === "1",
  SECRET_KEY: "of the tests",
  ALLOWED_HOSTS: ["127.0.0.1"],
  INSTALLED_APPS: ${JSON.stringify([
    ...(isAll ? [] : ["./gallery"]),
    ...Object.entries(PACKAGES).map(([name, { media, label }]) => ({ name, media, label })),
  ])},
  URLS: { ${isAll ? "" : `"/": "gallery"`} },
  MEDIA_IGNORE: ${JSON.stringify(isAll ? [] : LEFT_OUT)},
  SYNCMEDIA: { TARGET: "public", HASH: true, COMPRESS: ["gzip"], DANGLING: ["**"] },
};`;

/** Files whose type decides how a browser treats them; others are downloaded under any type. */
const TYPED = /\.(?:css|gif|html|json|m?js|md|png|svg|ttf|txt|wasm|woff2?|xml)$/;
/** An older name of the same type (RFC 9239). */
const OLDER_NAME = "application/javascript";

/** @returns the type of a file without its charset; nothing if it does not matter */
const typeOf = (path: string, { type = "" }: PublishedAnswer): string =>
  TYPED.test(path) ? type.replace(/;.*$/, "").replace(OLDER_NAME, "text/javascript") : "";

let site: TestTree;
let files: readonly ManifestFile[];
let application: FullApp;
/** The URLs of media that the application has answered, those that workers ask for included. */
let answered: string[] = [];

beforeAll(async () => {
  site = createTree({ "settings.ts": SETTINGS, ...(isAll ? {} : galleryApp()) });
  symlinkSync(installRealPackages(PACKAGES), site.path("node_modules"));
  await promisify(execFile)("syncmedia", { cwd: site.root, env: blogEnvironment() });
  files = [...(loadManifest(site.path("media-manifest.json"))?.values() ?? [])];
  application = await loadFullApp(await loadProject({ directory: site.root }), {
    log: () => {},
    onAnswer: ({ url }) => answered.push(url),
  });
}, 600_000);

afterAll(async () => {
  await application?.close();
  site?.[Symbol.dispose]();
});

const serveByApplication = async (): Promise<{ readonly address: string } & AsyncDisposable> => {
  const server = await application.listen(0, "127.0.0.1");
  const place = server.address();
  const port = typeof place === "object" ? place?.port : 0;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
};

describe("every hashed name of real packages has its bytes, and the type and caching that the application gives it, from", () => {
  const CACHING = "public, max-age=31536000, immutable";

  /** What differs from the manifest, and from the types that the application itself sends; once for each kind of file. */
  const differences = async (address: string, coding: string, types: readonly string[]): Promise<readonly string[]> => {
    const answers = await askForAll(address, files, coding);
    const found = answers.flatMap((answer, index) => {
      const { path = "", integrity, encodings = [] } = files[index] ?? {};
      const type = types[index] ?? "";
      const chosen = encodings.includes(coding) ? coding : "identity";
      const expected = { ...answer, status: 200, integrity, coding: chosen, caching: CACHING, type };
      const varies = encodings.length === 0 || answer.varies;
      const isSame = isDeepStrictEqual({ ...answer, type: typeOf(path, answer) }, expected) && varies;
      return isSame
        ? []
        : [`*${extname(path)}: ${JSON.stringify({ ...answer, integrity: answer.integrity === integrity })}`];
    });
    return [...new Set(found)];
  };

  const typesOfApplication = async (): Promise<readonly string[]> => {
    await using server = await serveByApplication();
    return (await askForAll(server.address, files, "identity")).map((answer, index) =>
      typeOf(files[index]?.path ?? "", answer),
    );
  };

  const servers = [
    { server: "the application", start: serveByApplication, isThere: true },
    { server: "nginx (needs nginx)", start: () => startNginx(site.path("public")), isThere: hasNginx },
    { server: "caddy (needs caddy)", start: () => startCaddy(site.path("public")), isThere: hasCaddy },
  ];
  for (const { server: name, start, isThere } of servers) {
    test.skipIf(!isThere)(`${name}`, async () => {
      const types = await typesOfApplication();
      await using server = await start();
      expect(files.length).toBeGreaterThan(1500);
      for (const coding of ["identity", "gzip"]) expect(await differences(server.address, coding, types)).toEqual([]);
    });
  }
});

const HASHED = /\.[0-9a-f]{16}\.\w+$/;
const PATIENT = { timeout: 40_000 };

describe.skipIf(!hasBrowser || isAll)("in a browser (needs /usr/bin/chromium)", () => {
  let development: ServerProcess;
  beforeAll(async () => {
    const options = { cwd: site.root, env: blogEnvironment({ DEVELOPMENT: "1" }) };
    development = await startServer("devserver", ["start", "--port", await freePort()], options);
  });
  afterAll(() => development[Symbol.asyncDispose]());

  /** @returns a picture of the page when everything is there */
  const show = async (address: string, name: string): Promise<Buffer> => {
    await using visit = await openPage(address, { viewport: { width: 600, height: 400 } });
    const { page, complaints } = visit;
    const faults: string[] = [];
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(`/${name}`);
    await expect.poll(async () => [await page.title(), ...complaints, ...faults], PATIENT).toEqual(["done"]);
    return await page.screenshot({ animations: "disabled" });
  };

  test.each<readonly [(typeof GALLERY_PAGES)[number], number, readonly string[]]>([
    ["three", 388, []],
    ["katex", 9, []],
    ["swagger", 2, []],
    // The worker puts the name of its WebAssembly together itself.
    ["pdf", 5, ["/media/pdfjs-dist/wasm/qcms_bg.wasm"]],
    ["monaco", 1000, []],
  ])(
    "%s loads all of its files by hashed names, without a complaint, and looks as in development",
    async (name, count, plain) => {
      const before = await show(development.address, name);
      await using production = await serveByApplication();
      answered = [];
      const after = await show(production.address, name);
      expect(answered.length).toBeGreaterThanOrEqual(count);
      expect(answered.filter((url) => !HASHED.test(url))).toEqual(plain);
      expect(after.equals(before)).toBe(true);
    },
  );
});
