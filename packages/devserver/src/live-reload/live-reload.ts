import type { IncomingMessage, ServerResponse } from "node:http";
import { mergePageChanges, type PageChange, type PageNotice } from "./page-change.ts";

/** A message to open pages. */
export type PageMessage = PageChange | PageNotice;

/** Sends messages to open pages by server-sent events (https://html.spec.whatwg.org/#server-sent-events). */
export interface LiveReload {
  /** Answers a request with a stream that begins with the changes since the page was rendered. */
  open(request: IncomingMessage, response: ServerResponse): void;
  /** Sends a message to all open pages, and keeps it for those that connect later. */
  send(message: PageMessage): void;
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
      const missed = history.since(sinceOf(request));
      const messages = missed.length === 0 ? [{ kind: "connected" } as const] : missed;
      response.write(`retry: ${RETRY_MS}\n\n${messages.map(renderMessage).join("")}`);
    },
    send(message) {
      history.add(message);
      for (const response of streams) {
        if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
        else response.write(renderMessage(message));
      }
    },
  };
}

/** @returns milliseconds, with fractions, on a clock that all servers of this machine share */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

interface History {
  add(message: PageMessage): void;
  /** @returns the changes since a time, merged into one, and the last notice */
  since(time: number): readonly PageMessage[];
}

function createHistory(): History {
  let begin = now();
  const past: { readonly at: number; readonly message: PageMessage }[] = [];
  return {
    add(message) {
      past.push({ at: now(), message });
      if (past.length > MAX_REMEMBERED) begin = past.shift()?.at ?? begin;
    },
    since(time) {
      if (time < begin) return [{ kind: "reload" }];
      const missed = past.filter(({ at }) => at > time).map(({ message }) => message);
      const changes = missed.filter((message) => message.kind !== "notice");
      const notices = missed.filter(({ kind }) => kind === "notice").slice(-1);
      return changes.length === 0 ? notices : [changes.reduce(mergePageChanges), ...notices];
    },
  };
}

/** The id is a time: a browser that connects again sends the last one it got as Last-Event-ID. */
function renderMessage(message: PageMessage | { readonly kind: "connected" }): string {
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
