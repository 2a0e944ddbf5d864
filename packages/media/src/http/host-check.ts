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
 * Decides whether a request is refused for the hosts that it names.
 *
 * @returns why it is refused, with the settings line to add; undefined for one that may be answered
 */
export type HostCheck = (request: HostNaming) => HostRefusal | undefined;

/** Bounds the memory that a client can fill by invented hosts. */
const MAX_KNOWN_HOSTS = 100;

/**
 * Creates the check of every host that a request names: in a target in absolute form, in HTTP/2's `:authority`, and in its Host
 * header. Applications differ in which of them they believe. It remembers the hosts that are answered.
 *
 * @param hosts ALLOWED_HOSTS
 */
export function createHostCheck(hosts: readonly string[]): HostCheck {
  const answered = new Set<string | undefined>();
  const refuse = (host: string | undefined): HostRefusal | undefined => {
    if (answered.has(host)) return undefined;
    const reason = refuseHost(host, hosts);
    if (reason !== undefined) return { status: 403, reason };
    if (answered.size < MAX_KNOWN_HOSTS) answered.add(host);
    return undefined;
  };
  return (request) => {
    const { url = "", headers } = request;
    const authority = url.startsWith("/") ? undefined : parseTarget(url)?.authority;
    return (
      refuseTwoHosts(request) ?? refuse(authority) ?? refuse(headers[":authority"]?.toString()) ?? refuse(headers.host)
    );
  };
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
