import { once } from "node:events";
import { statSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import type { MediaSite } from "@mediaroot/core";
import { identityOf } from "@mediaroot/core/media";
import type { TestTree } from "@mediaroot/core/testing";
import { vi } from "vitest";
import { isSettled } from "../src/files/representation.ts";
import { createMediaHandler, type MediaHandler } from "../src/route/media-handler.ts";
import type { MediaHandlerOptions } from "../src/route/media-handler-options.ts";

/** A site over a tree: `media` is MEDIA_ROOT, each label is a directory with `media` in it. */
export function siteOf(tree: TestTree, labels: readonly string[] = [], more: Partial<MediaSite> = {}): MediaSite {
  const apps = labels.map((label) => ({
    kind: "app" as const,
    label,
    mount: `${label}/` as const,
    directory: tree.path(label, "media"),
  }));
  return {
    mediaUrl: "/media/",
    adminMediaPrefix: undefined,
    sources: [{ kind: "project", mount: "", directory: tree.path("media") }, ...apps],
    ignore: [".*", "*~", "CVS"],
    mounts: [],
    hosts: [],
    indexes: true,
    debug: true,
    ...more,
  };
}

/** An answer as received from the socket. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly text: string;
  /** Whether the connection ended before Content-Length bytes had come. */
  readonly isCut: boolean;
}

/** The request to send. */
export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly version?: string;
}

/** A server on a port of its own. */
export interface RunningServer extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  /** Sends a request on a connection of its own; the target is sent byte for byte. */
  ask(target: string, request?: RawRequest): Promise<RawAnswer>;
  /** Sends bytes, and gives all bytes received until the connection ends. */
  send(bytes: string | Uint8Array): Promise<Buffer>;
  connect(): Socket;
}

/** Starts a server with a listener, or one made already. */
export async function run(listener: RequestListener | Server): Promise<RunningServer> {
  const server = typeof listener === "function" ? createServer(listener) : listener;
  if (!server.listening) await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const open = (): Socket => connect(port, "127.0.0.1").on("error", () => {});
  const send = async (bytes: string | Uint8Array): Promise<Buffer> => {
    const socket = open();
    socket.write(bytes);
    return buffer(socket).catch(() => Buffer.alloc(0));
  };
  return {
    server,
    port,
    send,
    connect: open,
    async ask(target, { method = "GET", headers = {}, version = "1.1" } = {}) {
      const lines = Object.entries({ Host: "localhost", Connection: "close", ...headers });
      const head = [`${method} ${target} HTTP/${version}`, ...lines.map(([name, value]) => `${name}: ${value}`)];
      return parseAnswer(await send(`${head.join("\r\n")}\r\n\r\n`), method);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (server.listening) await once(server.close(), "close");
    },
  };
}

/** Parses one answer. */
export function parseAnswer(bytes: Buffer, method = "GET"): RawAnswer {
  const end = bytes.indexOf("\r\n\r\n");
  const [line = "", ...fields] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = new Map(
    fields.map((field) => [
      field.slice(0, field.indexOf(":")).toLowerCase(),
      field.slice(field.indexOf(":") + 1).trim(),
    ]),
  );
  const length = method === "HEAD" ? 0 : Number(headers.get("content-length") ?? 0);
  const body = bytes.subarray(end + 4);
  const content = headers.has("content-length") ? body.subarray(0, length) : body;
  return {
    status: Number(line.split(" ")[1]),
    headers,
    body: content,
    text: content.toString(),
    isCut: content.length < length,
  };
}

/** A media handler on a port. Other requests are answered "application". */
export interface MediaServer extends RunningServer {
  readonly handler: MediaHandler;
}

export async function serveMedia(site: MediaSite, options: MediaHandlerOptions = {}): Promise<MediaServer> {
  const handler = createMediaHandler(site, options);
  const running = await run((request, response) => {
    if (!handler.handle(request, response)) response.writeHead(200, { "Content-Length": 11 }).end("application");
  });
  return { ...running, handler };
}

/** Waits until any later write to a file will show in its times. */
export async function untilSettled(file: string): Promise<void> {
  await vi.waitUntil(() => isSettled(identityOf(statSync(file)), Date.now()), { interval: 5 });
}
