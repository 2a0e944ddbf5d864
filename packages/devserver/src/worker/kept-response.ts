import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders } from "node:http";
import { http, withoutLines } from "@mediaroot/media/http";

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * A response of the worker. Its connection is the front's, and stays open whatever the application writes in `Connection`: if it were
 * closed while the body of the request still arrives, the answer would be lost. The front decides about its clients' connections.
 */
export class KeptResponse<Request extends IncomingMessage = IncomingMessage> extends http.ServerResponse<Request> {
  constructor(...parameters: ConstructorParameters<typeof http.ServerResponse<Request>>) {
    super(...parameters);
    // Node resets it when the answer to `Expect: 100-continue` is final, a 413 for example.
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
