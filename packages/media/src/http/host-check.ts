import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { isAllowedHost, parseHost } from "@mediaroot/core/media";
import { countLines } from "./raw-headers.ts";
import { parseTarget } from "./request-target.ts";

/** The reason why a request is refused for the hosts that it names, and the status of the answer. */
export interface HostRefusal {
  readonly status: 400 | 403;
  readonly reason: string;
}

/** The part of a request that names hosts. */
export type HostNaming = Pick<IncomingMessage, "url" | "headers" | "rawHeaders">;

/**
 * Checks every host that a request names: in a target in absolute form, in HTTP/2's `:authority`, and in its Host header.
 * Applications differ in which of them they believe.
 *
 * @param hosts ALLOWED_HOSTS
 * @returns why the request is refused, with the settings line to add; undefined for one that may be answered
 */
export function refuseRequest(request: HostNaming, hosts: readonly string[]): HostRefusal | undefined {
  const { url = "", headers } = request;
  const authority = url.startsWith("/") ? undefined : parseTarget(url)?.authority;
  const named = [authority, headers[":authority"], headers.host].flat();
  const reason = named.map((host) => refuseHost(host, hosts)).find((refusal) => refusal !== undefined);
  return refuseTwoHosts(request) ?? (reason === undefined ? undefined : { status: 403, reason });
}

/** Refuses a request with more than one Host line (RFC 9112, section 3.2): a proxy may believe the one that Node drops. */
export function refuseTwoHosts({ rawHeaders }: Pick<HostNaming, "rawHeaders">): HostRefusal | undefined {
  return countLines(rawHeaders, "host") > 1
    ? { status: 400, reason: "The request has more than one Host header." }
    : undefined;
}

/**
 * Decides whether a host may be answered in development. A page of another site can make a browser send requests to this
 * server under its own name (DNS rebinding), so only localhost, IP addresses and ALLOWED_HOSTS are answered. As in Django,
 * an entry that starts with a dot includes subdomains, and "*" allows every host. A request without a host does not come
 * from a browser, and is allowed.
 */
function refuseHost(host: string | undefined, hosts: readonly string[]): string | undefined {
  if (host === undefined || host === "" || hosts.includes("*")) return undefined;
  const name = parseHost(host);
  if (name === undefined) return `The Host header ${JSON.stringify(host)} is not a host name.`;
  if (isLocal(name) || isAllowedHost(name, hosts)) return undefined;
  const line = `ALLOWED_HOSTS: ${JSON.stringify([...hosts, name]).replaceAll(",", ", ")},`;
  return `The host ${JSON.stringify(name)} is not one that this site answers to. If it should be, write in the settings: ${line}`;
}

function isLocal(host: string): boolean {
  const bare = host.startsWith("[") ? host.slice(1, -1) : host;
  return host === "localhost" || host.endsWith(".localhost") || isIP(bare) !== 0;
}
