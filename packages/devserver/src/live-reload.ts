import type { IncomingMessage, ServerResponse } from "node:http";
import { type Markup, markup } from "./pages/page.ts";

/** Where the front's own endpoints lie. */
export const OWN_PREFIX = "/__devserver/";

/** Tells open pages to load themselves anew, by server-sent events (https://html.spec.whatwg.org/#server-sent-events). */
export interface LiveReload {
  /** Answers with a stream that says `reload`; at once, when something has changed since the time the page names. */
  open(request: IncomingMessage, response: ServerResponse): void;
  /** Something changed that pages show. */
  tell(): void;
}

const MOST_STREAMS = 200;
const MOST_UNREAD_BYTES = 4096;
const RETRY_MS = 500;
const MESSAGE = "data: reload\n\n";

/** Creates it without a stream. Every page made before now is told to reload: another server has made it. */
export function createLiveReload(): LiveReload {
  const streams = new Set<ServerResponse>();
  let changedAt = now();
  return {
    open(request, response) {
      const refusal = streams.size < MOST_STREAMS ? refuseStream(request) : 503;
      if (refusal !== undefined) {
        response.writeHead(refusal).end();
        return;
      }
      streams.add(response);
      response.once("close", () => streams.delete(response));
      response.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      response.write(`retry: ${RETRY_MS}\n\n${changedAt > sinceOf(request) ? MESSAGE : ""}`);
    },
    tell() {
      changedAt = now();
      for (const response of streams) {
        if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
        else response.write(MESSAGE);
      }
    },
  };
}

/** @returns the script that reloads a page which is made now */
export function renderReloadScript(): Markup {
  return markup`<script src="${OWN_PREFIX}assets/live-reload.js" data-since="${now()}" async></script>`;
}

/** The clock of all servers of this machine, in milliseconds and fractions of them. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function sinceOf({ url = "" }: IncomingMessage): number {
  const since = new URLSearchParams(url.slice(url.indexOf("?"))).get("since");
  return Number(since ?? Infinity);
}

/** Other sites' pages learn nothing of when somebody works. */
function refuseStream({ method, headers }: IncomingMessage): number | undefined {
  if (method !== "GET") return 405;
  const { origin, host = "" } = headers;
  if (origin === undefined) return undefined;
  return URL.parse(origin)?.host === host.toLowerCase() ? undefined : 403;
}
