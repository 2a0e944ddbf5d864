import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { Socket } from "node:net";
import type { FrontRequests } from "./front-requests.ts";
import { HEADERS_TIMEOUT_MS, http } from "@mediaroot/media/http";

/** How many requests may wait for their turn on one connection. Browsers send the next when the last is answered. */
const MAX_PIPELINED = 1000;

/** Creates the server that holds the port. Uploads may last; header lines may not, which Node bounds no more where a whole request is not. */
export function createFrontServer({ answer, upgrade }: FrontRequests): Server {
  const bounds = { requestTimeout: 0, headersTimeout: HEADERS_TIMEOUT_MS };
  // NODE_OPTIONS may ask for a lenient parser, which lets requests through that another server would read as two.
  const options = { ...bounds, insecureHTTPParser: false, shouldUpgradeCallback: isWebSocket };
  const answerNext = inTurn(answer);
  return http.createServer(options, answerNext).on("upgrade", upgrade).on("checkContinue", answerNext);
}

/** Answers the pipelined requests of a connection one after the other, and ends a connection on which too many wait. */
function inTurn(answer: FrontRequests["answer"]): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    // Node gives a response its socket when its turn has come.
    if (response.socket !== null) return answer(request, response);
    const { socket } = request;
    const before = waiting.get(socket) ?? 0;
    if (before === MAX_PIPELINED) return void socket.destroy();
    waiting.set(socket, before + 1);
    response.once("socket", () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      answer(request, response);
    });
  };
}

/**
 * Whether a request may take its connection over. Others that only offer to, as some clients do with every first request
 * (`Upgrade: h2c`), are answered as if they had not (RFC 9110, section 7.8). So is one that has a body, or names no host:
 * Node checks that of other requests alone.
 */
function isWebSocket({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  const isOffered = method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
  return isOffered && !hasBody && headers.host !== undefined;
}
