import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, type Readable, type Transform } from "node:stream";
import { reasonOf } from "@mediaroot/core/media";
import { plainReport } from "../error-report/error-report.ts";
import type { PageTag } from "../live-reload/page-tag.ts";
import { createTagStream } from "../live-reload/tag-stream.ts";
import { decideTagging, headersOfTagged, isNavigation } from "../live-reload/tagged-answer.ts";
import { sendErrorPage } from "../pages/send-error-page.ts";
import { decodeReport, ERROR_HEADER } from "../link/error-header.ts";

// RFC 9110, section 7.6.1: they speak of one connection. The framing is made anew for the client's.
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);
// Whoever asks for data gets the application's own answer.
const READABLE = /\btext\/(?:html|plain)\b/i;

/** To whom an answer goes. */
export interface PassTo {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What pages are given for live reload; undefined: they pass as they are. */
  readonly tag: PageTag | undefined;
  /** When the worker was asked, by `now`. */
  readonly since: number;
}

/**
 * Sends a worker's answer to the client as it is, but for two things: a browser gets the error page in place of an
 * error, and a page gets the tag of live reload. One that Node reads and would not write (a status of 99) is a 502.
 */
export function passAnswer(incoming: IncomingMessage, to: PassTo): void {
  try {
    passOn(incoming, to);
  } catch (error) {
    incoming.destroy();
    const message = `The application's answer cannot be passed on: ${reasonOf(error)}`;
    sendErrorPage(to.request, to.response, { status: 502, error: plainReport(message), tag: to.tag });
  }
}

function passOn(incoming: IncomingMessage, { request, response, tag, since }: PassTo): void {
  const report = incoming.headers[ERROR_HEADER];
  const status = incoming.statusCode ?? 502;
  if (typeof report === "string" && status >= 500 && READABLE.test(request.headers.accept ?? "")) {
    incoming.resume();
    sendErrorPage(request, response, { status, error: decodeReport(report), tag });
    return;
  }
  const sent =
    tag !== undefined && isNavigation(request) ? withTag(incoming, { request, tag, since }) : asItIs(incoming);
  response.sendDate = false;
  response.writeHead(status, incoming.statusMessage, sent.headers);
  incoming.once("end", () => {
    if (incoming.rawTrailers.length > 0) response.addTrailers(incoming.trailers as Record<string, string>);
  });
  bodyOf(incoming, sent.through, response).pipe(response);
}

/** What cannot be decoded ends the answer, as it would have ended in the browser. */
function bodyOf(incoming: IncomingMessage, through: readonly Transform[], response: ServerResponse): Readable {
  if (through.length === 0) return incoming;
  return pipeline([incoming, ...through], (error) => {
    if (error) response.destroy();
  }) as Transform;
}

interface Sent {
  readonly headers: string[];
  readonly through: readonly Transform[];
}

function asItIs(incoming: IncomingMessage): Sent {
  return { headers: endToEnd(incoming), through: [] };
}

interface Tagged extends Pick<PassTo, "request" | "since"> {
  readonly tag: PageTag;
}

function withTag(incoming: IncomingMessage, { request, tag, since }: Tagged): Sent {
  const headers = endToEnd(incoming);
  const tagging = decideTagging(incoming);
  if (tagging === undefined) return { headers, through: [] };
  const { decoder } = tagging;
  const { html, nonce } = tag.render(since);
  const through = [...(decoder === undefined ? [] : [decoder()]), createTagStream(html)];
  return { headers: headersOfTagged(headers, nonce), through: request.method === "HEAD" ? [] : through };
}

/** The raw headers, names and order kept, less those of the connection. */
function endToEnd({ rawHeaders, headers }: IncomingMessage): string[] {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...named, ERROR_HEADER]);
  return rawHeaders.filter((_, index) => !dropped.has((rawHeaders[index - (index % 2)] ?? "").toLowerCase()));
}
