import type { IncomingHttpHeaders } from "node:http";
import type { ContentCoding } from "@mediaroot/core/media";
import Negotiator from "negotiator";

/** The coding of an answer: compressed, or uncompressed. */
export type Coding = ContentCoding | "identity";

/** The order of codings that a client likes equally: by their usual size. */
const PREFERRED: readonly Coding[] = ["br", "zstd", "gzip", "identity"];
/** Browsers send a handful of different fields. Clients that make up many must not fill the memory. */
const MAX_REMEMBERED = 100;
const remembered = new Map<string, readonly Coding[]>();

/**
 * Gives the codings that a client accepts, best first (RFC 9110, section 12.5.3). `identity` is among them unless the client refuses it.
 *
 * @param field the Accept-Encoding header; without it only `identity` is accepted
 */
export function acceptedCodings(field: IncomingHttpHeaders["accept-encoding"]): readonly Coding[] {
  const known = remembered.get(field ?? "");
  if (known !== undefined) return known;
  const codings = negotiate(field);
  if (remembered.size < MAX_REMEMBERED) remembered.set(field ?? "", codings);
  return codings;
}

/**
 * Gives the codings that an answer to a request may have, best first. A range is a part of the uncompressed file, so a request with a
 * range is answered uncompressed where the client accepts that.
 */
export function codingsFor(headers: Pick<IncomingHttpHeaders, "accept-encoding" | "range">): readonly Coding[] {
  const accepted = acceptedCodings(headers["accept-encoding"]);
  return headers.range !== undefined && accepted.includes("identity") ? ["identity"] : accepted;
}

/** The types of the library lack its second parameter. */
interface EncodingNegotiator {
  encodings(available: readonly Coding[], options: { readonly preferred: readonly Coding[] }): readonly Coding[];
}

function negotiate(field: string | undefined): readonly Coding[] {
  const headers = field === undefined ? {} : { "accept-encoding": field };
  const negotiator = new Negotiator({ headers }) as unknown as EncodingNegotiator;
  return negotiator.encodings(PREFERRED, { preferred: PREFERRED });
}
