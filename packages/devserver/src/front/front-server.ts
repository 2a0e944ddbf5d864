import type { IncomingMessage, Server } from "node:http";
import type { FrontRequests } from "./front-requests.ts";
import { HEADERS_TIMEOUT_MS, http } from "@mediaroot/media/http";

/** Creates the server that holds the port. Uploads may last; header lines may not, which Node bounds no more where a whole request is not. */
export function createFrontServer({ answer, upgrade }: FrontRequests): Server {
  const bounds = { requestTimeout: 0, headersTimeout: HEADERS_TIMEOUT_MS };
  const server = http.createServer({ ...bounds, shouldUpgradeCallback: isWebSocket }, answer);
  return server.on("upgrade", upgrade).on("checkContinue", answer);
}

/**
 * Whether a request may take its connection over. Others that only offer to, as some clients do with every first request
 * (`Upgrade: h2c`), are answered as if they had not (RFC 9110, section 7.8).
 */
function isWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}
