import { describe, expect, test } from "vitest";
import { startCli } from "./cli.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";
import { app, createSite, settings, siteFiles } from "./start-site.test.support.ts";

test("broken settings: it stays up, says why on every path, and recovers at the next save", async () => {
  using tree = createSite();
  tree.write({ "settings.ts": `export default { MEDIA_URL: "media" };` });
  await using server = await startCli(tree.root);
  for (const path of ["/", "/media/blog/a.css"]) {
    const page = await server.get(path);
    expect(page.status).toBe(500);
    expect(page.text).toContain("MEDIA_URL");
    await server.event("request", ({ url, status }) => url === path && status === 500);
  }
  expect(await server.event("failed")).toMatchObject({ error: { code: "SETTING_INVALID" } });
  tree.write({ "settings.ts": settings() });
  expect(await server.get("/")).toEqual({ status: 200, text: "one" });
  expect(await server.get("/media/blog/a.css")).toEqual({ status: 200, text: "a{}" });
});

describe("a site with an app", () => {
  const site = shareSite({ ...siteFiles(), "blog/app.ts": app(`"one"`, `throw new Error("broken on purpose");`) });

  test.each([
    ["throws at import, from the first start on,", undefined, "broken on purpose"],
    ["is no TypeScript", `let let = 1;`, "let"],
    ["exits", `process.exit(7);`, "code 7"],
    ["imports a file that is not there", `import "./absent.ts";`, "absent.ts"],
    ["imports a package that is not there", `import "nowhere-to-be-found";`, "nowhere-to-be-found"],
  ])("that %s serves media, and the page says why until it is corrected", async (_, top, words) => {
    const { tree, server } = site;
    if (top !== undefined) tree.write({ "blog/app.ts": app(`"one"`, top) });
    const page = await server.get("/");
    expect(page.status).toBe(500);
    expect(page.text).toContain(words);
    expect((await server.get("/media/blog/a.css")).text).toBe("a{}");
    tree.write({ "blog/app.ts": app(`"mended"`) });
    expect(await server.get("/")).toEqual({ status: 200, text: "mended" });
  });

  test.each([
    ["has no parent to send to, as without the dev server", `if (process.send !== undefined) throw new Error("sent");`],
    [
      "writes what it likes where the front reads",
      `import { writeSync } from "node:fs";
      for (const text of ["{", "null", "1", "[]", '""', "{}", '{ "kind": "nothing" }', "\\u0000"]) writeSync(3, text + "\\n");`,
    ],
  ])("that %s is served", async (_, top) => {
    const { tree, server } = site;
    tree.write({ "blog/app.ts": app(`"sent"`, top) });
    expect(await server.get("/")).toEqual({ status: 200, text: "sent" });
  });

  test.each([
    ["template", `reply.render("blog/absent.html")`],
    ["route", `reply.redirect(reply.url_for("blog:absent"))`],
  ])("that names a %s that is not there shows the line in the app", async (_, call) => {
    const { tree, server } = site;
    const route = `app.get("/", (request, reply) => ${call});`;
    tree.write({ "blog/app.ts": `export default { routes: async (app) => {\n  ${route}\n} };` });
    const { status, text } = await server.get("/", { headers: { accept: "text/plain" } });
    expect(status).toBe(500);
    expect(text).toContain(`${tree.path("blog/app.ts")}:2:`);
    expect(text).toMatch(/> 2 \|   app\.get/);
  });

  test("is mended by the file that an import missed", async () => {
    const { tree, server } = site;
    tree.write({ "blog/app.ts": app("value", `import { value } from "./lib/value.ts";`) });
    expect((await server.get("/")).status).toBe(500);
    tree.write({ "blog/lib/value.ts": `export const value = "found";` });
    expect(await server.get("/")).toEqual({ status: 200, text: "found" });
  });

  test("that crashed starts it again, and reports the crash", async () => {
    const { tree, server } = site;
    tree.write({ "blog/app.ts": app(`"one"`) });
    await server.get("/crash");
    expect(await server.event("crashed")).toMatchObject({ error: { message: "crashed on purpose" } });
    expect(await server.get("/")).toEqual({ status: 200, text: "one" });
  });

  test("keeps the last good media when the settings break", async () => {
    const { tree, server } = site;
    tree.write({ "blog/app.ts": app(`"one"`), "settings.ts": "export default nothing;" });
    expect((await server.get("/")).status).toBe(500);
    expect((await server.get("/media/blog/a.css")).text).toBe("a{}");
    tree.write({ "settings.ts": settings(`MEDIA_URL: "/static/"`) });
    expect((await server.get("/")).status).toBe(200);
    expect((await server.get("/static/blog/a.css")).text).toBe("a{}");
  });

  test("shows the error of a route to a browser, and the application's own answer to a program", async () => {
    const { tree, server } = site;
    tree.write({ "blog/app.ts": app(`"one"`), "settings.ts": settings() });
    const page = await server.get("/boom", { headers: { accept: "text/html" } });
    expect(page.status).toBe(500);
    expect(page.text).toContain("boom on purpose");
    expect(page.text).toContain("app.ts");
    const data = await server.get("/boom", { headers: { accept: "application/json" } });
    expect(JSON.parse(data.text)).toMatchObject({ statusCode: 500, message: "boom on purpose" });
    tree.write({ "settings.ts": settings(`DEBUG: false, SECRET_KEY: "x", ALLOWED_HOSTS: ["127.0.0.1"]`) });
    expect((await server.get("/boom", { headers: { accept: "text/html" } })).text).not.toContain("app.ts");
    expect(server.stderr()).toContain("boom on purpose");
  });
});
