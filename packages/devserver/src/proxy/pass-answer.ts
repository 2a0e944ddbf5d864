import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, type Transform } from "node:stream";
import { reasonOf } from "@mediaroot/core/media";
import { pairsOf } from "@mediaroot/media/http";
import { plainReport } from "../error-report/error-report.ts";
import type { PageTag } from "../live-reload/page-tag.ts";
import { createTagStream } from "../live-reload/tag-stream.ts";
import { decideTagging, headersOfTagged, isNavigation } from "../live-reload/tagged-answer.ts";
import type { ErrorPages } from "../pages/error-pages.ts";
import { decodeReport, ERROR_HEADER } from "../link/error-header.ts";
import { endToEndLines } from "./end-to-end.ts";

// Clients that accept one of these types get the error page; requests for data get the application's own answer.
const READABLE = /\btext\/(?:html|plain)\b/i;
const BODILESS = new Set([204, 304]);

/** The client that an answer goes to, and what may change in the answer. */
export interface PassTo {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The live-reload tag for pages; undefined: pages pass unchanged. */
  readonly tag: PageTag | undefined;
  readonly errorPages: ErrorPages;
  /** When the request was passed to the worker, by `now`. */
  readonly since: number;
}

/**
 * Sends a worker's answer to the client unchanged, with two exceptions: a browser gets the error page in place of an error, and pages
 * get the live-reload tag. An answer that Node can parse but not send (a status of 99) becomes a 502.
 */
export function passAnswer(incoming: IncomingMessage, to: PassTo): void {
  try {
    passOn(incoming, to);
  } catch (error) {
    incoming.destroy();
    const { request, response, errorPages } = to;
    // `response` keeps a status message that writeHead has refused: reset it.
    Object.assign(response, { statusMessage: "", sendDate: true });
    const message = `The application's answer cannot be passed on: ${reasonOf(error)}`;
    errorPages.send(request, response, { status: 502, error: plainReport(message) });
  }
}

function passOn(incoming: IncomingMessage, { request, response, tag, errorPages, since }: PassTo): void {
  const report = incoming.headers[ERROR_HEADER];
  const status = incoming.statusCode ?? 502;
  if (typeof report === "string" && status >= 500 && READABLE.test(request.headers.accept ?? "")) {
    incoming.resume();
    errorPages.send(request, response, { status, error: decodeReport(report) });
    return;
  }
  const isTagged = tag !== undefined && isNavigation(request);
  const { headers, through } = isTagged ? withTag(incoming, { request, tag, since }) : asItIs(incoming);
  response.sendDate = false;
  response.writeHead(status, incoming.statusMessage, [...headers, ...trailerLine(incoming, response)]);
  incoming.once("end", () => passTrailers(incoming, response));
  // If a body cannot be decoded the answer is cut short. The browser could not have decoded it either.
  pipeline([incoming, ...through, response], () => {});
}

/** The Trailer header, for chunked responses alone: for others Node throws. */
function trailerLine(incoming: IncomingMessage, response: ServerResponse): readonly string[] {
  const { "transfer-encoding": coding, trailer } = incoming.headers;
  const isChunked =
    coding !== undefined &&
    response.useChunkedEncodingByDefault &&
    response.req.method !== "HEAD" &&
    !BODILESS.has(incoming.statusCode ?? 0);
  return isChunked && trailer !== undefined ? ["Trailer", trailer] : [];
}

function passTrailers({ rawTrailers }: IncomingMessage, response: ServerResponse): void {
  try {
    if (rawTrailers.length > 0) response.addTrailers(pairsOf(rawTrailers));
  } catch {
    response.destroy();
  }
}

interface Sent {
  readonly headers: readonly string[];
  readonly through: readonly Transform[];
}

function asItIs(incoming: IncomingMessage): Sent {
  const { "content-length": length } = incoming.headers;
  const lines = endToEndLines(incoming, [ERROR_HEADER]);
  return { headers: length === undefined ? lines : [...lines, "Content-Length", length], through: [] };
}

interface Tagged extends Pick<PassTo, "request" | "since"> {
  readonly tag: PageTag;
}

function withTag(incoming: IncomingMessage, { request, tag, since }: Tagged): Sent {
  const sent = asItIs(incoming);
  const tagging = decideTagging(incoming);
  if (tagging === undefined) return sent;
  const { decoder } = tagging;
  const { html, nonce } = tag.render(since);
  const through = [...(decoder === undefined ? [] : [decoder()]), createTagStream(html)];
  return { headers: headersOfTagged(sent.headers, nonce), through: request.method === "HEAD" ? [] : through };
}
