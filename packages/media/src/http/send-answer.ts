import type { IncomingMessage, ServerResponse } from "node:http";

/** A request and its response. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What an answer that is no file consists of. */
export interface Answer {
  readonly status: number;
  /** Name, value, name, value, ... without Content-Length. */
  readonly headers: readonly string[];
  /** Undefined where there is nothing to send, Content-Length included. */
  readonly text: string | undefined;
}

/** Answers with a text, or with nothing. A HEAD request gets the header lines that GET would. */
export function sendAnswer({ request, response }: Exchange, { status, headers, text }: Answer): void {
  if (text === undefined) {
    writeHead(response, status, headers);
    response.end();
    return;
  }
  writeHead(response, status, [...headers, "Content-Length", String(Buffer.byteLength(text))]);
  response.end(request.method === "HEAD" ? undefined : text);
}

/** Writes one flat list of header lines, which Node sends as they are. */
export function writeHead(response: ServerResponse, status: number, headers: readonly string[]): void {
  response.writeHead(status, headers as string[]);
}
