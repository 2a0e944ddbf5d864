import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import type { AnsweredRequest } from "./media-handler-options.ts";
import { serveMedia, siteOf } from "../../tests/media.test.support.ts";

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

describe("onAnswer", () => {
  test("gets the method, target, status, source and file of each answer", async () => {
    using tree = createTree({ "media/x.css": "x", "media/large.bin": "x".repeat(600_000), "admin/media/y.css": "y" });
    const answers: AnsweredRequest[] = [];
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

  test("is logged if it throws, and no answer suffers", async () => {
    using tree = createTree({ "media/x.css": "x", "media/large.bin": "x".repeat(600_000) });
    const lines: string[] = [];
    const onAnswer = (): never => {
      throw new Error("broken listener");
    };
    await using server = await serveMedia(siteOf(tree), { onAnswer, log: (line) => lines.push(line) });
    expect((await server.ask("/media/x.css")).text).toBe("x");
    expect((await server.ask("/media/large.bin")).body).toHaveLength(600_000);
    expect((await server.ask("/media/none")).status).toBe(404);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("broken listener");
  });
});
