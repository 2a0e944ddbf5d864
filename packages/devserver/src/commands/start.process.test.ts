import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runCli, startCli, until, workersIn } from "../cli.test.support.ts";

const settings = (body = ""): string =>
  `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" }, ${body} };`;
const app = (answer: string, top = ""): string =>
  `${top}\nexport default { routes: async (app: { get: Function; post: Function }) => {
    app.get("/", async () => ${answer});
    app.get("/crash", async () => { setTimeout(() => { throw new Error("crashed on purpose"); }, 5); return "soon"; });
    app.get("/boom", async () => { throw new Error("boom on purpose"); });
    app.get("/loop", async () => { for (;;); });
    app.post("/", async (request: { body: { length: number } }) => String(request.body.length));
  } };`;
const site = (answer = `"one"`): TestTree =>
  createTree({ "settings.ts": settings(), "blog/app.ts": app(answer), "blog/media/a.css": "a{}", "media/.keep": "" });

describe("devserver start", () => {
  test("serves media and the application, and tells which source answered", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    expect(await server.get("/media/blog/a.css")).toEqual({ status: 200, text: "a{}" });
    expect(await server.get("/")).toEqual({ status: 200, text: "one" });
    tree.write({ "media/blog/a.css": "override{}" });
    expect((await server.get("/media/blog/a.css")).text).toBe("override{}");
    await server.event("request", ({ url, source }) => url === "/media/blog/a.css" && source === "blog");
    await server.event("request", ({ url, source }) => url === "/media/blog/a.css" && source === "project");
    await server.event("request", ({ url, source, status }) => url === "/" && source === undefined && status === 200);
  });

  test("takes the next free port, and with --strict-port fails", async () => {
    using tree = site();
    const other = createServer().listen(0, "127.0.0.1");
    await until(() => (other.listening ? true : undefined));
    const { port } = other.address() as AddressInfo;
    await using server = await startCli(tree.root, ["--port", String(port)]);
    expect(await server.event("port-taken")).toMatchObject({ wanted: port });
    expect(new URL(server.url).port).not.toBe(String(port));
    const strict = await runCli(tree.root, ["start", "--port", String(port), "--strict-port"]);
    other.close();
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain("PORT_IN_USE");
    expect(strict.stderr).not.toContain("    at ");
  });

  test("--open opens its address, and a system without a browser is no reason to end", async () => {
    using tree = site();
    tree.write({ "bin/xdg-open": '#!/bin/sh\necho "$1" > opened\n' });
    chmodSync(tree.path("bin/xdg-open"), 0o755);
    await using server = await startCli(tree.root, ["--open"], {
      PATH: tree.path("bin") + delimiter + process.env["PATH"],
    });
    expect(await until(() => readOpened(tree))).toBe(`${server.url}\n`);
    using elsewhere = site();
    await using other = await startCli(elsewhere.root, ["--open"], { PATH: "/nowhere" });
    expect((await other.get("/")).text).toBe("one");
    expect(other.stderr()).toContain("Could not open a browser");
  });

  test("ends with 2 without a settings file and on wrong usage", async () => {
    using tree = createTree();
    const missing = await runCli(tree.root, ["start", "--port", "0"]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("SETTINGS_NOT_FOUND");
    expect((await runCli(tree.root, ["start", "--nope"])).code).toBe(2);
    expect((await runCli(tree.root, ["start", "--port", "many"])).code).toBe(2);
    expect((await runCli(tree.root, ["serve"])).code).toBe(2);
  });

  test("stays up with broken settings, says why on every path, and mends itself at the next save", async () => {
    using tree = site();
    tree.write({ "settings.ts": `export default { MEDIA_URL: "media" };` });
    await using server = await startCli(tree.root);
    for (const path of ["/", "/media/blog/a.css"]) {
      const page = await server.get(path);
      expect(page.status).toBe(500);
      expect(page.text).toContain("MEDIA_URL");
    }
    expect(await server.event("failed")).toMatchObject({ error: { code: "SETTING_INVALID" } });
    tree.write({ "settings.ts": settings() });
    expect(await server.get("/")).toEqual({ status: 200, text: "one" });
    expect(await server.get("/media/blog/a.css")).toEqual({ status: 200, text: "a{}" });
  });

  test.each([
    ["throws at import", `throw new Error("broken on purpose");`, "broken on purpose"],
    ["is no TypeScript", `let let = 1;`, "let"],
    ["exits", `process.exit(7);`, "code 7"],
    ["imports a file that is not there", `import "./absent.ts";`, "absent.ts"],
    ["imports a package that is not there", `import "nowhere-to-be-found";`, "nowhere-to-be-found"],
  ])("serves media while an app %s, and the page tells why until it is mended", async (_, top, words) => {
    using tree = site();
    tree.write({ "blog/app.ts": app(`"one"`, top) });
    await using server = await startCli(tree.root);
    const page = await server.get("/");
    expect(page.status).toBe(500);
    expect(page.text).toContain(words);
    expect((await server.get("/media/blog/a.css")).text).toBe("a{}");
    tree.write({ "blog/app.ts": app(`"mended"`) });
    expect(await server.get("/")).toEqual({ status: 200, text: "mended" });
  });

  test("is mended by the file that an import missed", async () => {
    using tree = site();
    tree.write({ "blog/app.ts": app("value", `import { value } from "./lib/value.ts";`) });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).status).toBe(500);
    tree.write({ "blog/lib/value.ts": `export const value = "found";` });
    expect(await server.get("/")).toEqual({ status: 200, text: "found" });
  });

  // Each waits for the end of a hold.
  test.concurrent("serves media while an app loops at import, and starts anew at the next save", async () => {
    using tree = site();
    tree.write({ "blog/app.ts": app(`"one"`, "for (;;);") });
    await using server = await startCli(tree.root);
    expect((await server.get("/media/blog/a.css")).text).toBe("a{}");
    expect((await server.get("/")).status).toBe(503);
    tree.write({ "blog/app.ts": app(`"mended"`) });
    expect((await server.get("/")).text).toBe("mended");
  });

  test.concurrent("serves media while a request loops, and a save frees the application", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.get("/");
    const looping = server.get("/loop").catch(() => ({ status: 0, text: "" }));
    await sleep(300);
    expect((await server.get("/media/blog/a.css")).text).toBe("a{}");
    tree.write({ "blog/app.ts": app(`"two"`) });
    expect((await server.get("/")).text).toBe("two");
    expect((await looping).status).not.toBe(200);
    await until(() => (workersIn(tree.root).length <= 2 ? true : undefined));
  });

  test("starts an application that crashed again, and tells of the crash", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.get("/crash");
    expect(await server.event("crashed")).toMatchObject({ error: { message: "crashed on purpose" } });
    expect(await server.get("/")).toEqual({ status: 200, text: "one" });
  });

  test("shows the error of a route to a browser, and the application's own answer to a program", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
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

  test("reads .env beside the settings, and again when it changes or appears", async () => {
    using tree = site("process.env.GREETING ?? 'none'");
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toBe("none");
    tree.write({ ".env": "GREETING=hello\n" });
    expect((await server.get("/")).text).toBe("hello");
    tree.write({ ".env": "GREETING=goodbye\n" });
    expect((await server.get("/")).text).toBe("goodbye");
  });

  test("gives an app its first app.ts, and its first media, while it runs", async () => {
    using tree = createTree({
      "settings.ts": settings(),
      "blog/": "",
    });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toContain("APP_ROUTES_MISSING");
    expect((await server.get("/media/blog/a.css")).status).toBe(404);
    tree.write({ "blog/media/a.css": "new{}" });
    expect((await server.get("/media/blog/a.css")).text).toBe("new{}");
    tree.write({ "blog/app.ts": app(`"first"`) });
    await server.event("ready", ({ cause }) => cause !== undefined);
    expect((await server.get("/")).text).toBe("first");
  });

  test("keeps the last good media when the settings break", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    expect((await server.get("/")).status).toBe(200);
    tree.write({ "settings.ts": "export default nothing;" });
    expect((await server.get("/")).status).toBe(500);
    expect((await server.get("/media/blog/a.css")).text).toBe("a{}");
    tree.write({ "settings.ts": settings(`MEDIA_URL: "/static/"`) });
    expect((await server.get("/")).status).toBe(200);
    expect((await server.get("/static/blog/a.css")).text).toBe("a{}");
  });

  test("answers no request from code older than the last save before it, and loses none", async () => {
    using tree = site("0");
    await using server = await startCli(tree.root);
    let saved = 0;
    let answered = 0;
    const saving = new AbortController();
    const stale: string[] = [];
    const ask = async (): Promise<void> => {
      while (!saving.signal.aborted) {
        const least = saved;
        const { status, text } = await server.get("/");
        answered += 1;
        if (status !== 200 || Number(text) < least) stale.push(`${status} ${text} < ${least}`);
        const upload = await server.get("/", {
          method: "POST",
          body: "x".repeat(70_000),
          headers: { "content-type": "text/plain" },
        });
        if (upload.text !== "70000") stale.push(`upload ${upload.status} ${upload.text}`);
      }
    };
    const clients = [ask(), ask(), ask(), ask()];
    for (let save = 1; save <= 12; save += 1) {
      writeFileSync(tree.path("blog/app.ts"), app(`"${save}"`));
      saved = save;
      await sleep(60 + (save % 4) * 60);
    }
    saving.abort();
    await Promise.all(clients);
    expect(stale).toEqual([]);
    expect(answered).toBeGreaterThan(3);
  });

  test("restarts for code alone: neither for media nor for a template", async () => {
    using tree = site();
    tree.write({ "blog/templates/blog/x.html": "x" });
    await using server = await startCli(tree.root);
    await server.event("ready");
    await sleep(300);
    tree.write({ "blog/media/a.css": "b{}", "blog/media/new.js": "1", "blog/templates/blog/x.html": "y" });
    expect((await server.get("/media/blog/a.css")).text).toBe("b{}");
    await sleep(400);
    expect(server.events.filter(({ kind }) => kind === "ready")).toHaveLength(1);
    rmSync(tree.path("blog/media/new.js"));
    expect((await server.get("/media/blog/new.js")).status).toBe(404);
  });

  test("refuses a host that is not the site's, with the settings line to write", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.event("ready");
    for (const target of ["/", "/media/blog/a.css", "/__devserver/"]) {
      const answer = await rawGet(server.url, target, "evil.example");
      expect(answer).toContain("HTTP/1.1 403");
      expect(answer).toContain("ALLOWED_HOSTS");
    }
  });
});

describe("the end of devserver start", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("after %s it ends with %d and leaves no process", async (signal, code) => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.get("/");
    expect(await server.end(signal)).toBe(code);
    expect(workersIn(tree.root)).toEqual([]);
  });

  test.each(["SIGTERM", "SIGKILL"] as const)("after %s a looping worker is gone too", async (signal) => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.get("/");
    void server.get("/loop").catch(() => undefined);
    await sleep(200);
    await server.end(signal);
    expect(await until(() => (workersIn(tree.root).length === 0 ? "none" : undefined))).toBe("none");
  });

  test("an app that catches signals does not outlive the front", async () => {
    using tree = site();
    tree.write({ "blog/app.ts": app(`"one"`, `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`) });
    await using server = await startCli(tree.root);
    await server.get("/");
    await server.end("SIGTERM");
    expect(workersIn(tree.root)).toEqual([]);
  });
});

function readOpened(tree: TestTree): string | undefined {
  const text = existsSync(tree.path("opened")) ? readFileSync(tree.path("opened"), "utf8") : "";
  return text === "" ? undefined : text;
}

async function rawGet(url: string, target: string, host: string): Promise<string> {
  const { connect } = await import("node:net");
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.end(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}
