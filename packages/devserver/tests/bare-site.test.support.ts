import { connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import type { RunningCli } from "./cli.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";

// Below any router: what reaches the application's own server.
const APP = `
let poured = 0, uploads = 0, aborted = 0, closed = 0, release;
const seen = [];
const released = new Promise((resolve) => (release = resolve));
const size = (request) => Number(new URLSearchParams(request.url.split("?")[1]).get("mb")) * 1024 * 1024;
const ways = {
  async "/pour"(request, response) {
    const chunk = Buffer.alloc(64 * 1024);
    response.on("close", () => (aborted += response.writableFinished ? 0 : 1));
    for (poured = 0; poured < size(request) && !response.destroyed; poured += chunk.length) {
      if (!response.write(chunk)) await new Promise((go) => response.once("drain", go).once("close", go));
    }
    response.end();
  },
  async "/swallow"(request, response) {
    await released;
    let bytes = 0;
    for await (const chunk of request) bytes += chunk.length;
    response.end(String(bytes));
  },
  "/upload"(request) { uploads += 1; request.resume().on("error", () => {}).on("close", () => (aborted += request.complete ? 0 : 1)); },
  "/release"(_, response) { release(); response.end(); },
  "/counts"(_, response) { response.end(JSON.stringify({ poured, uploads, aborted, closed })); },
  "/odd-status"(_, response) { response.socket.write("HTTP/1.1 099 Odd\\r\\nContent-Length: 3\\r\\n\\r\\nodd"); },
  "/odd-report"(_, response) { response.writeHead(500, { "X-Devserver-Error": "odd" }); response.end(); },
  "/seen"(_, response) { response.end(JSON.stringify(seen)); },
  "/odd-reason"(_, response) { response.socket.write("HTTP/1.1 200 O\\u0001K\\r\\nContent-Length: 3\\r\\n\\r\\nodd"); },
  "/announced"(_, response) { response.socket.write("HTTP/1.1 200 OK\\r\\nTrailer: X-Sum\\r\\nContent-Length: 3\\r\\n\\r\\nodd"); },
  "/odd-trailer"(_, response) { response.socket.write("HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nodd\\r\\n0\\r\\nX-Sum: \\u0001\\r\\n\\r\\n"); },
  "/slow"(_, response) { setTimeout(() => response.end("slow"), 200); },
  "/cookies"(_, response) { response.writeHead(200, { "Set-Cookie": Array.from({ length: 300 }, (_, at) => at + "=" + "x".repeat(190)) }); response.end(); },
};
export default { routes: async (app) => {
  const { server } = app;
  // Fastify refuses what is larger than its limit, and closes the connection under the rest.
  app.post("/limited", async () => "taken");
  const [fastifyListener] = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    seen.push(request.method + " " + request.url + " of " + request.headers.host);
    const way = ways[request.url.split("?")[0]];
    if (way !== undefined) return way(request, response);
    if (request.url === "/limited") return fastifyListener(request, response);
    const { method, url, rawHeaders } = request;
    request.resume().on("end", () => response.end(JSON.stringify({ method, url, rawHeaders, rawTrailers: request.rawTrailers })));
  });
  server.on("checkContinue", (request, response) => {
    if (request.headers["x-wanted"] === "no") { response.writeHead(413, { connection: "close" }); response.end("too large"); }
    else { response.writeContinue(); server.emit("request", request, response); }
  });
  server.on("upgrade", (request, socket) => {
    socket.on("error", () => {}).on("close", () => (closed += 1));
    const ticking = setInterval(() => socket.write("tick"), 20);
    socket.on("close", () => clearInterval(ticking));
    if (request.url === "/refuse") clearInterval(ticking), socket.end("HTTP/1.1 401 Unauthorized\\r\\nContent-Length: 2\\r\\n\\r\\nno");
    else if (request.url === "/exit") process.exit(1);
    else { socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Protocol: chat\\r\\n\\r\\n" + JSON.stringify(request.headers)); socket.resume(); }
  });
} };`;

/** What the application has seen so far: bytes that it wrote, uploads that began, exchanges that broke off, upgrades that ended. */
export interface Counts {
  readonly poured: number;
  readonly uploads: number;
  readonly aborted: number;
  readonly closed: number;
}

/** A site whose application listens below any router, and what asks it byte by byte. */
export interface BareSite {
  readonly server: RunningCli;
  readonly port: number;
  /** Connects and sends bytes as they are. */
  open(head: string): Socket;
  /** Sends bytes as they are; gives all that comes until the connection ends. */
  exchange(bytes: string): Promise<string>;
  counts(): Promise<Counts>;
}

/** Has the surrounding tests share such a site. */
export function shareBareSite(): BareSite {
  const site = shareSite({
    "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.mjs": APP,
    "blog/media/a.css": "a{}",
  });
  const port = (): number => Number(new URL(site.server.url).port);
  const open = (head: string): Socket => {
    const socket = connect(port(), "127.0.0.1").on("error", () => {});
    socket.write(head);
    return socket;
  };
  return {
    get server() {
      return site.server;
    },
    get port() {
      return port();
    },
    open,
    exchange: async (bytes) => (await buffer(open(bytes))).toString("latin1"),
    counts: async () => JSON.parse((await site.server.get("/counts")).text) as Counts,
  };
}
