import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync, truncateSync } from "node:fs";
import { createServer as createSocketServer } from "node:net";
import { promisify } from "node:util";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { serveMedia, siteOf } from "./media.test.support.ts";

const SECRET = "the secret";

describe("a target that leads astray", () => {
  test.each([
    "/media/../secret.txt",
    "/media/admin/../../secret.txt",
    "/media/admin/../admin/ok.txt",
    "/media/./admin/ok.txt",
    "/media/admin/./ok.txt",
    "/media/admin//ok.txt",
    "/media//admin/ok.txt",
    "/media/admin/ok.txt/",
    "/media/admin/ok.txt/.",
    "/media/admin/ok.txt/..",
    "/media/admin/ok.txt//",
    "/media/admin/ok.txt/x",
    "/media/%2e%2e/secret.txt",
    "/media/.%2E/secret.txt",
    "/media/..%2fsecret.txt",
    "/media/admin%2fok.txt",
    "/media/admin%2Fok.txt",
    "/media/%2f/secret.txt",
    "/media/%2fsecret.txt",
    "/media/..%5csecret.txt",
    "/media/admin%5cok.txt",
    "/media/admin\\ok.txt",
    "/media/..\\secret.txt",
    "/media/admin/ok.txt%00",
    "/media/admin/ok.txt%00.png",
    "/media/admin/%01ok.txt",
    "/media/admin/ok.txt%0a",
    "/media/admin/ok.txt%0d%0aX-Injected:%20yes",
    "/media/admin/ok.txt%7f",
    "/media/admin/ok.txt.",
    "/media/admin/ok.txt%20",
    "/media/admin./ok.txt",
    "/media/admin/ok.txt::$DATA",
    "/media/admin/ok.txt%3a%3a$DATA",
    "/media/C:/secret.txt",
    "/media/c%3A/secret.txt",
    "/media/admin/con",
    "/media/admin/AUX.txt",
    "/media/admin/lpt1.css",
    "/media/admin/OK.TXT",
    "/media/ADMIN/ok.txt",
    "/media/%252e%252e/secret.txt",
    "/media/%252e%252e%252fsecret.txt",
    "/media/~/ok.txt",
    "/media/admin;/ok.txt",
    "/media/admin/ok.txt;x",
    "/media/__proto__/ok.txt",
    "/media/constructor/prototype",
    "/media/hasOwnProperty",
    "/media/unknown/ok.txt",
    "http://localhost/media/../secret.txt",
    "http://localhost/media/%2e%2e/secret.txt",
  ])("%s is 404", async (target) => {
    using tree = createTree({
      "secret.txt": SECRET,
      "media/": "",
      "admin/media/ok.txt": "fine",
      "admin/secret.txt": SECRET,
    });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    const { status, text, headers } = await server.ask(target);
    expect(status).toBe(404);
    expect(text).not.toContain(SECRET);
    expect(headers.has("x-injected")).toBe(false);
  });

  test.each([
    "/media/%",
    "/media/%zz/x",
    "/media/%c3%28",
    "/media/%ff",
    "/media/%ED%A0%80",
    "/media/%C0%AE%C0%AE/x",
    "/media/x#y",
  ])("%s is 400", async (target) => {
    using tree = createTree({ "media/x": "" });
    await using server = await serveMedia(siteOf(tree));
    expect((await server.ask(target)).status).toBe(400);
  });

  test.each([
    "/",
    "/mediax",
    "/MEDIA/admin/ok.txt",
    "//media/admin/ok.txt",
    "/./media/admin/ok.txt",
    "/x/../media/admin/ok.txt",
    "/media%2fadmin/ok.txt",
    "/media%00/ok.txt",
    "/media;x/ok.txt",
    "/media.",
    "/%zz/media/admin/ok.txt",
    "/%ff",
    "/#/media/",
    "*",
    "http://localhost/elsewhere",
  ])("%s is the application's, untouched", async (target) => {
    using tree = createTree({ "media/": "", "admin/media/ok.txt": "fine" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    expect((await server.ask(target, { method: target === "*" ? "OPTIONS" : "GET" })).text).toBe("application");
  });

  test.each([
    ["/%6dedia/admin/ok.txt", "fine"],
    ["/media/%61dmin/%6f%6b.txt", "fine"],
    ["/media/admin/ok.txt?/../../secret.txt", "fine"],
    ["http://localhost/media/admin/ok.txt", "fine"],
    ["HTTP://LOCALHOST:80/media/admin/ok.txt?x", "fine"],
    ["/media/with%20space", "space"],
    ["/media/%E6%97%A5%E6%9C%AC", "unicode"],
    ["/media/100%25", "percent"],
    ["/media/a%23b", "hash"],
    ["/media/a+b", "plus"],
    ["/media/a%2bb", "plus"],
    ["/media/a%3Fb", "question"],
    ["/media/...dots", "three dots"],
    ["/media/.well-known/x", "well-known"],
  ])("%s is served", async (target, text) => {
    using tree = createTree({
      "media/with space": "space",
      "media/日本": "unicode",
      "media/100%": "percent",
      "media/a#b": "hash",
      "media/a+b": "plus",
      "media/a?b": "question",
      "media/...dots": "three dots",
      "media/.well-known/x": "well-known",
      "admin/media/ok.txt": "fine",
    });
    await using server = await serveMedia(siteOf(tree, ["admin"], { ignore: ["*~"] }));
    expect(await server.ask(target)).toMatchObject({ status: 200, text });
  });
});

describe("what is never served", () => {
  test.each([".env", ".git/config", ".hidden/x.css", "CVS/Entries", "x.css~", ".syncmedia/ledger.json"])(
    "%s is 404, whatever query is glued on, and is not listed",
    async (name) => {
      using tree = createTree({ [`media/${name}`]: SECRET, [`admin/media/${name}`]: SECRET, "media/ok.css": "" });
      await using server = await serveMedia(siteOf(tree, ["admin"]));
      for (const prefix of ["/media/", "/media/admin/"]) {
        for (const suffix of ["", "?", "?import", "?raw&url", "?.svg?.wasm?init", "?x=/ok.css"]) {
          const { status, text } = await server.ask(`${prefix}${name}${suffix}`);
          expect([status, text.includes(SECRET)]).toEqual([404, false]);
        }
      }
      expect((await server.ask("/media/", { headers: { Accept: "application/json" } })).text).not.toContain(
        name.split("/")[0],
      );
    },
  );
});

describe("links", () => {
  test("that lead out of every source are 404, those that stay inside one are served", async () => {
    using outside = createTree({ "secret.txt": SECRET, "dir/secret.txt": SECRET });
    using tree = createTree({
      "one/": "",
      "one_x/secret.txt": SECRET,
      media: { link: "real-media" },
      "real-media/ok.txt": "fine",
      "real-media/inside.txt": { link: "ok.txt" },
      "real-media/linked-app": { link: "../admin/media" },
      "real-media/out.txt": { link: outside.path("secret.txt") },
      "real-media/out": { link: outside.path("dir") },
      "real-media/beside.txt": { link: "../one_x/secret.txt" },
      "real-media/up": { link: ".." },
      "real-media/self": { link: "self" },
      "real-media/loop": { link: "." },
      "real-media/dangling": { link: "nowhere" },
      "real-media/passwd": { link: "/etc/passwd" },
      "admin/media/core.js": "core",
    });
    await using server = await serveMedia(siteOf(tree, ["admin", "one"]));
    expect((await server.ask("/media/inside.txt")).text).toBe("fine");
    expect((await server.ask("/media/linked-app/core.js")).text).toBe("core");
    for (const target of [
      "out.txt",
      "out",
      "out/",
      "out/secret.txt",
      "beside.txt",
      "up/",
      "up/one_x/secret.txt",
      "self",
      "self/x",
      "loop/",
      "loop/loop/ok.txt",
      "dangling",
      "passwd",
    ]) {
      const { status, text } = await server.ask(`/media/${target}`);
      expect([target, status, text.includes(SECRET)]).toEqual([target, 404, false]);
    }
  });

  test("turned while requests run never let the secret out", async () => {
    using outside = createTree({ "secret.txt": SECRET });
    using tree = createTree({ "media/inside.txt": "inside" });
    await using server = await serveMedia(siteOf(tree));
    const flip = [
      `const fs = require("node:fs"), [dir, out] = process.argv.slice(1);`,
      `const until = Date.now() + 1500;`,
      `for (let i = 0; Date.now() < until; i++) {`,
      `  const name = dir + "/next" + (i % 2);`,
      `  fs.symlinkSync(i % 2 ? out : "inside.txt", name); fs.renameSync(name, dir + "/x.txt"); }`,
    ].join("\n");
    const flipping = promisify(execFile)(process.execPath, [
      "-e",
      flip,
      tree.path("media"),
      outside.path("secret.txt"),
    ]);
    let served = 0;
    const state = { isOver: false };
    const ended = flipping.then(() => (state.isOver = true));
    while (!state.isOver) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => server.ask("/media/x.txt")));
      served += answers.filter(({ text }) => text === "inside").length;
      expect(answers.filter(({ text }) => text.includes(SECRET))).toEqual([]);
    }
    await ended;
    expect(served).toBeGreaterThan(0);
  });
});

describe("what is no regular file", () => {
  test("is 404 at once, and the server goes on: fifos, sockets, devices", async () => {
    using tree = createTree({ "media/ok.css": "fine", "media/null": { link: "/dev/null" } });
    execFileSync("mkfifo", [tree.path("media/pipe"), tree.path("media/pipe.css")]);
    const sockets = createSocketServer().listen(tree.path("media/socket"));
    await once(sockets, "listening");
    await using server = await serveMedia(siteOf(tree));
    const targets = ["pipe", "pipe.css", "pipe", "pipe.css", "pipe", "socket", "null", "pipe/", "pipe/x"];
    const answers = await Promise.all(targets.map((name) => server.ask(`/media/${name}`)));
    expect(answers.map(({ status }) => status)).toEqual(targets.map(() => 404));
    expect((await server.ask("/media/ok.css")).text).toBe("fine");
    expect((await server.ask("/media/")).text).not.toContain("pipe");
    sockets.close();
  });

  test("is not opened either where it takes a file's place", async () => {
    using tree = createTree({ "media/x.css": "fine" });
    await using server = await serveMedia(siteOf(tree));
    expect((await server.ask("/media/x.css")).text).toBe("fine");
    rmSync(tree.path("media/x.css"));
    execFileSync("mkfifo", [tree.path("media/x.css")]);
    expect((await server.ask("/media/x.css")).status).toBe(404);
  });
});

describe("paths that a file system chokes on", () => {
  test.each([
    ["a name of 256 bytes", "x".repeat(256)],
    ["a name of 256 bytes in 128 letters", "%C3%BC".repeat(128)],
    ["a path of 8,000 bytes", Array.from({ length: 4000 }, () => "x").join("/")],
    ["a path of one long name", "x".repeat(8000)],
    ["2,000 segments that are dots", Array.from({ length: 2000 }, () => "...").join("/")],
    ["a file as a directory", "ok.css/x/y/z"],
    ["a name below nothing", "none/none/none"],
  ])("%s is 404", async (_, name) => {
    using tree = createTree({ "media/ok.css": "", "admin/media/ok.css": "" });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
    for (const target of [`/media/${name}`, `/media/admin/${name}`, `/media/${name}/`]) {
      expect((await server.ask(target)).status).toBe(404);
    }
  });

  test("a name of 255 bytes and a deep path are served", async () => {
    const deep = Array.from({ length: 60 }, () => "deep").join("/");
    using tree = createTree({ [`media/${"x".repeat(255)}`]: "long", [`media/${deep}/x.css`]: "deep" });
    await using server = await serveMedia(siteOf(tree));
    expect((await server.ask(`/media/${"x".repeat(255)}`)).text).toBe("long");
    expect((await server.ask(`/media/${deep}/x.css`)).text).toBe("deep");
  });

  test("a missing MEDIA_ROOT, a file in its place, and an app's media that is a file are 404", async () => {
    using tree = createTree({ media: "a file", "admin/media": "a file", "blog/media/x.css": "x" });
    await using server = await serveMedia(siteOf(tree, ["admin", "none", "blog"]));
    for (const target of ["/media/x", "/media/admin/x", "/media/admin", "/media/none/x", "/media/none/"]) {
      expect((await server.ask(target)).status).toBe(404);
    }
    expect((await server.ask("/media/")).status).toBe(200);
  });
});

describe("a file that changes while it is sent", () => {
  const size = 20_000_000;
  const openDescriptors = (): number => readdirSync("/proc/self/fd").length;

  test("ends the connection when it is truncated, and the server goes on", async () => {
    using tree = createTree({ "media/large.bin": "", "media/ok.css": "fine" });
    truncateSync(tree.path("media/large.bin"), size);
    await using server = await serveMedia(siteOf(tree));
    const socket = server.connect();
    socket.write("GET /media/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(socket, "readable");
    truncateSync(tree.path("media/large.bin"), 1000);
    let received = 0;
    for await (const chunk of socket) received += (chunk as Buffer).length;
    expect(received).toBeLessThan(size);
    expect((await server.ask("/media/ok.css")).text).toBe("fine");
  });

  test("is sent to its end when it is deleted, and never longer than was said when it grows", async () => {
    using tree = createTree({ "media/large.bin": "", "media/grows.bin": "" });
    truncateSync(tree.path("media/large.bin"), size);
    truncateSync(tree.path("media/grows.bin"), size);
    await using server = await serveMedia(siteOf(tree));
    for (const [name, change] of [
      ["large.bin", () => rmSync(tree.path("media/large.bin"))],
      ["grows.bin", () => truncateSync(tree.path("media/grows.bin"), size * 2)],
    ] as const) {
      const socket = server.connect();
      socket.write(`GET /media/${name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      await once(socket, "readable");
      change();
      let received = 0;
      for await (const chunk of socket) received += (chunk as Buffer).length;
      expect(received).toBeGreaterThan(size);
      expect(received).toBeLessThan(size + 1000);
    }
  });

  test("leaves no descriptor open, whoever ends the connection and when", async () => {
    using tree = createTree({ "media/large.bin": "" });
    truncateSync(tree.path("media/large.bin"), size);
    await using server = await serveMedia(siteOf(tree));
    await server.ask("/media/large.bin", { method: "HEAD" });
    const before = openDescriptors();
    const request = "GET /media/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (const bytes of [request, request.repeat(8), request.replace("GET", "HEAD").repeat(20)]) {
      const socket = server.connect();
      socket.write(bytes);
      await once(socket, "readable");
      socket.destroy();
    }
    const refused = ["If-None-Match: *", 'If-Match: "x"', `Range: bytes=${size}-`];
    for (const line of refused) await server.send(request.replace("Host", `Connection: close\r\n${line}\r\nHost`));
    await expect.poll(openDescriptors).toBeLessThanOrEqual(before);
  });
});
