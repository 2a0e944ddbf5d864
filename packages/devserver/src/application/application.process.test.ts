import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createDevServer } from "../dev-server.ts";
import { type RunningCli, startCli, until } from "../cli.test.support.ts";

const PACKAGES = path.join(import.meta.dirname, "../../node_modules");
const express = (answer: string): string => `import express from "express";
  export const app = express();
  app.get("/", (request, response) => void response.send(${JSON.stringify(answer)}));`;

/** An Express site that brings an app's media in. */
function site(more: Tree = {}): TestTree {
  return createTree({
    "node_modules/express": { link: path.join(PACKAGES, "express") },
    "node_modules/ws": { link: path.join(PACKAGES, "ws") },
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./admin"], APPLICATION: "./server.ts#app" };`,
    "server.ts": express("one"),
    "admin/app.ts": `throw new Error("an app that is here for its media does not run");`,
    "admin/media/a.css": "a{}",
    "media/": "",
    ...more,
  });
}

describe("APPLICATION", () => {
  test("brings every app's media to an Express site, and a save brings its new code", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    expect((await server.get("/media/admin/a.css")).text).toBe("a{}");
    expect((await server.get("/")).text).toBe("one");
    tree.write({ "server.ts": express("two") });
    expect((await server.get("/")).text).toBe("two");
    tree.write({
      "server.ts": `import { words } from "./words.ts";\n${express("").replace('""', "words")}`,
      "words.ts": `export const words = "three";`,
    });
    expect((await server.get("/")).text).toBe("three");
    tree.write({ "words.ts": `export const words = "four";` });
    expect((await server.get("/")).text).toBe("four");
    expect((await server.get("/nowhere")).text).toContain("Cannot GET /nowhere");
  });

  test("of another settings file starts anew when that file, its .env or an app of it is saved", async () => {
    const app = (answer: string): string =>
      `export default { routes: async (app: { get: Function }) => { app.get("/", async () => "${answer} " + process.env.WORD); } };`;
    const old = (label: string): string =>
      `export default { DEBUG: true, INSTALLED_APPS: ["./${label}"], URLS: { "/": "${label}" } };`;
    using tree = site({
      "settings.ts": `export default { DEBUG: true, APPLICATION: "legacy", APPLICATIONS: { legacy: "config:old/settings.ts" } };`,
      "old/settings.ts": old("blog"),
      "old/.env": "WORD=first",
      "old/blog/app.ts": app("blog"),
      "old/shop/app.ts": app("shop"),
    });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toBe("blog first");
    tree.write({ "old/blog/app.ts": app("new blog") });
    expect((await server.get("/")).text).toBe("new blog first");
    tree.write({ "old/.env": "WORD=second" });
    expect((await server.get("/")).text).toBe("new blog second");
    tree.write({ "old/settings.ts": old("shop") });
    expect((await server.get("/")).text).toBe("shop second");
  });

  test("is found in a package, by the package's own exports", async () => {
    using tree = site({
      "settings.ts": `export default { DEBUG: true, APPLICATION: "@acme/site/web#createApp()" };`,
      "node_modules/@acme/site/package.json": `{ "type": "module", "exports": { "./web": { "import": "./dist/web.js" } } }`,
      "node_modules/@acme/site/dist/web.js": `await null; export const createApp = async () => (request, response) => response.end("package");`,
    });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toBe("package");
    tree.write({ "settings.ts": `export default { DEBUG: true, APPLICATION: "@acme/site/wbe" };` });
    expect((await server.get("/")).text).toContain('not defined by "exports"');
    tree.write({ "settings.ts": `export default { DEBUG: true, APPLICATION: "@acme/none" };` });
    expect((await server.get("/")).text).toContain(tree.path("node_modules/@acme/none"));
    tree.write({
      "node_modules/@acme/none/index.js": `module.exports = (request, response) => response.end("installed");`,
    });
    expect((await server.get("/")).text).toBe("installed");
  });

  test("that throws at import shows its own stack while media is served, and a save mends it", async () => {
    using tree = site({
      "server.ts": `export const app = 1;\nfunction start() { throw new Error("no database"); }\nstart();`,
    });
    await using server = await startCli(tree.root);
    const page = await server.get("/", { headers: { accept: "text/html" } });
    expect(page.status).toBe(500);
    expect(page.text).toContain("APPLICATION_FAILED");
    expect(page.text).toContain("no database");
    expect(page.text).toContain(`${tree.path("server.ts")}:2:`);
    expect((await server.get("/media/admin/a.css")).text).toBe("a{}");
    tree.write({ "server.ts": express("mended") });
    expect((await server.get("/")).text).toBe("mended");
  });

  test("that is a Fastify shows where a route of it threw", async () => {
    using tree = site({
      "node_modules/fastify": { link: path.join(PACKAGES, "fastify") },
      "server.ts": `import fastify from "fastify";
        export const app = fastify();
        app.register(async (scope) => void scope.get("/boom", async () => { throw new Error("boom on purpose"); }));`,
    });
    await using server = await startCli(tree.root);
    const page = await server.get("/boom", { headers: { accept: "text/html" } });
    expect(page).toMatchObject({ status: 500, text: expect.stringContaining(`${tree.path("server.ts")}:3:`) });
    const answer = await server.get("/boom", { headers: { accept: "application/json" } });
    expect(JSON.parse(answer.text)).toMatchObject({ statusCode: 500, message: "boom on purpose" });
  });

  test("that is not there yet is taken when it comes", async () => {
    using tree = site({ "settings.ts": `export default { DEBUG: true, APPLICATION: "./web.ts#app" };` });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toContain("APPLICATION_NOT_FOUND");
    tree.write({ "web.ts": express("come") });
    expect((await server.get("/")).text).toBe("come");
    tree.write({ "settings.ts": `export default { DEBUG: true, APPLICATION: "config:sub/settings.ts" };` });
    expect((await server.get("/")).text).toContain("APPLICATION_NOT_FOUND");
    tree.write({ "sub/settings.ts": `export default { APPLICATION: "../web.ts#app" };` });
    expect((await server.get("/")).text).toBe("come");
  });

  test("that listens by itself is told why it may not, when its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await until(() => (other.listening ? true : undefined));
    const { port } = other.address() as AddressInfo;
    using tree = site({
      "server.ts": `import { createServer } from "node:http";
        export const app = createServer((request, response) => response.end("x")).listen(${port}, "127.0.0.1");`,
    });
    await using server = await startCli(tree.root);
    const { text: page } = await until(async () => {
      const answer = await server.get("/");
      return answer.text.includes("EADDRINUSE") ? answer : undefined;
    });
    other.close();
    expect(page).toContain("listens by itself");
  });
});

describe("MOUNTS", () => {
  const chat = `import { createServer } from "node:http"; import { WebSocketServer } from "ws";
    export function createChat() {
      const server = createServer((request, response) => response.end("chat " + request.url));
      const sockets = new WebSocketServer({ server });
      sockets.on("connection", (socket, request) => socket.on("message", (words) => socket.send(request.url + " " + words)));
      return server;
    }
    export const app = createChat();`;
  const mounted = (): TestTree =>
    site({
      "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./admin"], APPLICATION: "./server.ts#app",
        MOUNTS: { "/css": "./css", "/css/live": "./chat.ts#createChat()", "/live": "./chat.ts#app", "/live/css": "./css", "/bad": "./fails.ts#default" } };`,
      "chat.ts": chat,
      "fails.ts": `export default (request: unknown, response: unknown) => { throw new Error("fails on purpose"); };`,
      "css/a.css": "a{}",
      "css/live/a.css": "hidden",
    });

  test("directories answer in the front, applications in the worker, the longest prefix first", async () => {
    using tree = mounted();
    await using server = await startCli(tree.root);
    const answers = ["/css/a.css", "/css/live/a.css", "/live/x?y", "/live", "/live/css/a.css", "/liver", "/"];
    const texts = await Promise.all(answers.map(async (target) => (await server.get(target)).text));
    expect(texts.slice(0, 5)).toEqual(["a{}", "chat /a.css", "chat /x?y", "chat /", "a{}"]);
    expect(texts[5]).toContain("Cannot GET /liver");
    expect(texts[6]).toBe("one");
    const page = await server.get("/bad/x", { headers: { accept: "text/html" } });
    expect(page).toMatchObject({ status: 500, text: expect.stringContaining(tree.path("fails.ts")) });
    const sources = server.events.flatMap((event) => (event.kind === "request" ? [[event.url, event.source]] : []));
    expect(sources).toContainEqual(["/css/a.css", "mount"]);
    tree.write({ "chat.ts": chat.replace('"chat "', '"new "') });
    await server.event("ready", ({ cause }) => cause === "chat.ts");
    expect((await server.get("/live/x")).text).toBe("new /x");
  });

  test("WebSockets reach what is mounted, and never the application for what is not its own", async () => {
    using tree = mounted();
    tree.write({ "server.ts": `${chat}\n`, "media/x.css": "x{}" });
    await using server = await startCli(tree.root);
    expect(await echoOf(server, "/chat")).toBe("/chat hello");
    expect(await echoOf(server, "/live/chat?x")).toBe("/chat?x hello");
    expect(await echoOf(server, "/css/live/chat")).toBe("/chat hello");
    for (const target of [
      "/__devserver/chat",
      "/__devserver/events",
      "/%5F_devserver/x",
      `${server.url}__devserver/x`,
    ]) {
      expect(await refusalOf(server, target)).toMatch(/^HTTP\/1.1 404 /);
    }
    expect(await refusalOf(server, "/media/x.css")).toMatch(/^HTTP\/1.1 200 [^]*x\{\}$/);
    expect(await refusalOf(server, "/css/none")).toMatch(/^HTTP\/1.1 404 /);
  });
});

test("an Express site with a server of its own gets every app's media with three lines, as the documentation says", async () => {
  const documentation = readFileSync(new URL("../../../../docs/composition.md", import.meta.url), "utf8");
  const [code = ""] = /^import [^`]*addMediaToApp[^`]*listen\(8000\)/m.exec(documentation) ?? [];
  using tree = site({
    "node_modules/@mediaroot/core": { link: path.join(PACKAGES, "@mediaroot/core") },
    "node_modules/@mediaroot/devserver": { link: path.join(PACKAGES, "..") },
    "site.ts": `${code.replace("await addMediaToApp", "const server = await addMediaToApp").replace("8000", "0")};
      process.stdout.write(String((server.address() as { port: number }).port));`,
  });
  const child = spawn(process.execPath, ["site.ts"], { cwd: tree.root, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    const get = async (target: string): Promise<string> =>
      (await fetch(`http://127.0.0.1:${String(port)}${target}`)).text();
    expect(await get("/")).toBe("home");
    expect(await get("/media/admin/a.css")).toBe("a{}");
  } finally {
    child.kill();
    await once(child, "exit");
  }
});

test("createDevServer serves the same composition inside another program", async () => {
  using tree = site({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./admin"], APPLICATION: "./server.ts#app", MOUNTS: { "/f": "./server.ts#app" } };`,
  });
  const server = await createDevServer({ directory: tree.root, port: 0 });
  try {
    await server.started;
    const get = async (target: string): Promise<string> => (await fetch(new URL(target, server.address.url))).text();
    expect(await get("/")).toBe("one");
    expect(await get("/f/")).toBe("one");
    expect(await get("/media/admin/a.css")).toBe("a{}");
  } finally {
    await server.close();
  }
});

async function echoOf({ url }: RunningCli, target: string): Promise<string> {
  const socket = new WebSocket(new URL(target, url.replace("http", "ws")));
  return new Promise((resolve, reject) => {
    socket.on("error", reject).on("open", () => socket.send("hello"));
    socket.on("message", (words: Buffer) => {
      resolve(words.toString());
      socket.close();
    });
  });
}

/** What comes over the connection until it is closed. */
async function refusalOf({ url }: RunningCli, target: string): Promise<string> {
  const { port, host } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  const fields = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  ];
  socket.write([`GET ${target} HTTP/1.1`, `Host: ${host}`, ...fields, "", ""].join("\r\n"));
  return text(socket);
}
