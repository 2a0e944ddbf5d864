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
import { createMediaHandler, type MediaAnswer } from "./media-handler.ts";
import { serveMedia, siteOf } from "./media.test.support.ts";

const unescape = (text: string): string => text.replaceAll("&#39;", "'").replaceAll("&amp;", "&");

describe("which file", () => {
  test("an app's file is served at its label, a project's override of it first, uploads beside them", async () => {
    using tree = createTree({
      "media/admin/css/base.css": "mine",
      "media/photos/one.txt": "upload",
      "admin/media/css/base.css": "theirs",
      "admin/media/js/core.js": "core",
    });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    expect((await server.ask("/media/admin/js/core.js")).text).toBe("core");
    expect((await server.ask("/media/admin/css/base.css")).text).toBe("mine");
    expect((await server.ask("/media/photos/one.txt")).text).toBe("upload");
  });

  test("an app that gains its first media while the server runs is served, in listings too", async () => {
    using tree = createTree({ "media/": "", "admin/": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    expect((await server.ask("/media/admin/x.css")).status).toBe(404);
    expect((await server.ask("/media/")).text).not.toContain("admin/");
    tree.write({ "admin/media/x.css": "new" });
    expect((await server.ask("/media/admin/x.css")).text).toBe("new");
    expect((await server.ask("/media/")).text).toContain('href="./admin/"');
  });

  test("ADMIN_MEDIA_PREFIX is answered as MEDIA_URL + admin/", async () => {
    using tree = createTree({ "media/admin/x.css": "mine", "admin/media/x.css": "", "admin/media/sub/y.css": "y" });
    await using server = await serveMedia(siteOf(tree, ["admin"], { adminMediaPrefix: "/admin-media/" }));
    expect((await server.ask("/admin-media/x.css")).text).toBe("mine");
    expect((await server.ask("/admin-media")).headers.get("location")).toBe("./admin-media/");
    expect((await server.ask("/admin-media/sub")).headers.get("location")).toBe("./sub/");
    expect((await server.ask("/admin-media/")).text).toContain('href="./sub/"');
    expect((await server.ask("/admin-media/")).text).not.toContain('href="../"');
    expect((await server.ask("/admin-media/sub/")).text).toContain('href="../"');
    expect((await server.ask("/admin-media/../x.css")).status).toBe(404);
    expect((await server.ask("/admin-media/y.cs", { headers: { Accept: "text/plain" } })).status).toBe(404);
    expect((await server.ask("/admin-media/x.cs")).text).toContain("/admin-media/x.css");
  });

  test("directory mounts are served by the longest prefix of whole segments, each from its own directory alone", async () => {
    using tree = createTree({ "media/up.txt": "", "css/a.css": "a", "legacy/b.css": "b", "css/legacy/b.css": "wrong" });
    const mounts = [
      { prefix: "/css", directory: tree.path("css") },
      { prefix: "/css/legacy", directory: tree.path("legacy") },
    ];
    await using server = await serveMedia(siteOf(tree, [], { mounts }));
    expect((await server.ask("/css/a.css")).text).toBe("a");
    expect((await server.ask("/css/legacy/b.css")).text).toBe("b");
    expect((await server.ask("/css/up.txt")).status).toBe(404);
    expect((await server.ask("/cssx/a.css")).text).toBe("application");
    expect((await server.ask("/css")).headers.get("location")).toBe("./css/");
    expect((await server.ask("/css/")).text).toContain("a.css");
  });

  test("with an absolute MEDIA_URL only the mounts are served here", async () => {
    using tree = createTree({ "media/x.css": "", "css/a.css": "a" });
    const site = siteOf(tree, [], {
      mediaUrl: "https://cdn.example.com/media/",
      adminMediaPrefix: "/admin-media/",
      mounts: [{ prefix: "/css", directory: tree.path("css") }],
    });
    await using server = await serveMedia(site);
    expect((await server.ask("/media/x.css")).text).toBe("application");
    expect((await server.ask("/admin-media/x.css")).text).toBe("application");
    expect((await server.ask("/css/a.css")).text).toBe("a");
    await using other = await serveMedia({ ...site, mediaUrl: "//cdn.example.com/" });
    expect((await other.ask("/cdn.example.com/x.css")).text).toBe("application");
  });

  test("a MEDIA_URL of several segments is matched as a whole", async () => {
    using tree = createTree({ "media/x.css": "x" });
    await using server = await serveMedia(siteOf(tree, [], { mediaUrl: "/static/m/" }));
    expect((await server.ask("/static/m/x.css")).text).toBe("x");
    expect((await server.ask("/static/m")).headers.get("location")).toBe("./m/");
    expect((await server.ask("/static/x.css")).text).toBe("application");
    expect((await server.ask("/static/mm/x.css")).text).toBe("application");
    expect((await server.ask("/x/static/m/x.css")).text).toBe("application");
  });
});

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

  test("are listed with all sources merged: name, size, date, where from, what it shadows", async () => {
    using tree = createTree({
      "media/admin/x.css": "mine",
      "media/admin/js/own.js": "",
      "admin/media/x.css": "theirs",
      "admin/media/big.css": "x".repeat(2500),
      "admin/media/js/core.js": "",
      "admin/media/.secret": "",
    });
    await using server = await serveMedia(siteOf(tree, ["admin"]), { isCopy: (path) => path === "admin/js/own.js" });
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

  test("are listed as JSON for who prefers it", async () => {
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

  test("are not shown where MEDIA_INDEXES is off", async () => {
    using tree = createTree({ "media/sub/x.css": "x" });
    await using server = await serveMedia(siteOf(tree, [], { indexes: false }));
    for (const target of ["/media", "/media/", "/media/sub", "/media/sub/"]) {
      expect((await server.ask(target)).status).toBe(404);
    }
    expect((await server.ask("/media/sub/x.css")).text).toBe("x");
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

describe("what is not there", () => {
  test("is explained by each place in order, the app it belongs to, and names that are near", async () => {
    using tree = createTree({ "media/": "", "admin/media/js/core.js": "", "admin/media/js/cors.js": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const { status, text, headers } = await server.ask("/media/admin/js/cor.js");
    expect([status, headers.get("content-type"), headers.get("vary")]).toEqual([
      404,
      "text/plain; charset=utf-8",
      "Accept",
    ]);
    expect(text).toBe(`404: no media at /media/admin/js/cor.js
This path belongs to the app "admin".
Looked for in this order:
  1. ${tree.path("media/admin/js/cor.js")}
     MEDIA_ROOT: nothing there
  2. ${tree.path("admin/media/js/cor.js")}
     the app "admin": nothing there
Did you mean:
  /media/admin/js/core.js
  /media/admin/js/cors.js
`);
  });

  test("is explained as a page to a browser and as JSON to who prefers it", async () => {
    using tree = createTree({ "media/": "", "admin/media/<b>.css": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const page = await server.ask("/media/admin/%3Cb%3E.cs", { headers: { Accept: "text/html,*/*;q=0.8" } });
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.text).toContain('<a href="/media/admin/%3Cb%3E.css">');
    expect(page.text).not.toContain("<b>");
    const json = await server.ask("/media/admin/x.css", { headers: { Accept: "application/json" } });
    expect(JSON.parse(json.text)).toMatchObject({
      error: "not found",
      path: "admin/x.css",
      owner: "admin",
      attempts: [{ source: "project", outcome: "absent" }, { source: "admin" }],
    });
  });

  test.each([
    ["/media/admn/js/core.js", ["/media/admin/js/core.js"]],
    ["/media/admin/jss/core.js", ["/media/admin/js/core.js"]],
    ["/media/admin/jss/none.js", ["/media/admin/js/"]],
    ["/media/admin/js/", []],
    ["/media/nothing/alike", []],
    [`/media/${"x".repeat(300)}`, []],
    ["/media/admin/js/core.js/", ["/media/admin/js/core.js"]],
  ])("suggests for %s: %s", async (target, near) => {
    using tree = createTree({ "media/": "", "admin/media/js/core.js": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const { status, text } = await server.ask(target, { headers: { Accept: "application/json" } });
    expect([status, (JSON.parse(text) as { near?: string[] }).near ?? []]).toEqual([
      target === "/media/admin/js/" ? 200 : 404,
      near,
    ]);
  });

  test("tells nothing of the disk outside development", async () => {
    using tree = createTree({ "media/": "", "admin/media/js/core.js": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"], { debug: false }));
    const { status, text, headers } = await server.ask("/media/admin/js/cor.js", { headers: { Accept: "text/html" } });
    expect([status, text, headers.get("vary")]).toEqual([404, "Not found\n", undefined]);
  });
});

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

describe("what is told of each answer", () => {
  test("names method, target, status, source and file", async () => {
    using tree = createTree({ "media/x.css": "x", "media/large.bin": "x".repeat(300_000), "admin/media/y.css": "y" });
    const answers: MediaAnswer[] = [];
    await using server = await serveMedia(siteOf(tree, ["admin"]), { onAnswer: (answer) => answers.push(answer) });
    for (const target of ["/media/x.css?v=1", "/media/admin/y.css", "/media/none", "/media/large.bin", "/elsewhere"]) {
      await server.ask(target);
    }
    expect(answers).toMatchObject([
      {
        method: "GET",
        url: "/media/x.css?v=1",
        status: 200,
        source: { kind: "project" },
        path: tree.path("media/x.css"),
      },
      { url: "/media/admin/y.css", status: 200, source: { kind: "app", label: "admin" } },
      { url: "/media/none", status: 404, source: undefined, path: undefined },
      { url: "/media/large.bin", status: 200, source: { kind: "project" } },
    ]);
    expect(answers.every(({ durationMs }) => durationMs >= 0)).toBe(true);
  });

  test("a listener that throws costs no answer and is noted", async () => {
    using tree = createTree({ "media/x.css": "x", "media/large.bin": "x".repeat(300_000) });
    const lines: string[] = [];
    const onAnswer = (): never => {
      throw new Error("broken listener");
    };
    await using server = await serveMedia(siteOf(tree), { onAnswer, notes: (line) => lines.push(line) });
    expect((await server.ask("/media/x.css")).text).toBe("x");
    expect((await server.ask("/media/large.bin")).body).toHaveLength(300_000);
    expect((await server.ask("/media/none")).status).toBe(404);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("broken listener");
  });
});
