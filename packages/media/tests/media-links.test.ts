import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer as createSocketServer } from "node:net";
import { promisify } from "node:util";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { serveMedia, siteOf } from "./media.test.support.ts";

const SECRET = "the secret";

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
