import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { RunningCli } from "./cli.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";
import { EXPRESS_SITE } from "../../media/tests/express-site.test.support.ts";

const CHAT = `import { createServer } from "node:http"; import { WebSocketServer } from "ws";
export function createChat() {
  const server = createServer((request, response) => response.end("chat " + request.url));
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => socket.on("message", (words) => socket.send(request.url + " " + words)));
  return server;
}
export const app = createChat();`;

describe("MOUNTS", () => {
  const site = shareSite({
    ...EXPRESS_SITE,
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./admin"], APPLICATION: "./server.ts#app",
      MOUNTS: { "/css": "./css", "/css/live": "./chat.ts#createChat()", "/live": "./chat.ts#app", "/live/css": "./css", "/bad": "./fails.ts#default" } };`,
    "chat.ts": CHAT,
    "fails.ts": `export default (request: unknown, response: unknown) => { throw new Error("fails on purpose"); };`,
    "css/a.css": "a{}",
    "css/live/a.css": "hidden",
  });

  test("directories answer in the front, applications in the worker, the longest prefix first", async () => {
    const { tree, server } = site;
    const answers = ["/css/a.css", "/css/live/a.css", "/live/x?y", "/live", "/live/css/a.css", "/liver", "/"];
    const texts = await Promise.all(answers.map(async (target) => (await server.get(target)).text));
    expect(texts.slice(0, 5)).toEqual(["a{}", "chat /a.css", "chat /x?y", "chat /", "a{}"]);
    expect(texts[5]).toContain("Cannot GET /liver");
    expect(texts[6]).toBe("one");
    const page = await server.get("/bad/x", { headers: { accept: "text/html" } });
    expect(page).toMatchObject({ status: 500, text: expect.stringContaining(tree.path("fails.ts")) });
    const sources = server.events.flatMap((event) => (event.kind === "request" ? [[event.url, event.source]] : []));
    expect(sources).toContainEqual(["/css/a.css", "mount"]);
    tree.write({ "chat.ts": CHAT.replace('"chat "', '"new "') });
    await server.event("ready", ({ cause }) => cause === "chat.ts");
    expect((await server.get("/live/x")).text).toBe("new /x");
  });

  test("WebSockets reach what is mounted, and never the application for what is not its own", async () => {
    const { tree, server } = site;
    tree.write({ "server.ts": `${CHAT}\n`, "media/x.css": "x{}" });
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
