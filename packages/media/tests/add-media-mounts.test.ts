import { pathToFileURL } from "node:url";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { siteOf } from "./media.test.support.ts";
import { say, start } from "./add-media.test.support.ts";
import { addMediaToApp } from "../src/application/full-app.ts";

describe("mount", () => {
  test("serves directories: relative to the project root, absolute, or a file URL; the longest prefix first", async () => {
    using tree = createTree({ "media/": "", "css/a.css": "a", "legacy/b.css": "b" });
    const site = { ...siteOf(tree), root: tree.root };
    const full = addMediaToApp(say, site)
      .mount("/css", "./css")
      .mount("/css/old/", tree.path("legacy"))
      .mount("/css/old/app", say)
      .mount("/url", pathToFileURL(tree.path("legacy")));
    await using server = await start(full);
    expect((await server.ask("/css/a.css")).text).toBe("a");
    expect((await server.ask("/css/old/b.css")).text).toBe("b");
    expect((await server.ask("/url/b.css")).text).toBe("b");
    expect((await server.ask("/css/none")).status).toBe(404);
    expect((await server.ask("/css/../css/a.css")).status).toBe(404);
    expect((await server.ask("/cssx")).text).toContain("/cssx");
    expect((await server.ask("/css/old/app/x?y")).text).toBe(
      '{"method":"GET","url":"/x?y","originalUrl":"/css/old/app/x?y"}',
    );
    expect((await server.ask("/%63ss/old/%61pp/%zz")).text).toContain("/%63ss");
    expect((await server.ask("/css/old/app/%zz")).text).toContain('"/%zz"');
    expect((await server.ask("http://host/css/old/app/x")).text).toContain('"/x"');
  });

  test("lets an application be mounted above a directory, which then keeps its part", async () => {
    using tree = createTree({ "media/x.css": "css", "files/y.css": "y" });
    const site = siteOf(tree, [], { mediaUrl: "/static/media/" });
    await using server = await start(
      addMediaToApp(say, site).mount("/static", say).mount("/static/files", tree.path("files")),
    );
    expect((await server.ask("/static/media/x.css")).text).toBe("css");
    expect((await server.ask("/static/files/y.css")).text).toBe("y");
    expect((await server.ask("/static/page")).text).toContain('"/page"');
  });

  test("of a full application inside another keeps the media of both", async () => {
    using tree = createTree({ "media/x.css": "outer" });
    using other = createTree({ "media/x.css": "inner" });
    const inner = addMediaToApp(say, siteOf(other));
    await using server = await start(addMediaToApp(say, siteOf(tree)).mount("/inner", inner));
    expect((await server.ask("/media/x.css")).text).toBe("outer");
    expect((await server.ask("/inner/media/x.css")).text).toBe("inner");
    expect((await server.ask("/inner/page")).text).toContain('"/page"');
  });

  test("inside another keeps the whole URL", async () => {
    using tree = createTree({ "media/x.css": "" });
    const inner = addMediaToApp(say, siteOf(tree)).mount("/b", say);
    await using server = await start(addMediaToApp(say, siteOf(tree)).mount("/a", inner));
    expect((await server.ask("/a/b/x?y")).text).toBe('{"method":"GET","url":"/x?y","originalUrl":"/a/b/x?y"}');
  });

  test.each([
    ["/", "the application itself is there"],
    ["", 'a prefix starts with "/"'],
    ["css", 'a prefix starts with "/"'],
    ["/media", "media is served there"],
    ["/media/sub", "media is served there"],
    ["/admin-media/x", "media is served there"],
    ["/css", "something is mounted there already"],
    ["/css/", "something is mounted there already"],
    ["/a/../b", "it has a dot segment"],
    ["/a//b", "it has an empty segment"],
  ])("refuses %j: %s", (prefix, reason) => {
    using tree = createTree();
    const mounts = [{ prefix: "/css", directory: tree.root }];
    const full = addMediaToApp(say, siteOf(tree, [], { mounts, adminMediaPrefix: "/admin-media/" }));
    const refusal = expect.objectContaining({ code: "MOUNT_REFUSED", message: expect.stringContaining(reason) });
    expect(() => full.mount(prefix, tree.root)).toThrow(refusal);
    expect(() => full.mount(prefix, say)).toThrow(refusal);
  });

  test("refuses a directory that holds the project: its settings would be public", () => {
    using tree = createTree({ "site/settings.ts": "", link: { link: "." } });
    const full = addMediaToApp(say, { ...siteOf(tree), root: tree.path("site") });
    for (const directory of [".", "..", "/", tree.path("link")]) {
      expect(() => full.mount("/all", directory)).toThrow(expect.objectContaining({ code: "MOUNT_REFUSED" }));
    }
    expect(() => full.mount("/all", "./css")).not.toThrow();
  });

  test("refuses a link that leads to itself", () => {
    using tree = createTree({ "site/settings.ts": "", loop: { link: "loop" } });
    const full = addMediaToApp(say, { ...siteOf(tree), root: tree.path("site") });
    const refusal = expect.objectContaining({ code: "MOUNT_REFUSED", message: expect.stringContaining("reached") });
    expect(() => full.mount("/all", tree.path("loop"))).toThrow(refusal);
  });

  test("refuses a file, and a link to one, as MOUNTS does", () => {
    using tree = createTree({ "site/settings.ts": "", "site/readme.txt": "", "site/link": { link: "readme.txt" } });
    const full = addMediaToApp(say, { ...siteOf(tree), root: tree.path("site") });
    const refusal = expect.objectContaining({ code: "MOUNT_REFUSED", message: expect.stringContaining("is a file") });
    expect(() => full.mount("/f", "./readme.txt")).toThrow(refusal);
    expect(() => full.mount("/f", "./link")).toThrow(refusal);
    expect(() => full.mount("/f", new URL(`file://${tree.path("site/readme.txt")}`))).toThrow(refusal);
  });

  test("is free to use MEDIA_URL's path where media is served elsewhere", async () => {
    using tree = createTree({ "files/x.css": "x" });
    const site = siteOf(tree, [], { mediaUrl: "https://cdn.example.com/media/" });
    await using server = await start(addMediaToApp(say, site).mount("/media", tree.path("files")));
    expect((await server.ask("/media/x.css")).text).toBe("x");
  });
});
