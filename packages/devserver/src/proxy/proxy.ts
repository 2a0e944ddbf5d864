import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ProxyServer } from "httpxy";
import { now } from "../live-reload/live-reload.ts";
import type { PageTag } from "../live-reload/page-tag.ts";
import { isNavigation } from "../live-reload/tagged-answer.ts";
import { passAnswer } from "./pass-answer.ts";
import { OF_KEPT_PAGES, passInformation, passRequest, passUpgrade } from "./pass-request.ts";
import { createWorkerLines } from "./worker-lines.ts";
import type { WorkerProcess } from "../supervisor/worker-process.ts";

// What an application may send: four times Node's default, which would turn its answer into an error.
const MAX_HEADER_BYTES = 64 * 1024;

/** Passes requests on to workers, and counts what is in flight. */
export interface Proxy {
  /** @returns settled when the exchange is over; rejected when the worker did not answer it */
  forward(request: IncomingMessage, response: ServerResponse, worker: WorkerProcess): Promise<void>;
  /** Passes an upgrade on (WebSockets). */
  upgrade(request: IncomingMessage, upgrade: { socket: Socket; head: Buffer }, worker: WorkerProcess): Promise<void>;
  /** Closes a worker when its last request is answered, or after ten seconds. */
  retire(worker: WorkerProcess): void;
  /** Loads ahead what the first request needs. */
  load(): void;
}

/**
 * Creates the way to the workers.
 *
 * @param tag what pages are given for live reload; undefined: they pass as they are
 */
export function createProxy(tag?: PageTag): Proxy {
  let loading: Promise<ProxyServer> | undefined;
  const load = (): Promise<ProxyServer> => (loading ??= loadServer(tag));
  const lines = createWorkerLines();
  return {
    forward: (request, response, worker) =>
      lines.use(worker, async ({ agents }) => {
        const server = await load();
        // httpxy spreads `ssl` over the options of http.request; no other of its options reaches them all.
        const ssl = { maxHeaderSize: MAX_HEADER_BYTES };
        const agent = agents.agentOf(request.socket);
        // With it httpxy would leave the request alone. `passRequest` passes it on, from the lines as they came.
        delete request.headers.expect;
        return server.web(request, response, { target: { socketPath: worker.socket }, agent, ssl });
      }),
    upgrade: (request, { socket, head }, worker) =>
      lines.use(worker, async ({ agents, upgraded }) => {
        upgraded.add(socket);
        socket.once("close", () => upgraded.delete(socket));
        const server = await load();
        const agent = agents.agentOf(socket);
        return server.ws(request, socket, { target: { socketPath: worker.socket }, agent }, head);
      }),
    retire: lines.retire,
    load: () => void load(),
  };
}

/** httpxy brings all of Node's HTTP clients with it: 60 ms of a start, which the first media file need not wait for. */
async function loadServer(tag: PageTag | undefined): Promise<ProxyServer> {
  const { createProxyServer } = await import("httpxy");
  const begun = new WeakMap<IncomingMessage, number>();
  const server = createProxyServer({ selfHandleResponse: true, proxyTimeout: 0 });
  server.on("proxyReq", (outgoing, request, response) => {
    begun.set(request, now());
    passRequest(outgoing, request, tag !== undefined && isNavigation(request) ? OF_KEPT_PAGES : []);
    passInformation(outgoing, request, response);
  });
  server.on("proxyReqWs", passUpgrade);
  server.on("proxyRes", (incoming, request, response) => {
    passAnswer(incoming, { request, response, tag, since: begun.get(request) ?? now() });
  });
  return server;
}
