/** A request target, parsed once: routing and lookup use the same segments. */
export interface RequestTarget {
  /**
   * The path after its leading "/", split at "/" and percent-decoded. A path that ends with "/" ends with an empty segment.
   * If the path cannot be decoded, these are the raw segments.
   */
  readonly segments: readonly string[];
  /** Why the path cannot be decoded. */
  readonly fault?: string;
  /** The segments as received, still encoded. */
  readonly raw: readonly string[];
  /** The query as received, with its "?"; or an empty string. */
  readonly query: string;
  /** The authority of a target in absolute form; it counts instead of the Host header (RFC 9112, section 3.2.2). */
  readonly authority?: string;
}

const ABSOLUTE = /^https?:\/\/([^/?#]*)/i;
const PRINTABLE = /^[\u0021-\u007E]*$/;

/**
 * Parses the target of a request line (RFC 9112, section 3.2): origin form, or absolute form. Nothing is normalised.
 *
 * @param url `IncomingMessage.url`
 * @returns undefined for a target without a path: `*`, or an authority alone
 */
export function parseTarget(url: string): RequestTarget | undefined {
  if (url.startsWith("/")) return parseOriginForm(url);
  const absolute = ABSOLUTE.exec(url);
  if (absolute === null) return undefined;
  const [prefix, authority = ""] = absolute;
  const rest = url.slice(prefix.length);
  return { ...parseOriginForm(rest.startsWith("/") ? rest : `/${rest}`), authority };
}

function parseOriginForm(target: string): RequestTarget {
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = mark === -1 ? "" : target.slice(mark);
  const raw = path.slice(1).split("/");
  if (!PRINTABLE.test(path) || path.includes("#")) {
    return { segments: raw, raw, query, fault: "holds a character that must be percent-encoded" };
  }
  if (!path.includes("%")) return { segments: raw, raw, query };
  try {
    return { segments: raw.map(decodeURIComponent), raw, query };
  } catch {
    return { segments: raw, raw, query, fault: "is not percent-encoded UTF-8" };
  }
}
