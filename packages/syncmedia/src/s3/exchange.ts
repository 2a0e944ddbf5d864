import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import type { S3Answer } from "./s3-failure.ts";

/** A signed request. */
export interface SignedRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
}

/** What ends a request, or keeps it from being sent. */
export interface ExchangeOptions {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Called right before the first bytes are sent, and before each further piece: false ends the request. */
  readonly mayWrite?: (() => boolean) | undefined;
}

/** How many bytes are written between two calls of `mayWrite`. */
const PIECE = 256 * 1024;

const agents = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true }) };

/**
 * Sends a request, and reads the whole answer. In contrast to `fetch`, nothing is awaited between `mayWrite` and the system call that
 * sends: a process that is stopped while it waits must not send a request after its lock has ended.
 *
 * @throws system errors of the network; RequestWithheld
 */
export function exchange(request: SignedRequest, options: ExchangeOptions): Promise<S3Answer> {
  return new Promise((resolve, reject) => {
    const { url, method, body } = request;
    const isSecure = url.protocol === "https:";
    const outgoing = (isSecure ? https : http).request(url, {
      method,
      headers: linesOf(request),
      agent: isSecure ? agents["https:"] : agents["http:"],
      signal: options.signal,
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      if (method === "HEAD") resolve(endOfHead(incoming));
      else readAnswer(incoming).then(resolve, reject);
    });
    outgoing.once("socket", (socket) => {
      const write = (): void =>
        writeFrom(outgoing, body ?? new Uint8Array(0), { start: 0, mayWrite: options.mayWrite });
      if (socket.connecting) socket.once(isSecure ? "secureConnect" : "connect", write);
      else write();
    });
  });
}

/** The request was not sent, or not to its end, because `mayWrite` said no. */
export class RequestWithheld extends Error {}

function linesOf({ headers, body, method }: SignedRequest): Record<string, string> {
  const lines = Object.fromEntries(headers);
  return body === undefined && method !== "PUT" && method !== "POST"
    ? lines
    : { ...lines, "content-length": String(body?.length ?? 0) };
}

interface Piece extends Pick<ExchangeOptions, "mayWrite"> {
  readonly start: number;
}

function writeFrom(outgoing: ClientRequest, body: Uint8Array, { start, mayWrite }: Piece): void {
  if (mayWrite?.() === false) return void outgoing.destroy(new RequestWithheld("not sent"));
  const end = start + PIECE;
  if (end >= body.length) return void outgoing.end(body.subarray(start));
  const next = (): void => writeFrom(outgoing, body, { start: end, mayWrite });
  if (outgoing.write(body.subarray(start, end))) setImmediate(next);
  else outgoing.once("drain", next);
}

async function readAnswer(incoming: IncomingMessage): Promise<S3Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return answerOf(incoming, Buffer.concat(chunks));
}

/**
 * The answer to HEAD ends with its header lines. OpenStack Swift sends an empty chunk after them, which Node takes for the beginning of
 * another answer, so that connection is not used again.
 */
function endOfHead(incoming: IncomingMessage): S3Answer {
  if (incoming.headers["transfer-encoding"] === undefined) incoming.resume();
  else incoming.destroy();
  return answerOf(incoming, Buffer.alloc(0));
}

function answerOf(incoming: IncomingMessage, body: S3Answer["body"]): S3Answer {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) headers.set(name, (values ?? []).join(", "));
  return { status: incoming.statusCode ?? 0, headers, body };
}
