import type { IncomingHttpHeaders } from "node:http";
import { type RawHeaders, withoutLines } from "@mediaroot/media/http";

// RFC 9110, section 7.6.1. Framing is one connection's own too: the sender writes it anew, by what was parsed.
const OF_THE_CONNECTION = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "content-length",
  "trailer",
  "upgrade",
];
/** The front has gone by these, so no `Connection` line takes them from the worker. */
const NEVER_NAMED = new Set(["host", "expect"]);

/**
 * @param dropped further names to leave out, in lower case
 * @returns the lines that are meant for whoever is at the end, names and order kept
 */
export function endToEndLines(
  { headers, rawHeaders }: { readonly headers: IncomingHttpHeaders; readonly rawHeaders: RawHeaders },
  dropped: readonly string[] = [],
): string[] {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const left = new Set([...OF_THE_CONNECTION, ...named.filter((name) => !NEVER_NAMED.has(name)), ...dropped]);
  return withoutLines(rawHeaders, (name) => left.has(name));
}
