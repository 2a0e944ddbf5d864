import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { pairsOf, type RawHeaders } from "@mediaroot/media/http";

/** Passes on informational responses: 100 (RFC 9110, section 15.2.1), 102 (RFC 2518), 103 (RFC 8297). */
export function passInformation(outgoing: ClientRequest, request: IncomingMessage, response: ServerResponse): void {
  outgoing.on("information", ({ statusCode, rawHeaders }) => {
    if (response.headersSent || request.httpVersion === "1.0") return;
    if (statusCode === 100) response.writeContinue();
    else if (statusCode === 102) response.writeProcessing();
    else if (statusCode === 103) response.socket?.write(renderHead("103 Early Hints", rawHeaders), "latin1");
  });
}

/**
 * Renders the status line and headers of a response that is written to the socket directly. `ServerResponse.writeEarlyHints` is of no
 * use here: it throws for a header line with several links, which is how Node itself writes them.
 *
 * @returns text to write as latin1
 */
export function renderHead(status: string, lines: RawHeaders): string {
  const rendered = pairsOf(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${rendered.join("")}\r\n`;
}
