import type { IncomingHttpHeaders } from "node:http";
import { type RawHeaders, withoutLines } from "@mediaroot/media/http";

// Hop-by-hop headers (RFC 9110, section 7.6.1), and those that say where the body ends, which are written anew for each connection.
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "content-length",
  "trailer",
  "upgrade",
];
/** The front has acted on these headers, so the worker gets them even if the `Connection` header names them. */
const ALWAYS_PASSED = new Set(["host", "expect"]);

/**
 * @param dropped further names to leave out, in lower case
 * @returns the end-to-end header lines, their spelling and order kept
 */
export function endToEndLines(
  { headers, rawHeaders }: { readonly headers: IncomingHttpHeaders; readonly rawHeaders: RawHeaders },
  dropped: readonly string[] = [],
): string[] {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const left = new Set([...HOP_BY_HOP, ...named.filter((name) => !ALWAYS_PASSED.has(name)), ...dropped]);
  return withoutLines(rawHeaders, (name) => left.has(name));
}
