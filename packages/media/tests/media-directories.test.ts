import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { serveMedia, siteOf } from "./media.test.support.ts";

const unescape = (text: string): string => text.replaceAll("&#x27;", "'").replaceAll("&amp;", "&");

describe("directories", () => {
  test("without their slash redirect to the name with it, relative, the query kept", async () => {
    using tree = createTree({ "media/": "", "admin/media/a b%c/x.css": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    for (const [target, location] of [
      ["/media", "./media/"],
      ["/media?x=1", "./media/?x=1"],
      ["/media/admin?a=%2e&b", "./admin/?a=%2e&b"],
      ["/media/admin/a%20b%25c", "./a%20b%25c/"],
      ["http://localhost/media/admin", "./admin/"],
    ] as const) {
      const answer = await server.ask(target);
      expect([answer.status, answer.headers.get("location")]).toEqual([301, location]);
    }
  });

  test("are listed with all sources merged: name, size, date, source, shadowed sources", async () => {
    using tree = createTree({
      "media/admin/x.css": "mine",
      "media/admin/js/own.js": "",
      "admin/media/x.css": "theirs",
      "admin/media/big.css": "x".repeat(2500),
      "admin/media/js/core.js": "",
      "admin/media/.secret": "",
    });
    await using server = await serveMedia(siteOf(tree, ["admin"]), {
      isCopy: (logicalPath) => logicalPath === "admin/js/own.js",
    });
    const { headers, text } = await server.ask("/media/admin/", { headers: { Accept: "text/html" } });
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("vary")).toBe("Accept");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).toMatch(/<a href="\.\/js\/">js\/<\/a>.*project <span class="dim">and admin<\/span>/);
    expect(text).toMatch(/<a href="\.\/x\.css">.*>4 B<.*project <span class="dim">shadows admin<\/span>/);
    expect(text).toMatch(/<a href="\.\/big\.css">.*>2\.5 kB<.*<td>admin<\/td>/);
    expect(text).not.toContain("secret");
    expect((await server.ask("/media/admin/js/")).text).toMatch(/own\.js.*syncmedia copy/);
    expect((await server.ask("/media/admin/js/")).text).toContain('href="../"');
    expect((await server.ask("/media/")).text).not.toContain('href="../"');
  });

  test("are listed as JSON for clients that prefer it", async () => {
    using tree = createTree({
      "media/admin/x.css": "mine",
      "admin/media/x.css": "theirs",
      "admin/media/js/core.js": "",
    });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const answer = await server.ask("/media/admin/", { headers: { Accept: "text/html;q=0.5, application/json" } });
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const listing: unknown = JSON.parse(answer.text);
    expect(listing).toMatchObject({
      path: "admin",
      entries: [
        { name: "js", kind: "directory", href: "./js/", source: "admin", merged: [] },
        { name: "x.css", kind: "file", href: "./x.css", size: 4, source: "project", shadows: ["admin"], copy: false },
      ],
    });
    expect((await server.ask("/media/admin/", { headers: { Accept: "*/*" } })).text).toContain("<!doctype html>");
    expect((await server.ask("/media/admin/", { headers: { Accept: "image/png" } })).status).toBe(200);
  });

  test("are not listed if MEDIA_INDEXES is off", async () => {
    using tree = createTree({ "media/sub/x.css": "x" });
    await using server = await serveMedia(siteOf(tree, [], { indexes: false }));
    for (const target of ["/media", "/media/", "/media/sub", "/media/sub/"]) {
      expect((await server.ask(target)).status).toBe(404);
    }
    expect((await server.ask("/media/sub/x.css")).text).toBe("x");
  });

  test.each([
    ["in development", undefined, true, 200],
    ["in no production", undefined, false, 404],
    ["where MEDIA_INDEXES is on, in production too", true, false, 200],
  ])("are listed %s", async (_, indexes, development, status) => {
    using tree = createTree({ "media/sub/x.css": "x", "files/x.css": "x" });
    const site = siteOf(tree, [], { indexes, mounts: [{ prefix: "/files", directory: tree.path("files") }] });
    await using server = await serveMedia(site, { development });
    for (const target of ["/media/", "/media/sub/", "/files/"]) expect((await server.ask(target)).status).toBe(status);
  });

  test("have no page of their own: an index.html is a file in the listing", async () => {
    using tree = createTree({ "media/docs/index.html": "the page" });
    await using development = await serveMedia(siteOf(tree));
    const listing = (await development.ask("/media/docs/")).text;
    expect(listing).toContain('href="./index.html"');
    expect(listing).not.toContain("the page");
    await using production = await serveMedia(siteOf(tree, [], { debug: false, indexes: false }));
    for (const target of ["/media/docs/", "/media/docs"]) expect((await production.ask(target)).status).toBe(404);
    for (const server of [development, production]) {
      expect((await server.ask("/media/docs/index.html")).text).toBe("the page");
    }
  });

  test("of 1,500 files are listed whole", async () => {
    using tree = createTree(Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`media/many/f${i}.txt`, ""])));
    await using server = await serveMedia(siteOf(tree));
    const { text } = await server.ask("/media/many/", { headers: { Accept: "application/json" } });
    expect((JSON.parse(text) as { entries: unknown[] }).entries).toHaveLength(1500);
    expect((await server.ask("/media/many/f1499.txtt", { headers: { Accept: "text/plain" } })).text).toContain(
      "/media/many/f1499.txt\n",
    );
  });

  test("and files of every odd name are linked so that the link leads to them", async () => {
    const names = [
      `<img src=x onerror=alert(1)>`,
      `"quotes" & 'such'.css`,
      "javascript&#58;x.css",
      "with space#hash?query+plus%25.css",
      "ünïcödé-日本.css",
      "//slashless",
      "a;b=c.css",
    ].map((name) => name.replaceAll("/", "_"));
    using tree = createTree(Object.fromEntries(names.map((name) => [`media/${name}`, `content of ${name}`])));
    await using server = await serveMedia(siteOf(tree));
    const { text } = await server.ask("/media/");
    expect(text).not.toContain("<img");
    const links = [...text.matchAll(/<td><a href="(?<href>[^"]*)">/g)].map(({ groups }) =>
      unescape(groups?.["href"] ?? ""),
    );
    expect(links).toHaveLength(names.length);
    const found = await Promise.all(links.map(async (link) => (await server.ask(`/media/${link.slice(2)}`)).text));
    expect(found.toSorted()).toEqual(names.map((name) => `content of ${name}`).toSorted());
    expect(links.every((link) => link.startsWith("./"))).toBe(true);
  });
});

// Most file systems have no such times; tmpfs has.
const MEMORY = "/dev/shm";

test.skipIf(!existsSync(MEMORY))(
  "a time that no date can hold is shown as unknown, and its file is served",
  async () => {
    using tree = createTree({ "media/a.txt": "a" });
    const directory = mkdtempSync(path.join(MEMORY, "mediaroot-"));
    try {
      for (const seconds of [9e12, -9e12, 5e11]) {
        const file = path.join(directory, `at ${seconds}.txt`);
        writeFileSync(file, "text");
        execFileSync("touch", ["-d", `@${seconds}`, file]);
        expect(Math.abs(statSync(file).mtimeMs)).toBeGreaterThan(1e14);
      }
      const mounts = [{ prefix: "/mounted", directory }];
      await using server = await serveMedia(siteOf(tree, [], { mounts }));
      const listing = await server.ask("/mounted/");
      expect(listing.status).toBe(200);
      expect(listing.text).toContain("<td>unknown</td>");
      const json = await server.ask("/mounted/", { headers: { Accept: "application/json" } });
      expect(json.text).toContain('"modified": null');
      for (const seconds of [9e12, -9e12, 5e11]) {
        const { status, text, headers } = await server.ask(`/mounted/at%20${seconds}.txt`);
        expect([status, text]).toEqual([200, "text"]);
        // No HTTP-date has a year of more than four digits (RFC 9110, section 5.6.7).
        expect(headers.has("last-modified")).toBe(false);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
