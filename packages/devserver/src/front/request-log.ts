import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestEvent } from "./front-event.ts";

/** Calls back with the request's event once its response is over. */
export function logRequest(
  { method = "GET", url = "/" }: IncomingMessage,
  response: ServerResponse,
  onRequest: (event: RequestEvent) => void,
): void {
  const startedAt = performance.now();
  response.once("close", () => {
    const durationMs = performance.now() - startedAt;
    onRequest({ kind: "request", method, url, status: response.statusCode, source: undefined, durationMs });
  });
}
