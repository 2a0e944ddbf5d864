import type { IncomingMessage } from "node:http";
import { endToEndLines } from "./end-to-end.ts";

/** Methods whose requests need no `Content-Length: 0` when they have no body. */
const BODILESS = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]);
const FORWARDED = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port"];

/**
 * Renders the header lines of the request to a worker: the client's own, then the length of the body as Node has parsed it, then the
 * client's address.
 *
 * @param dropped names to leave out, in lower case
 */
export function requestLines(request: IncomingMessage, dropped: readonly string[] = []): string[] {
  const lines = endToEndLines(request, [...FORWARDED, ...dropped]);
  // HTTP/1.0 clients may leave Host out; workers are called in HTTP/1.1, which needs it.
  const host = request.headers.host === undefined ? ["Host", "localhost"] : [];
  return [...lines, ...host, ...framingLines(request), ...forwardedLines(request)];
}

function framingLines({ method = "GET", headers }: IncomingMessage): string[] {
  const { "transfer-encoding": coding, "content-length": length, trailer } = headers;
  if (coding !== undefined) {
    return ["Transfer-Encoding", coding, ...(trailer === undefined ? [] : ["Trailer", trailer])];
  }
  if (length !== undefined) return ["Content-Length", length];
  return BODILESS.has(method) ? [] : ["Content-Length", "0"];
}

/**
 * As in nginx's production configuration: the client's address is appended to X-Forwarded-For; host, protocol and port are
 * the server's own, whatever the client sent.
 */
function forwardedLines({ headers, socket }: IncomingMessage): string[] {
  const { host = "", "x-forwarded-for": before } = headers;
  const lines: readonly (readonly [string, string])[] = [
    ["X-Forwarded-For", [before ?? [], socket.remoteAddress ?? []].flat().join(", ")],
    ["X-Forwarded-Host", host],
    ["X-Forwarded-Proto", "http"],
    ["X-Forwarded-Port", /:(\d+)$/.exec(host)?.[1] ?? "80"],
  ];
  return lines.filter(([, value]) => value !== "").flat();
}
