import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli } from "./cli.test.support.ts";

const site = (): TestTree =>
  createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.ts": `export default { routes: async (app) => {
      app.get("/", async (request, reply) => {
        const { "if-none-match": etag, "if-modified-since": date } = request.headers;
        if (etag === undefined && date === undefined) return reply.type("text/html").send("<title>whole</title>");
        return reply.code(304).send();
      });
    } };`,
  });

describe.each([{ "if-none-match": '"e"' }, { "if-modified-since": new Date().toUTCString() }])(
  "a page that the browser has kept: %o",
  (condition) => {
    const navigation = { ...condition, accept: "text/html", "sec-fetch-dest": "document" };

    test("is sent whole, with the script of this run; what a script asks for is not", async () => {
      using tree = site();
      await using server = await startCli(tree.root);
      const page = await server.get("/", { headers: navigation });
      expect(page).toMatchObject({ status: 200, text: expect.stringMatching(/<script .*<title>whole/) });
      const fetched = await server.get("/", { headers: { ...navigation, "sec-fetch-dest": "empty" } });
      expect(fetched.status).toBe(304);
    });

    test("is kept with --no-live-reload", async () => {
      using tree = site();
      await using server = await startCli(tree.root, ["--no-live-reload"]);
      expect(await server.get("/", { headers: navigation })).toEqual({ status: 304, text: "" });
    });
  },
);
