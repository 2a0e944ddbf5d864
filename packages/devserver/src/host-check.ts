import { isIP } from "node:net";

/** A host and its port, if any: a name, an IPv4 address, or an IPv6 address in brackets (RFC 9110, section 7.2). */
const AUTHORITY = /^(\[[0-9A-Fa-f:.]+\]|[^\s:/?#@[\]]+)(?::\d*)?$/;

/**
 * Decides whether a request may be answered in development: a page of another site can make a browser ask this server
 * under its own name (DNS rebinding), so only localhost, IP addresses and ALLOWED_HOSTS are answered. As in Django, an
 * entry that starts with a dot takes subdomains in, and "*" takes everything.
 *
 * @param hostHeader the Host header; without one no browser is asking, and nothing is refused
 * @param hosts ALLOWED_HOSTS
 * @returns why it is refused, with the settings line to add; undefined where it is allowed
 */
export function refuseHost(hostHeader: string | undefined, hosts: readonly string[]): string | undefined {
  if (hostHeader === undefined || hostHeader === "" || hosts.includes("*")) return undefined;
  const written = AUTHORITY.exec(hostHeader)?.[1];
  if (written === undefined) return `The Host header ${JSON.stringify(hostHeader)} is not a host name.`;
  const host = written.toLowerCase().replace(/\.$/, "");
  if (isLocal(host) || hosts.some((allowed) => matches(host, allowed.toLowerCase()))) return undefined;
  const line = `ALLOWED_HOSTS: ${JSON.stringify([...hosts, host]).replaceAll(",", ", ")},`;
  return `The host ${JSON.stringify(host)} is not one that this site answers to. If it should be, write in the settings: ${line}`;
}

function isLocal(host: string): boolean {
  const bare = host.startsWith("[") ? host.slice(1, -1) : host;
  return host === "localhost" || host.endsWith(".localhost") || isIP(bare) !== 0;
}

function matches(host: string, allowed: string): boolean {
  return host === allowed || (allowed.startsWith(".") && (host === allowed.slice(1) || host.endsWith(allowed)));
}
