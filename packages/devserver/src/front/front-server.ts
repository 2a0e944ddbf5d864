import type { IncomingMessage, Server } from "node:http";
import type { FrontRequests } from "./front-requests.ts";
import { HEADERS_TIMEOUT_MS, http, inTurn } from "@mediaroot/media/http";

/**
 * Creates the server that holds the port. A whole request may take any time, since uploads are long; its header lines may not. By
 * default Node derives the second limit from the first, so both are set.
 */
export function createFrontServer({ answer, upgrade }: FrontRequests): Server {
  const bounds = { requestTimeout: 0, headersTimeout: HEADERS_TIMEOUT_MS };
  // NODE_OPTIONS may ask for a lenient parser, which lets requests through that another server would read as two.
  const strict = { insecureHTTPParser: false, shouldUpgradeCallback: isWebSocket };
  // Nothing here waits for the end of a request that has no body. Without this option Node emits it all the same, which takes a tenth of
  // the time of a small answer.
  const options = { ...bounds, ...strict, optimizeEmptyRequests: true };
  const answerNext = inTurn(answer);
  return http.createServer(options, answerNext).on("upgrade", upgrade).on("checkContinue", answerNext);
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
