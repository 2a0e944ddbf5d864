import type { IncomingMessage, Server } from "node:http";
import type { RequestListener } from "./application.ts";

const waiting = new WeakSet<IncomingMessage>();

/**
 * Leaves it to the applications whether a client that waits for `100 Continue` may send its body (RFC 9110, section 10.1.1).
 * Node sends it by itself where nobody listens for that.
 */
export function leaveContinue(server: Server, listener: RequestListener): void {
  server.on("checkContinue", (request, response) => {
    waiting.add(request);
    listener(request, response);
  });
}

/** @returns true once for a request whose client waits for `100 Continue` */
export function takeContinue(request: IncomingMessage): boolean {
  return waiting.delete(request);
}
