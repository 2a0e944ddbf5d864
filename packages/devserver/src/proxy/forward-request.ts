import type { Agent, ClientRequest, IncomingMessage, RequestOptions, ServerResponse } from "node:http";
import { http, pairsOf } from "@mediaroot/media/http";
import { passInformation } from "./pass-information.ts";
import { requestLines } from "./request-lines.ts";

// The header bytes that an application may send: Node's default, a quarter of it, would turn its answer into an error.
const MAX_HEADER_BYTES = 64 * 1024;

/** The way to one worker, for one client. */
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
 * @returns settled when the client's answer is over; rejected when the worker did not begin one
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
    // An answer that has begun says by its own end how it went.
    outgoing.on("error", (error) => (isAnswered ? undefined : reject(error)));
    request.on("error", () => outgoing.destroy());
    response.once("close", () => {
      if (!response.writableFinished) outgoing.destroy();
      resolve();
    });
    passBody(request, outgoing);
  });
}

/** Asks a worker for what a client asks for, its target as it came. */
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

/** An application may answer before it has read the whole body. Nobody reads the rest, and its connection is of no more use. */
function stopUploadAfter(incoming: IncomingMessage, outgoing: ClientRequest, request: IncomingMessage): void {
  incoming.once("close", () => {
    if (outgoing.writableFinished) return;
    request.unpipe(outgoing);
    request.resume();
    outgoing.destroy();
  });
}
