import type { Agent, ClientRequest, IncomingMessage, RequestOptions, ServerResponse } from "node:http";
import { http, pairsOf } from "@mediaroot/media/http";
import { passInformation } from "./pass-information.ts";
import { requestLines } from "./request-lines.ts";

// The most header bytes that an application may send. With Node's default, a quarter of it, larger headers are an error.
const MAX_HEADER_BYTES = 64 * 1024;

/** The socket of a worker, and the agent for one client's connections to it. */
export interface WorkerRoute {
  readonly socketPath: string;
  readonly agent: Agent;
}

/** A client's request, and how its answer is passed on. */
export interface ForwardedRequest extends WorkerRoute {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Header lines to leave out, in lower case. */
  readonly dropped: readonly string[];
  readonly onAnswer: (incoming: IncomingMessage) => void;
}

/**
 * Passes a request on to a worker, body and trailers included.
 *
 * @returns a promise that resolves when the client's response has ended, and rejects if the worker sent none
 */
export async function forwardRequest({
  request,
  response,
  dropped,
  onAnswer,
  ...route
}: ForwardedRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = requestWorker(request, { ...route, headers: requestLines(request, dropped) });
    passInformation(outgoing, request, response);
    let isAnswered = false;
    outgoing.on("response", (incoming) => {
      isAnswered = true;
      stopUploadAfter(incoming, outgoing, request);
      onAnswer(incoming);
    });
    // Once the answer has begun, the client learns of a failure by the answer being cut short.
    outgoing.on("error", (error) => (isAnswered ? undefined : reject(error)));
    request.on("error", () => outgoing.destroy());
    response.once("close", () => {
      if (!response.writableFinished) outgoing.destroy();
      resolve();
    });
    passBody(request, outgoing);
  });
}

/** Begins a request to a worker, with the client's method and target. */
export function requestWorker(
  { method, url }: IncomingMessage,
  options: WorkerRoute & Pick<RequestOptions, "headers">,
): ClientRequest {
  return http.request({ ...options, method, path: url, maxHeaderSize: MAX_HEADER_BYTES });
}

function passBody(request: IncomingMessage, outgoing: ClientRequest): void {
  request.once("end", () => {
    if (request.rawTrailers.length === 0) return;
    try {
      outgoing.addTrailers(pairsOf(request.rawTrailers));
    } catch (error) {
      outgoing.destroy(error as Error);
    }
  });
  request.pipe(outgoing);
}

/**
 * An application may answer before it has read the whole body. The rest of the body is discarded, and the connection to the worker is
 * closed, since it cannot be used again.
 */
function stopUploadAfter(incoming: IncomingMessage, outgoing: ClientRequest, request: IncomingMessage): void {
  incoming.once("close", () => {
    if (outgoing.writableFinished) return;
    request.unpipe(outgoing);
    request.resume();
    outgoing.destroy();
  });
}
