import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

// RFC 9110, section 7.6.1: they speak of the client's own connection; ours to the worker is kept whatever it wishes.
// Transfer-Encoding stays: that a body of unknown length follows is as true of ours.
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "upgrade"];

/**
 * By these a browser asks whether the page that it has kept still holds (RFC 9110, section 13.1). That one has the tag of
 * another run, or none; and applications that go by their data alone would keep it when a template has changed.
 */
export const OF_KEPT_PAGES: readonly string[] = ["if-none-match", "if-modified-since"];

/**
 * Makes an outgoing request what the client sent: the target as it came, header lines as they were written, the trailers of
 * its body (RFC 9110, section 6.5).
 *
 * @param dropped header lines to leave out, in lower case
 */
export function passRequest(outgoing: ClientRequest, request: IncomingMessage, dropped: readonly string[] = []): void {
  const ending = new Set([...endingHere(request), ...dropped]);
  outgoing.path = request.url ?? "/";
  for (const name of ending) outgoing.removeHeader(name);
  for (const [name, values] of linesByName(request.rawHeaders)) {
    if (!ending.has(name.toLowerCase())) outgoing.setHeader(name, values);
  }
  outgoing.setHeader("connection", "keep-alive");
  tellWhoAsked(outgoing, request);
  request.once("end", () => {
    if (request.rawTrailers.length > 0) outgoing.addTrailers(pairsOf(request.rawTrailers));
  });
  // The body comes when the application has said that it wants it; until then nothing would send these lines.
  if (outgoing.hasHeader("expect")) outgoing.flushHeaders();
}

/** Makes an outgoing upgrade what the client sent. When one of the two connections has ended, so does the other. */
export function passUpgrade(outgoing: ClientRequest, request: IncomingMessage, socket: Socket): void {
  outgoing.path = request.url ?? "/";
  tellWhoAsked(outgoing, request);
  outgoing.once("upgrade", (_, upstream: Socket) => {
    socket.once("close", () => upstream.destroySoon());
    upstream.once("close", () => socket.destroySoon());
  });
}

/** Passes on what comes ahead of an answer: 100 (RFC 9110, section 15.2.1), 102 (RFC 2518), 103 (RFC 8297). */
export function passInformation(outgoing: ClientRequest, request: IncomingMessage, response: ServerResponse): void {
  outgoing.on("information", ({ statusCode, rawHeaders }) => {
    if (response.headersSent || request.httpVersion === "1.0") return;
    if (statusCode === 100) response.writeContinue();
    else if (statusCode === 102) response.writeProcessing();
    else if (statusCode === 103) response.socket?.write(renderEarlyHints(rawHeaders), "latin1");
  });
}

/** `ServerResponse.writeEarlyHints` throws at links that have come in one line, as it writes them itself. */
function renderEarlyHints(rawHeaders: readonly string[]): string {
  const lines = pairsOf(rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 103 Early Hints\r\n${lines.join("")}\r\n`;
}

function endingHere({ headers }: IncomingMessage): ReadonlySet<string> {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  return new Set([...HOP_BY_HOP, ...named].filter((name) => name !== ""));
}

/**
 * As nginx is told to in production: the asker's address is added to those that came, and host, protocol and port are what
 * this server knows, whatever the asker claims.
 */
function tellWhoAsked(outgoing: ClientRequest, { headers, socket }: IncomingMessage): void {
  const { host = "", "x-forwarded-for": before } = headers;
  const known = {
    "x-forwarded-for": [before ?? [], socket.remoteAddress ?? []].flat().join(", "),
    "x-forwarded-host": host,
    "x-forwarded-proto": "http",
    "x-forwarded-port": /:(\d+)$/.exec(host)?.[1] ?? "80",
  };
  for (const [name, value] of Object.entries(known)) {
    if (value === "") outgoing.removeHeader(name);
    else outgoing.setHeader(name, value);
  }
}

/** The names as they were first written, and all lines of each. */
function linesByName(raw: readonly string[]): Iterable<readonly [name: string, values: string | string[]]> {
  const lines = new Map<string, [name: string, values: string | string[]]>();
  for (const [name, value] of pairsOf(raw)) {
    const known = lines.get(name.toLowerCase());
    if (known === undefined) lines.set(name.toLowerCase(), [name, value]);
    else known[1] = [known[1], value].flat();
  }
  return lines.values();
}

function pairsOf(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ""]] : []));
}
