/**
 * Whether a site answers to a host name, as Django's ALLOWED_HOSTS decides: `*` allows every name, `.example.com` the
 * domain and all below it, anything else that name alone. Case and a trailing dot of a full name do not matter.
 *
 * @param host a Host header, with its port or without
 * @param allowed ALLOWED_HOSTS
 */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  const name = hostName(host);
  if (name === undefined) return false;
  return allowed.some((entry) => {
    const pattern = entry.toLowerCase();
    if (pattern === "*" || pattern === name) return true;
    return pattern.startsWith(".") && (name === pattern.slice(1) || name.endsWith(pattern));
  });
}

/** RFC 9110, section 7.2, with the characters that Django takes. */
function hostName(host: string): string | undefined {
  const [, name] = /^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::\d+)?$/.exec(host.toLowerCase()) ?? [];
  return name?.replace(/\.$/, "") || undefined;
}
