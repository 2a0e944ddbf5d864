import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders } from "node:http";
import { http, withoutLines } from "@mediaroot/media/http";

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * A worker's answer. Its connection is the front's, and is kept whatever the application says of it: closed under a body that
 * still comes, it would take the answer with it. The front says to its clients what is true of their own connections.
 */
export class KeptResponse<Request extends IncomingMessage = IncomingMessage> extends http.ServerResponse<Request> {
  constructor(...parameters: ConstructorParameters<typeof http.ServerResponse<Request>>) {
    super(...parameters);
    // Node takes it back for an answer to `Expect: 100-continue` that is final.
    Object.defineProperty(this, "shouldKeepAlive", { get: () => true, set() {} });
  }

  override setHeader(name: string, value: number | string | readonly string[]): this {
    return isConnection(name) ? this : super.setHeader(name, value);
  }

  override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
    if (typeof reason === "string") return super.writeHead(status, reason, withoutConnection(headers));
    return super.writeHead(status, withoutConnection(reason ?? headers));
  }
}

function withoutConnection(headers: Headers | undefined): Headers | undefined {
  if (headers === undefined) return undefined;
  if (!Array.isArray(headers)) {
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !isConnection(name)));
  }
  if (Array.isArray(headers[0])) return headers.filter((line) => !isConnection(String([line].flat()[0])));
  return withoutLines(headers, isConnection);
}

function isConnection(name: string): boolean {
  return name.toLowerCase() === "connection";
}
