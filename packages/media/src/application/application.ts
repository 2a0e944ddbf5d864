import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** A listener as Node's `http.createServer` takes it. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** An application in one shape, whatever made it. */
export interface Application {
  readonly request: RequestListener;
  /** Takes a connection over. False: nobody there listens for that, and nothing was touched. Undefined: nobody ever does. */
  readonly upgrade?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => boolean) | undefined;
  /** Whether it sends `100 Continue` itself to a client that waits for it. */
  readonly sendsContinue?: boolean | undefined;
  /** Settled when it can answer; rejected when it cannot start. Undefined: it always can. */
  readonly ready?: (() => Promise<unknown>) | undefined;
  /** Ends what it holds open. */
  readonly close?: (() => unknown) | undefined;
}
