import type { IncomingMessage, ServerResponse } from "node:http";
import { mergePageChanges, type PageChange } from "./page-change.ts";

/** Tells open pages what has changed, by server-sent events (https://html.spec.whatwg.org/#server-sent-events). */
export interface LiveReload {
  /** Answers with a stream; it begins with what has changed since the page was made. */
  open(request: IncomingMessage, response: ServerResponse): void;
  /** Sends a change to all open pages, and keeps it for those that connect later. */
  send(change: PageChange): void;
}

const MOST_STREAMS = 200;
const MOST_REMEMBERED = 100;
const MOST_UNREAD_BYTES = 64 * 1024;
const RETRY_MS = 500;

/** Creates it without a stream. Every page made before now is told to reload: another server has made it. */
export function createLiveReload(): LiveReload {
  const streams = new Set<ServerResponse>();
  const history = createHistory();
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
      response.write(
        `retry: ${RETRY_MS}\n\n${renderMessage(history.since(sinceOf(request)) ?? { kind: "connected" })}`,
      );
    },
    send(change) {
      history.add(change);
      for (const response of streams) {
        if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
        else response.write(renderMessage(change));
      }
    },
  };
}

/** The clock of all servers of this machine, in milliseconds and fractions of them. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

interface History {
  add(change: PageChange): void;
  /** All that has changed since a time, as one; undefined when nothing has. */
  since(time: number): PageChange | undefined;
}

function createHistory(): History {
  let begin = now();
  const past: { readonly at: number; readonly change: PageChange }[] = [];
  return {
    add(change) {
      past.push({ at: now(), change });
      if (past.length > MOST_REMEMBERED) begin = past.shift()?.at ?? begin;
    },
    since(time) {
      if (time < begin) return { kind: "reload" };
      const missed = past.filter(({ at }) => at > time).map(({ change }) => change);
      return missed.length === 0 ? undefined : missed.reduce(mergePageChanges);
    },
  };
}

/** The identifier is a time: whoever comes back tells until when it has been told. */
function renderMessage(message: PageChange | { readonly kind: "connected" }): string {
  return `id: ${now()}\ndata: ${JSON.stringify(message)}\n\n`;
}

/**
 * Since when a page has been told nothing: since its last message, or since it was made. `age` is the time since it was loaded
 * anew: whatever has kept it, loading it once more would not make it newer.
 */
function sinceOf({ url = "", headers }: IncomingMessage): number {
  const told = headers["last-event-id"];
  if (told !== undefined) return Number(told);
  const query = new URLSearchParams(url.slice(url.indexOf("?")));
  const [since, age] = [query.get("since"), query.get("age")];
  const times = [since === null ? [] : Number(since), age === null ? [] : now() - Number(age)].flat();
  return times.length === 0 ? Infinity : Math.max(...times);
}

/** Other sites' pages learn nothing of when somebody works. */
function refuseStream({ method, headers }: IncomingMessage): number | undefined {
  if (method !== "GET") return 405;
  const { origin, host = "" } = headers;
  if (origin === undefined) return undefined;
  return URL.parse(origin)?.host === host.toLowerCase() ? undefined : 403;
}
