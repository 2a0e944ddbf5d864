import { once } from "node:events";
import { Agent, type IncomingMessage, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { PACKAGES } from "../../media/tests/express-site.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";

const ENDS = `const ends = ({ socket: s }) => JSON.stringify({ remoteAddress: s.remoteAddress, remotePort: s.remotePort,
  remoteFamily: s.remoteFamily, localAddress: s.localAddress, localPort: s.localPort, address: s.address() });`;
const APP = `${ENDS}
export default { routes: async (app) => {
  app.get("/ip", async (request) => request.ip + " " + request.headers["x-forwarded-for"]);
  app.get("/ends", async (request) => ends(request.raw));
  app.post("/size", { bodyLimit: 1e7 }, async (request) => ends(request.raw) + JSON.stringify(request.body).length);
  app.server.on("upgrade", (request, socket) => {
    socket.end("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n" + ends(request));
  });
} };`;
const SETTINGS = `DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" }`;

interface Asked {
  readonly text: string;
  /** The client's own end. */
  readonly port: number;
}

describe("an application's sockets name the client as the front's socket does", () => {
  const site = shareSite({
    "settings.mjs": `export default { ${SETTINGS} };`,
    "blog/app.mjs": APP,
    "node_modules/express": { link: `${PACKAGES}/express` },
    "server.mjs": `import express from "express"; ${ENDS}
      export const app = express().get("/ends", (request, response) => response.send(ends(request)));`,
  });
  const port = (): number => Number(new URL(site.server.url).port);
  const ask = async (path: string, more: object = {}, body?: string): Promise<Asked> => {
    const sent = httpRequest({ host: "127.0.0.1", port: port(), path, agent: false, ...more }).end(body);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return { port: sent.socket?.localPort ?? 0, text: await text(response) };
  };
  const endsOf = (remotePort: number): object => ({
    remoteAddress: "127.0.0.1",
    remotePort,
    remoteFamily: "IPv4",
    localAddress: "127.0.0.1",
    localPort: port(),
    address: { address: "127.0.0.1", family: "IPv4", port: port() },
  });

  test("in an installed app, with nothing set", async () => {
    expect((await ask("/ip")).text).toBe("127.0.0.1 127.0.0.1");
    const asked = await ask("/ends");
    expect(JSON.parse(asked.text)).toEqual(endsOf(asked.port));
  });

  test("for each request of clients that ask at once, over connections that they keep", async () => {
    const clients = Array.from({ length: 8 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const rounds = Array.from({ length: 10 }, () => clients).flat();
    const asked = await Promise.all(rounds.map((agent) => ask("/ends", { agent })));
    clients.forEach((agent) => agent.destroy());
    for (const one of asked) expect(JSON.parse(one.text)).toEqual(endsOf(one.port));
    expect(new Set(asked.map((one) => one.port)).size).toBe(clients.length);
  });

  test("whatever a client sends", async () => {
    const lines = ["PROXY TCP4 6.6.6.6 6.6.6.6 6 6", "GET /ends HTTP/1.1", "Host: localhost", "Connection: close"];
    const socket = connect(port(), "127.0.0.1").on("error", () => {});
    socket.end(`${lines.join("\r\n")}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
    const headers = { "x-forwarded-for": "6.6.6.6", "x-real-ip": "6.6.6.6", forwarded: "for=6.6.6.6" };
    expect((await ask("/ip", { headers })).text).toBe("127.0.0.1 6.6.6.6, 127.0.0.1");
  });

  test("beside a body of megabytes, which comes whole", async () => {
    const body = JSON.stringify("x".repeat(5_000_000));
    const headers = { "content-type": "application/json" };
    const asked = await ask("/size", { method: "POST", headers }, body);
    expect(asked.text).toBe(JSON.stringify(endsOf(asked.port)) + String(body.length));
  });

  test("at an upgrade", async () => {
    const socket = connect(port(), "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    const answer = text(socket);
    await once(socket, "connect");
    const { localPort = 0 } = socket;
    expect(JSON.parse(/\{.*\}/.exec(await answer)?.[0] ?? "")).toEqual(endsOf(localPort));
  });

  test("in another application", async () => {
    site.tree.write({ "settings.mjs": `export default { ${SETTINGS}, APPLICATION: "./server.mjs#app" };` });
    const asked = await ask("/ends");
    expect(JSON.parse(asked.text)).toEqual(endsOf(asked.port));
  });
});
