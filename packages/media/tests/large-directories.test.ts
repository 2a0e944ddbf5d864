import { once } from "node:events";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveMedia, siteOf } from "./media.test.support.ts";

describe("a directory of 2,500 files", () => {
  const names = Array.from({ length: 2500 }, (_, index) => `f${index}.txt`).toSorted();

  let many: TestTree;
  beforeAll(() => {
    many = createTree(Object.fromEntries(names.map((name) => [`media/many/${name}`, ""])));
    many.write({ "media/many/zz/x": "" });
  });
  afterAll(() => many[Symbol.dispose]());

  test("is listed in pages that lead to each other", async () => {
    await using server = await serveMedia(siteOf(many));
    const first = (await server.ask("/media/many/")).text;
    expect(first).toContain('<a href="./zz/">zz/</a>');
    expect(first).toContain("Page 1 of 2");
    expect(first).toContain('<a rel="next" href="./?page=2">');
    expect(first).not.toContain('rel="prev"');
    expect(first).toContain("Entries 1 to 2000 of 2501");
    const last = (await server.ask("/media/many/?page=2")).text;
    expect(last).toContain('<a rel="prev" href="./">');
    expect(last).not.toContain('rel="next"');
    const listed = [first, last].flatMap((text) =>
      [...text.matchAll(/<td><a href="\.\/(f\d+\.txt)">/g)].map(([, name]) => name),
    );
    expect(listed).toEqual(names);
  });

  test("is listed in pages as JSON, with their number and the next", async () => {
    await using server = await serveMedia(siteOf(many));
    const page = async (query: string): Promise<unknown> =>
      JSON.parse((await server.ask(`/media/many/${query}`, { headers: { Accept: "application/json" } })).text);
    expect(await page("")).toMatchObject({ count: 2501, page: 1, pages: 2, next: "./?page=2" });
    expect(await page("?page=2")).toMatchObject({ count: 2501, page: 2, pages: 2, next: null });
  });

  test.each(["?page=0", "?page=-1", "?page=x", "?page=", "?page=1e3", "?page=99999999999", "?x=2"])(
    "starts at the first page for %s",
    async (query) => {
      using tree = createTree({ "media/few/a.txt": "" });
      await using server = await serveMedia(siteOf(tree));
      expect((await server.ask(`/media/few/${query}`)).text).toContain("1 entry");
    },
  );

  test("has no page after the last", async () => {
    using tree = createTree({ "media/few/a.txt": "", "media/none/": "" });
    await using server = await serveMedia(siteOf(tree));
    for (const target of ["/media/few/?page=2", "/media/none/?page=999999999"]) {
      const { status, text } = await server.ask(target);
      expect([status, text]).toEqual([404, "The last page of this listing is 1.\n"]);
    }
  });

  test("leaves the server as it was if the client goes away while it is read", async () => {
    await using server = await serveMedia(siteOf(many));
    const socket = server.connect();
    await once(socket, "connect");
    socket.write("GET /media/many/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    socket.destroy();
    expect((await server.ask("/media/many/f1.txt")).status).toBe(200);
  });
});

test("a path with very many directories has no suggestions, and its 404 page says so", async () => {
  using tree = createTree({ "media/x.txt": "" });
  await using server = await serveMedia(siteOf(tree));
  const ask = async (accept: string): Promise<string> =>
    (await server.ask(`/media/${"a/".repeat(40)}x.txt`, { headers: { Accept: accept } })).text;
  const omitted = "the path has more than 32 directories";
  expect(await ask("text/plain")).toContain(`No similar names are suggested: ${omitted}.`);
  expect(await ask("text/html")).toContain(`No similar names are suggested: ${omitted}.`);
  expect(JSON.parse(await ask("application/json"))).toMatchObject({ near: [], nearOmitted: omitted });
});
