import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a proxy does with a request. */
export type ProxyRule =
  | { readonly kind: "forward" }
  /** It answers itself, and the server sees nothing. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly code?: string;
      readonly headers?: Record<string, string>;
    }
  /** It cuts the connection once so many bytes of the request have gone to the server. */
  | { readonly kind: "cut request"; readonly after: number }
  /** It forwards the request only once something has happened; without `until` nobody ever answers. */
  | { readonly kind: "hold"; readonly until?: Promise<void> }
  /** The server does what it is asked to, and the answer is lost. */
  | { readonly kind: "lose answer" };

/** A request that has come by. */
export interface ProxiedRequest {
  readonly method: string;
  /** With its query, decoded. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Of the answer, once it has come. */
  status?: number;
}

/** A proxy in front of an object store. */
export interface S3Proxy extends AsyncDisposable {
  readonly endpoint: string;
  /** Every request that has come by. */
  readonly requests: ProxiedRequest[];
  /** Decides about each request. */
  rule: (request: ProxiedRequest) => ProxyRule;
}

/** Starts a proxy that forwards everything. */
export async function startProxy(target: string): Promise<S3Proxy> {
  const server = createServer((incoming, answer) => {
    const seen: ProxiedRequest = {
      method: incoming.method ?? "",
      path: decodeURIComponent(incoming.url ?? ""),
      headers: incoming.headers,
    };
    proxy.requests.push(seen);
    const rule = proxy.rule(seen);
    const go = (): void => forward({ incoming, answer, seen, target, rule });
    if (rule.kind === "answer") refuse(incoming, answer, rule);
    else if (rule.kind === "hold") rule.until?.then(go);
    else go();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: S3Proxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    rule: () => ({ kind: "forward" }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly answer: ServerResponse;
  readonly seen: ProxiedRequest;
  readonly target: string;
  readonly rule: ProxyRule;
}

function forward({ incoming, answer, seen, target, rule }: Exchange): void {
  const { method, url: path, headers } = incoming;
  const { hostname, port } = new URL(target);
  const onward = request({ hostname, port, method, path, headers }, (back) => {
    seen.status = back.statusCode ?? 0;
    if (rule.kind === "lose answer") {
      back.resume();
      return void back.on("end", () => incoming.socket.destroy());
    }
    answer.writeHead(back.statusCode ?? 500, back.headers);
    // Swift sends a chunk after its answer to HEAD, which ends the connection with an error.
    if (method === "HEAD") answer.end();
    else back.pipe(answer);
  });
  onward.on("error", () => {
    if (!answer.writableEnded) incoming.socket.destroy();
  });
  if (rule.kind === "cut request") cut(incoming, onward, rule.after);
  else incoming.pipe(onward);
}

function cut(incoming: IncomingMessage, onward: ClientRequest, after: number): void {
  let sent = 0;
  incoming.on("data", (chunk: Buffer) => {
    onward.write(chunk.subarray(0, Math.max(0, after - sent)));
    sent += chunk.length;
  });
  incoming.on("end", () => {
    onward.destroy();
    incoming.socket.destroy();
  });
}

function refuse(
  incoming: IncomingMessage,
  answer: ServerResponse,
  { status, code = "Refused", headers = {} }: Extract<ProxyRule, { kind: "answer" }>,
): void {
  incoming.resume();
  incoming.on("end", () => {
    answer.writeHead(status, { "content-type": "application/xml", ...headers });
    answer.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>says the proxy</Message></Error>`);
  });
}
