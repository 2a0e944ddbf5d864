import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli } from "../../tests/cli.test.support.ts";

const settings = (more = ""): string =>
  `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" }, ${more} };`;
const APP = `export default { routes: async (app: { get: Function }) => {
  app.get("/posts/:slug", { config: { name: "post" } }, async () => "post");
} };`;
const accept = (type: string): RequestInit => ({ headers: { accept: type } });

describe("a path that no route takes", () => {
  test("shows a browser the routes, a terminal the same as text, and a program what it would get in production", async () => {
    using tree = createTree({ "settings.ts": settings(), "blog/app.ts": APP });
    await using server = await startCli(tree.root);
    const page = await server.get("/pots/hello?x=1", accept("text/html,*/*;q=0.8"));
    expect(page.status).toBe(404);
    for (const words of ["/posts/:slug", "blog:post", `<a href="/posts/hello">`]) expect(page.text).toContain(words);
    const text = await server.get("/pots/hello", accept("text/plain"));
    expect(text.text).toMatch(/^404: GET \/pots\/hello\nNo route .*\nDid you mean:\n {2}\/posts\/hello\n/);
    const data = await server.get("/pots/hello", accept("application/json"));
    expect(JSON.parse(data.text)).toEqual({
      error: "Not Found",
      message: "Route GET:/pots/hello not found",
      statusCode: 404,
    });
    const put = await server.get("/posts/hello", { method: "PUT", ...accept("text/plain") });
    expect(put.text).toContain("for GET and not for PUT");
    // Media has a page of its own.
    expect((await server.get("/media/blog/nothing.css", accept("text/html"))).text).toContain(
      "Looked for in this order",
    );
    tree.write({ "settings.ts": settings(`DEBUG: false, SECRET_KEY: "x", ALLOWED_HOSTS: ["127.0.0.1"]`) });
    const visited = await server.get("/pots/hello", accept("text/html"));
    expect(visited).toEqual({ status: 404, text: "Not Found\n" });
    const production = await server.get("/pots/hello", accept("application/json"));
    expect(JSON.parse(production.text)).toEqual(JSON.parse(data.text));
  });

  test("is left to an application that the settings name", async () => {
    using tree = createTree({
      "settings.ts": settings(`APPLICATION: "./server.ts#app"`),
      "server.ts": `export const app = (request, response) => { response.statusCode = 404; response.end("my own"); };`,
      "blog/app.ts": APP,
    });
    await using server = await startCli(tree.root);
    expect(await server.get("/pots/hello", accept("text/html"))).toEqual({ status: 404, text: "my own" });
  });
});
