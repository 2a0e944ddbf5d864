import type { IncomingMessage, ServerResponse } from "node:http";
import { mergePageChanges, type PageChange } from "./page-change.ts";

/** Sends changes to open pages by server-sent events (https://html.spec.whatwg.org/#server-sent-events). */
export interface LiveReload {
  /** Answers a request with a stream that begins with the changes since the page was rendered. */
  open(request: IncomingMessage, response: ServerResponse): void;
  /** Sends a change to all open pages, and keeps it for those that connect later. */
  send(change: PageChange): void;
}

const MAX_STREAMS = 200;
const MAX_REMEMBERED = 100;
const MAX_UNREAD_BYTES = 64 * 1024;
const RETRY_MS = 500;

/** Pages that were rendered before this call reload when they connect: another server has made them. */
export function createLiveReload(): LiveReload {
  const streams = new Set<ServerResponse>();
  const history = createHistory();
  return {
    open(request, response) {
      if (streams.size >= MAX_STREAMS) {
        response.writeHead(503).end();
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
        if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
        else response.write(renderMessage(change));
      }
    },
  };
}

/** @returns milliseconds, with fractions, on a clock that all servers of this machine share */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

interface History {
  add(change: PageChange): void;
  /** @returns the changes since a time, merged into one; undefined if there are none */
  since(time: number): PageChange | undefined;
}

function createHistory(): History {
  let begin = now();
  const past: { readonly at: number; readonly change: PageChange }[] = [];
  return {
    add(change) {
      past.push({ at: now(), change });
      if (past.length > MAX_REMEMBERED) begin = past.shift()?.at ?? begin;
    },
    since(time) {
      if (time < begin) return { kind: "reload" };
      const missed = past.filter(({ at }) => at > time).map(({ change }) => change);
      return missed.length === 0 ? undefined : missed.reduce(mergePageChanges);
    },
  };
}

/** The id is a time: a browser that connects again sends the last one it got as Last-Event-ID. */
function renderMessage(message: PageChange | { readonly kind: "connected" }): string {
  return `id: ${now()}\ndata: ${JSON.stringify(message)}\n\n`;
}

/**
 * The time up to which the page is current: Last-Event-ID, else when it was rendered. After a manual reload it is current as
 * of `age` milliseconds ago, even if a cache answered: another reload would bring nothing newer.
 */
function sinceOf({ url = "", headers }: IncomingMessage): number {
  const lastId = headers["last-event-id"];
  if (lastId !== undefined) return Number(lastId);
  const query = new URLSearchParams(url.slice(url.indexOf("?")));
  const [since, age] = [query.get("since"), query.get("age")];
  const times = [since === null ? [] : Number(since), age === null ? [] : now() - Number(age)].flat();
  return times.length === 0 ? Infinity : Math.max(...times);
}
