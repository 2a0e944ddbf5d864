import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { type RunningCli, startCli } from "./cli.test.support.ts";

/** Settings that wait for a file before they say anything. */
const settings = (body: string): string => `
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
while (!existsSync(new URL("go", import.meta.url))) await sleep(10);
export default { ${body} };`;
const site = (body: string): TestTree =>
  createTree({
    "settings.ts": settings(body),
    "blog/app.ts": `export default { routes: async (app) => {
      app.server.on("upgrade", (request, socket) => socket.end("HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\nto the application"));
    } };`,
    "blog/media/a.css": "a{}",
  });
const BLOG = `DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" }, ALLOWED_HOSTS: ["site.test"]`;

/** A request for an upgrade that has been sent. */
interface Upgrade {
  readonly socket: Socket;
  /** What has been answered so far. */
  readonly text: () => string;
  /** Everything that is answered, once the connection is closed. */
  readonly answer: Promise<string>;
}

function upgrade(server: RunningCli, target: string, host = "localhost"): Upgrade {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`);
  let text = "";
  socket.on("data", (chunk) => (text += String(chunk)));
  return { socket, text: () => text, answer: once(socket, "close").then(() => text) };
}

/** Waits until the front has read what was sent before: it answers a request for its own script without a project. */
async function untilRead(server: RunningCli): Promise<void> {
  expect((await server.get("/__devserver/assets/live-reload.js")).status).toBe(200);
}

describe("an upgrade before the first project has loaded", () => {
  test("waits for it, and is then what it would be later: media's, a stranger's, or the application's", async () => {
    using tree = site(BLOG);
    await using server = await startCli(tree.root);
    const upgrades = [
      upgrade(server, "/media/blog/a.css"),
      upgrade(server, "/chat"),
      upgrade(server, "/chat", "site.test"),
      upgrade(server, "/chat", "evil.test"),
    ];
    await untilRead(server);
    expect(upgrades.map(({ text }) => text())).toEqual(["", "", "", ""]);
    tree.write({ go: "" });
    const [media, chat, named, foreign] = await Promise.all(upgrades.map(({ answer }) => answer));
    expect(media).toMatch(/^HTTP\/1\.1 200 OK[^]*a\{\}$/);
    expect(chat).toMatch(/^HTTP\/1\.1 101 [^]*to the application$/);
    expect(named).toMatch(/^HTTP\/1\.1 101 /);
    expect(foreign).toMatch(/^HTTP\/1\.1 403 /);
  });

  test("is refused when none loads, and the server goes on when its client has gone", async () => {
    using tree = site("MEDIA_URL: 7");
    await using server = await startCli(tree.root);
    const { socket } = upgrade(server, "/chat");
    await untilRead(server);
    socket.resetAndDestroy();
    const { answer } = upgrade(server, "/media/blog/a.css");
    tree.write({ go: "" });
    expect(await answer).toMatch(/^HTTP\/1\.1 503 /);
    expect((await server.get("/")).status).toBe(500);
  });
});
