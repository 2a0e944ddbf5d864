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

/** Answers with a sentence as plain text. */
export function sendRefusal(
  exchange: Exchange,
  refusal: { readonly status: number; readonly reason: string },
  development: boolean,
): void {
  const headers = ["Content-Type", "text/plain; charset=utf-8", ...securityHeaders(development)];
  sendAnswer(exchange, { status: refusal.status, headers, text: `${refusal.reason}\n` });
}

/**
 * The header lines of every answer that is made here: browsers do not guess types, and in development no page of another
 * site may load what is served.
 */
export function securityHeaders(development: boolean): readonly string[] {
  const nosniff = ["X-Content-Type-Options", "nosniff"];
  return development ? [...nosniff, "Cross-Origin-Resource-Policy", "same-origin"] : nosniff;
}

/** Writes one flat list of header lines, which Node sends as they are. */
export function writeHead(response: ServerResponse, status: number, headers: readonly string[]): void {
  response.writeHead(status, headers as string[]);
}
