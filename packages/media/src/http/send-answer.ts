import type { IncomingMessage, ServerResponse } from "node:http";

/** A request and its response. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** An answer that is no file. */
export interface Answer {
  readonly status: number;
  /** Name, value, name, value, ... */
  readonly headers: readonly string[];
  /** Undefined for an answer without content. */
  readonly text: string | undefined;
}

/** Makes an answer with content: adds its Content-Length. */
export function textAnswer({ status, headers, text }: Answer & { readonly text: string }): Answer {
  return { status, headers: [...headers, "Content-Length", String(Buffer.byteLength(text))], text };
}

/** Sends an answer. A HEAD request gets the header lines that GET would get. */
export function sendAnswer({ request, response }: Exchange, { status, headers, text }: Answer): void {
  writeHead(response, status, headers);
  response.end(request.method === "HEAD" ? undefined : text);
}

/** Sends a reason as plain text. */
export function sendRefusal(
  exchange: Exchange,
  refusal: { readonly status: number; readonly reason: string },
  development: boolean,
): void {
  const headers = ["Content-Type", "text/plain; charset=utf-8", ...securityHeaders(development)];
  sendAnswer(exchange, textAnswer({ status: refusal.status, headers, text: `${refusal.reason}\n` }));
}

/**
 * Gives the header lines of every answer that Mediaroot makes: browsers do not guess types, and in development no page of
 * another site may load media.
 */
export function securityHeaders(development: boolean): readonly string[] {
  const nosniff = ["X-Content-Type-Options", "nosniff"];
  return development ? [...nosniff, "Cross-Origin-Resource-Policy", "same-origin"] : nosniff;
}

/** Writes a flat list of header lines, which Node sends unchanged. */
export function writeHead(response: ServerResponse, status: number, headers: readonly string[]): void {
  response.writeHead(status, headers as string[]);
}
