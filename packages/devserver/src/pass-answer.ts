import type { IncomingMessage, ServerResponse } from "node:http";
import { sendErrorPage } from "./send-error-page.ts";
import { decodeReport, ERROR_HEADER } from "./worker-link.ts";

// RFC 9110, section 7.6.1: they speak of one connection. The framing is made anew for the client's.
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);
// Whoever asks for data gets the application's own answer.
const READABLE = /\btext\/(?:html|plain)\b/i;

/** Sends a worker's answer to the client as it is, but for the error page that a browser gets in place of an error. */
export function passAnswer(incoming: IncomingMessage, request: IncomingMessage, response: ServerResponse): void {
  const report = incoming.headers[ERROR_HEADER];
  const status = incoming.statusCode ?? 502;
  if (typeof report === "string" && status >= 500 && READABLE.test(request.headers.accept ?? "")) {
    incoming.resume();
    sendErrorPage(request, response, { status, error: decodeReport(report) });
    return;
  }
  response.sendDate = false;
  response.writeHead(status, incoming.statusMessage, endToEnd(incoming));
  incoming.once("end", () => {
    if (incoming.rawTrailers.length > 0) response.addTrailers(incoming.trailers as Record<string, string>);
  });
  incoming.pipe(response);
}

/** The raw headers, names and order kept, less those of the connection. */
function endToEnd({ rawHeaders, headers }: IncomingMessage): string[] {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...named, ERROR_HEADER]);
  return rawHeaders.filter((_, index) => !dropped.has((rawHeaders[index - (index % 2)] ?? "").toLowerCase()));
}
