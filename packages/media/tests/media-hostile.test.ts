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
    ["/media/.well-known/x", "well-known"],
  ])("%s is served", async (target, text) => {
    using tree = createTree({
      "media/with space": "space",
      "media/日本": "unicode",
      "media/100%": "percent",
      "media/a#b": "hash",
      "media/a+b": "plus",
      "media/a?b": "question",
      "media/.well-known/x": "well-known",
      "admin/media/ok.txt": "fine",
    });
    await using server = await serveMedia(siteOf(tree, ["admin"]));
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
