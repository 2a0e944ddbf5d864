import type { IncomingHttpHeaders } from "node:http";
import type { ContentCoding } from "@mediaroot/core";
import Negotiator from "negotiator";

/** How the bytes of an answer are coded: compressed, or as they are. */
export type Coding = ContentCoding | "identity";

/** Where a client likes several as well, the one that is smallest as a rule. */
const PREFERRED: readonly Coding[] = ["br", "zstd", "gzip", "identity"];
/** Browsers send a handful of different fields; whoever makes up many gets no memory for them. */
const MAX_REMEMBERED = 100;
const remembered = new Map<string, readonly Coding[]>();

/**
 * The codings that a client accepts, best first (RFC 9110, section 12.5.3). `identity` is among them unless the client refuses it.
 *
 * @param field the Accept-Encoding header; without one only `identity` is sure to be understood
 */
export function acceptedCodings(field: IncomingHttpHeaders["accept-encoding"]): readonly Coding[] {
  const known = remembered.get(field ?? "");
  if (known !== undefined) return known;
  const codings = negotiate(field);
  if (remembered.size < MAX_REMEMBERED) remembered.set(field ?? "", codings);
  return codings;
}

/** The library's types do not know its second parameter yet. */
interface EncodingNegotiator {
  encodings(available: readonly Coding[], options: { readonly preferred: readonly Coding[] }): readonly Coding[];
}

function negotiate(field: string | undefined): readonly Coding[] {
  const headers = field === undefined ? {} : { "accept-encoding": field };
  const negotiator = new Negotiator({ headers }) as unknown as EncodingNegotiator;
  return negotiator.encodings(PREFERRED, { preferred: PREFERRED });
}
