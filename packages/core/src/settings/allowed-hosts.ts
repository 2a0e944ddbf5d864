/** RFC 9110, section 7.2. A name has the characters that Django allows, and the underscore of container names. */
const HOST = /^([a-z0-9._-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::\d*)?$/;

/**
 * Parses a Host header.
 *
 * @param host with its port or without
 * @returns the host name or IP address, an IPv6 address in brackets, in lower case and without the dot that may end a full
 *   name; undefined if the header holds neither
 */
export function parseHost(host: string): string | undefined {
  const [, name] = HOST.exec(host.toLowerCase()) ?? [];
  return name?.replace(/\.$/, "") || undefined;
}

/**
 * Decides whether a site answers to a host, as Django's ALLOWED_HOSTS does: `*` allows every host, `.example.com` that
 * domain and all below it, and anything else that host alone. Letter case does not matter.
 *
 * @param host a Host header, with its port or without
 * @param allowed ALLOWED_HOSTS
 */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  const name = parseHost(host);
  if (name === undefined) return false;
  return allowed.some((entry) => {
    const pattern = entry.toLowerCase();
    if (pattern === "*" || pattern === name) return true;
    return pattern.startsWith(".") && (name === pattern.slice(1) || name.endsWith(pattern));
  });
}
