import type { IncomingHttpHeaders } from "node:http";

/** Header lines as Node gives and takes them: name, value, name, value. */
export type RawLines = readonly string[];

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
  { headers, rawHeaders }: { readonly headers: IncomingHttpHeaders; readonly rawHeaders: RawLines },
  dropped: readonly string[] = [],
): string[] {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const left = new Set([...OF_THE_CONNECTION, ...named.filter((name) => !NEVER_NAMED.has(name)), ...dropped]);
  return rawHeaders.filter((_, index) => !left.has((rawHeaders[index - (index % 2)] ?? "").toLowerCase()));
}

/** @returns the name and the value of each line */
export function pairsOf(raw: RawLines): [name: string, value: string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ""]] : []));
}
