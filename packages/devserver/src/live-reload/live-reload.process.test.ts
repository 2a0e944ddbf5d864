import { once } from "node:events";
import { renameSync } from "node:fs";
import { type ClientRequest, get, type IncomingMessage, request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { type RunningCli, startCli } from "../cli.test.support.ts";

/** A machine with much to do takes its time. */
const PATIENT = { timeout: 20_000 };
const SETTINGS = `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`;
const app = (text: string): string =>
  `export default { routes: async (app) => {
    app.get("/", async () => "${text}");
    app.get("/boom", async () => { throw new Error("boom on purpose"); });
    app.get("/crash", async () => { setTimeout(() => { throw new Error("crashed"); }, 5); return "soon"; });
  } };`;
const site = (): TestTree =>
  createTree({
    "settings.ts": SETTINGS,
    "blog/app.ts": app("one"),
    "blog/media/a.css": "a{}",
    "blog/templates/blog/a.html": "a",
    "media/.keep": "",
  });

interface Stream extends Disposable {
  readonly response: IncomingMessage;
  /** How often it has said that something changed. */
  readonly reloads: () => number;
  readonly text: () => string;
}

async function open(server: RunningCli, query = "", headers: Record<string, string> = {}): Promise<Stream> {
  const sent: ClientRequest = get(new URL(`/__devserver/events${query}`, server.url), { agent: false, headers });
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  response.on("data", (chunk) => (text += String(chunk))).on("error", () => {});
  return {
    response,
    text: () => text,
    reloads: () => (text.match(/"kind":"(?:reload|swap)"/g) ?? []).length,
    [Symbol.dispose]: () => sent.destroy(),
  };
}

describe("the stream of live reload", () => {
  test("says so when a new worker answers, when media changed and when a template changed", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.event("ready");
    await server.get("/media/blog/a.css");
    using stream = await open(server);
    expect(stream.response.headers["content-type"]).toBe("text/event-stream");
    tree.write({ "blog/app.ts": app("two") });
    await expect.poll(stream.reloads, PATIENT).toBeGreaterThan(0);
    for (const file of ["blog/media/a.css", "blog/templates/blog/a.html"]) {
      const before = stream.reloads();
      await expect
        .poll(() => {
          tree.write({ [file]: `b{} ${Math.random()}` });
          return stream.reloads();
        }, PATIENT)
        .toBeGreaterThan(before);
    }
  });

  test("asks for no new page when an editor saves a style sheet by way of files of its own", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.event("ready");
    await server.get("/media/blog/a.css");
    await server.get("/media/blog/missing.js");
    using stream = await open(server);
    await sleep(300);
    for (const name of ["a.css.tmp", "#a.css#", "4913"]) {
      const before = stream.reloads();
      tree.write({ [`blog/media/${name}`]: `b{} ${name}` });
      await expect.poll(stream.reloads, PATIENT).toBeGreaterThan(before);
      renameSync(tree.path(`blog/media/${name}`), tree.path("blog/media/a.css"));
    }
    expect(stream.text()).not.toContain(`"reload"`);
    tree.write({ "blog/media/missing.js": "1" });
    await expect.poll(stream.text, PATIENT).toContain(`"reload"`);
  });

  test("is silent about other files, and about a worker that follows a crash", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.event("ready");
    using stream = await open(server);
    tree.write({ "notes.txt": "written", "blog/data.sqlite": "written" });
    await server.get("/crash");
    await server.event("crashed");
    expect((await server.get("/")).text).toBe("one");
    expect(stream.reloads()).toBe(0);
    tree.write({ "blog/app.ts": app("two") });
    await expect.poll(stream.reloads, PATIENT).toBe(1);
  });

  test("tells at once a page that is older than the last change", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.event("ready");
    using older = await open(server, "?since=0");
    await expect.poll(older.reloads, PATIENT).toBe(1);
    using newer = await open(server, `?since=${Date.now() + 1000}`);
    tree.write({ "blog/app.ts": app("two") });
    await expect.poll(newer.reloads, PATIENT).toBe(1);
  });

  test("works before a project has loaded, and ends with the server", async () => {
    using tree = site();
    tree.write({ "settings.ts": `export default { MEDIA_URL: 7 };` });
    await using server = await startCli(tree.root);
    await server.event("failed");
    using stream = await open(server);
    expect((await server.get("/__devserver/assets/live-reload.js")).text).toContain("EventSource");
    tree.write({ "settings.ts": SETTINGS });
    await expect.poll(stream.reloads, PATIENT).toBe(1);
    const ended = new Promise((resolve) => stream.response.once("close", resolve));
    expect(await server.end("SIGTERM")).toBe(143);
    await ended;
  });

  test("is for pages of the same host alone", async () => {
    using tree = site();
    tree.write({ "settings.ts": "export default nothing;" });
    await using server = await startCli(tree.root);
    await server.event("failed");
    const status = async (headers: Record<string, string>, method = "GET"): Promise<number | undefined> => {
      const sent = httpRequest(new URL("/__devserver/events", server.url), { agent: false, method, headers }).end();
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      sent.destroy();
      return response.statusCode;
    };
    const { host, origin } = new URL(server.url);
    expect(await status({ origin })).toBe(200);
    expect(await status({ origin: origin.toUpperCase() })).toBe(200);
    for (const other of ["http://evil.example", `http://${host}.evil.example`, "http://127.0.0.1:1", "null", ""]) {
      expect(await status({ origin: other })).toBe(403);
    }
    expect(await status({ host: "evil.example" })).toBe(403);
    expect(await status({ host: "evil.example", origin: "http://evil.example" })).toBe(403);
    expect(await status({}, "POST")).toBe(405);
  });

  test("is held by two hundred at most, and is free again when they leave", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.event("ready");
    const streams = await Promise.all(Array.from({ length: 200 }, () => open(server)));
    using refused = await open(server);
    expect(refused.response.statusCode).toBe(503);
    for (const stream of streams) stream[Symbol.dispose]();
    await expect
      .poll(async () => {
        using stream = await open(server);
        return stream.response.statusCode;
      }, PATIENT)
      .toBe(200);
  });
});

describe("the front's own paths", () => {
  test("serve the script and nothing else", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.event("ready");
    const script = await fetch(new URL("/__devserver/assets/live-reload.js", server.url));
    expect(script.headers.get("content-type")).toContain("javascript");
    expect(script.headers.get("x-content-type-options")).toBe("nosniff");
    await script.body?.cancel();
    for (const path of [
      "",
      "nothing",
      "assets/",
      "assets/..%2fpackage.json",
      "assets/%2e%2e/package.json",
      "eventsx",
    ]) {
      expect({ path, ...(await server.get(`/__devserver/${path}`)) }).toMatchObject({ path, status: 404 });
    }
  });

  test("are in the error page, whose policy allows that script and no other; a form's is not sent again", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    const ask = (path: string, method: string): Promise<Response> =>
      fetch(new URL(path, server.url), { method, headers: { accept: "text/html" } });
    const page = await ask("/boom", "GET");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'; connect-src 'self'");
    const text = await page.text();
    expect(text).toContain("boom on purpose");
    expect(text).toMatch(/<strong class="mark"> *app.get\(&quot;\/boom&quot;/);
    expect(text.match(/<script/g)).toHaveLength(1);
    tree.write({ "blog/app.ts": "throw new Error('broken');" });
    const form = await ask("/", "POST");
    expect(form.status).toBe(500);
    expect(await form.text()).not.toContain("<script");
  });

  test("no page tells a foreign host of an error before a project has loaded", async () => {
    using tree = site();
    tree.write({ "settings.ts": "export default nothing;" });
    await using server = await startCli(tree.root);
    await server.event("failed");
    const sent = get(server.url, { agent: false, headers: { host: "evil.example", accept: "text/html" } });
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(403);
    expect(String(await response.toArray())).not.toContain("nothing is not defined");
  });
});
