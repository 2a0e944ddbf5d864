import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { WebSocket } from "ws";

/** A request: method, target and, for some, a body. */
export type Probe = readonly [method: string, target: string, body?: string];
/** What a client of socket.io, of Vite or of plain WebSockets does. */
export type Conversation = "polling" | "socket.io" | "ws" | "vite";

/** What came back. What differs from one run to the next is masked; the client's own port is `OWN`. */
export interface ShapeAnswer {
  readonly asked: string;
  readonly status: number | undefined;
  /** Sorted; the letter case of their names is the framework's adapter's. */
  readonly headers: readonly string[];
  readonly text: string;
}

// Hop by hop, or of the moment.
const PASSING = /^(?:connection|keep-alive|date|x-ratelimit-reset|retry-after):/;

/** Asks on a connection of its own. */
export async function probe(port: number, [method, target, body]: Probe): Promise<ShapeAnswer> {
  const type = target.includes("transport=polling") ? "text/plain;charset=UTF-8" : "text/plain";
  const headers = { host: "localhost", ...(body && { "content-type": type, "content-length": body.length }) };
  const sent = httpRequest({ host: "127.0.0.1", port, method, path: target, headers, agent: false }).end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const own = sent.socket?.localPort;
  const received = await text(response);
  const masked = mask(received, own);
  const { rawHeaders } = response;
  const lines = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? `${name.toLowerCase()}: ${mask(rawHeaders[at + 1] ?? "", own)}` : [],
  );
  // The tag of a page is made from its text, and that may hold the port.
  const isKept = (line: string): boolean => !PASSING.test(line) && (masked === received || !line.startsWith("etag:"));
  return {
    asked: `${method} ${target}`,
    status: response.statusCode,
    headers: lines.filter(isKept).toSorted(),
    text: masked,
  };
}

/** Talks to a server, and gives what came, message by message. */
export async function converse(port: number, conversation: Conversation): Promise<readonly string[]> {
  if (conversation === "polling") return poll(port);
  const target = conversation === "socket.io" ? "/socket.io/?EIO=4&transport=websocket" : "/";
  const socket = new WebSocket(`ws://127.0.0.1:${port}${target}`, conversation === "vite" ? ["vite-hmr"] : []);
  const messages: string[] = [];
  const left = { "socket.io": 3, ws: 2, vite: 1 }[conversation];
  let own: number | undefined;
  socket.on("upgrade", (response) => void (own = response.socket.localPort));
  // Opened, it says "40" to socket.io's default namespace.
  socket.on("open", () => conversation !== "vite" && socket.send("40"));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on("message", (data) => messages.push(mask(String(data), own)) === left && resolve());
  socket.on("error", reject);
  await promise.finally(() => socket.terminate());
  return [socket.protocol, ...messages];
}

/** The way of socket.io's own client: open a session, join the default namespace, ask for what came. */
async function poll(port: number): Promise<readonly string[]> {
  const target = "/socket.io/?EIO=4&transport=polling";
  const opened = httpRequest({ host: "127.0.0.1", port, path: target, agent: false }).end();
  const [response] = (await once(opened, "response")) as [IncomingMessage];
  const own = opened.socket?.localPort;
  const session = await text(response);
  if (response.statusCode !== 200) return [`${response.statusCode} ${session}`];
  const { sid } = JSON.parse(session.slice(1)) as { readonly sid: string };
  const joined = await probe(port, ["POST", `${target}&sid=${sid}`, "40"]);
  const { text: came } = await probe(port, ["GET", `${target}&sid=${sid}`]);
  return [mask(session, own), joined.text, mask(came, own)];
}

function mask(said: string, own: number | undefined): string {
  return said
    .replaceAll(String(own), "OWN")
    .replace(/"sid":"[^"]*"/g, '"sid":"..."')
    .replace(/\bt=\d+/g, "t=...");
}
