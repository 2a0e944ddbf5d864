import type { IncomingMessage } from "node:http";

/** Why an endpoint of the front refuses a request. */
export interface EndpointRefusal {
  readonly status: 403 | 405;
  readonly reason: string;
}

/**
 * Refuses other methods, and pages of other sites: they may neither learn when somebody works nor open an editor.
 *
 * @param method the one method of the endpoint; browsers send Origin with every POST
 */
export function refuseEndpoint(request: IncomingMessage, method: "GET" | "POST"): EndpointRefusal | undefined {
  if (request.method !== method) return { status: 405, reason: `Only ${method} is allowed here.` };
  const { origin, host = "" } = request.headers;
  if (origin === undefined && method === "GET") return undefined;
  const isOwn = URL.parse(origin ?? "")?.host === host.toLowerCase();
  return isOwn ? undefined : { status: 403, reason: "Only pages of this server may use this address." };
}
