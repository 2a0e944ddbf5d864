import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { isAllowedHost, parseHost } from "@mediaroot/core/media";
import { parseTarget } from "./request-target.ts";

/**
 * Decides by every host that a request names: in its target, where that is in absolute form, in HTTP/2's `:authority`, and
 * in its Host header. Which of them an application believes is not known here.
 *
 * @param hosts ALLOWED_HOSTS
 * @returns why it is refused
 */
export function refuseRequest(
  { url = "", headers }: Pick<IncomingMessage, "url" | "headers">,
  hosts: readonly string[],
): string | undefined {
  // Nearly every request names one.
  if (url.startsWith("/") && headers[":authority"] === undefined) return refuseHost(headers.host, hosts);
  const named = [url.startsWith("/") ? undefined : parseTarget(url)?.authority, headers[":authority"], headers.host];
  for (const host of named.flat()) {
    const refusal = refuseHost(host, hosts);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/**
 * Decides whether a request may be answered in development: a page of another site can make a browser ask this server
 * under its own name (DNS rebinding), so only localhost, IP addresses and ALLOWED_HOSTS are answered. As in Django, an
 * entry that starts with a dot takes subdomains in, and "*" takes everything.
 *
 * @param host a Host header, or what stands in its place; without one no browser is asking, and nothing is refused
 * @param hosts ALLOWED_HOSTS
 * @returns why it is refused, with the settings line to add; undefined where it is allowed
 */
export function refuseHost(host: string | undefined, hosts: readonly string[]): string | undefined {
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
