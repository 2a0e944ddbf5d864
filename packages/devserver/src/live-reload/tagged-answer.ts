import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { pairsOf, type RawHeaders, withoutLines } from "@mediaroot/media/http";
import { isSandboxed, widenPolicies } from "./content-policy.ts";

/** HEAD gets the headers that GET would (RFC 9110, section 9.3.2). */
const ASKING = new Set(["GET", "HEAD"]);
const DOCUMENTS = new Set(["document", "iframe", "frame"]);
/** Headers of libraries that fetch a page, or a part of one. */
const FETCHED = ["hx-request", "turbo-frame", "x-turbo-request-id", "x-requested-with"];
/** Headers of requests that prefetch a page. */
const PREFETCHED = ["purpose", "sec-purpose", "x-sec-purpose"];
const BODILESS = new Set([204, 205, 206, 304]);
const POLICIES = new Set(["content-security-policy", "content-security-policy-report-only"]);
/** Headers that are wrong once a tag is inserted. */
const OF_THE_BODY = new Set([
  "content-length",
  "content-encoding",
  "accept-ranges",
  "content-md5",
  "digest",
  "content-digest",
  "repr-digest",
]);
const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** How the tag is inserted into an answer. */
export interface Tagging {
  /** Decodes the body; undefined if it is not encoded. */
  readonly decoder: (() => Transform) | undefined;
}

/**
 * Whether a request is a navigation of a browser, and not a script of a page that fetches text. Browsers say so in `Sec-Fetch-Dest`
 * (https://www.w3.org/TR/fetch-metadata/#sec-fetch-dest-header), but only to hosts that they trust: https, localhost and 127.0.0.1.
 * For other hosts `Upgrade-Insecure-Requests` shows it, which only navigations have
 * (https://www.w3.org/TR/upgrade-insecure-requests/#preference).
 */
export function isNavigation({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean {
  if (!ASKING.has(method ?? "") || FETCHED.some((name) => headers[name] !== undefined)) return false;
  const destination = headers["sec-fetch-dest"];
  if (destination !== undefined) return DOCUMENTS.has(String(destination));
  if (headers["upgrade-insecure-requests"] !== "1" || PREFETCHED.some((name) => headers[name] !== undefined))
    return false;
  return /\btext\/html\b/i.test(headers.accept ?? "");
}

/** Decides whether the answer to a navigation gets the tag, and how. */
export function decideTagging({
  statusCode,
  headers,
}: Pick<IncomingMessage, "statusCode" | "headers">): Tagging | undefined {
  if (BODILESS.has(statusCode ?? 0) || !isAsciiHtml(headers["content-type"])) return undefined;
  if (/^\s*attachment\b/i.test(headers["content-disposition"] ?? "")) return undefined;
  if (/\bno-transform\b/i.test(headers["cache-control"] ?? "")) return undefined;
  if (isSandboxed(String(headers["content-security-policy"] ?? ""))) return undefined;
  const encoding = (headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "identity") return { decoder: undefined };
  return Object.hasOwn(DECODERS, encoding) ? { decoder: DECODERS[encoding] } : undefined;
}

/** Whether it is HTML in a charset that contains ASCII. In others, such as UTF-16, the bytes of the tag are other characters. */
function isAsciiHtml(contentType = ""): boolean {
  if (!/^\s*text\/html\s*(?:;|$)/i.test(contentType)) return false;
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
  if (charset === undefined) return true;
  try {
    return !/^(?:utf-16|iso-2022)/.test(new TextDecoder(charset).encoding);
  } catch {
    return false;
  }
}

/** @returns the raw headers of a page with the tag: without those that describe the body, and with policies that allow the script */
export function headersOfTagged(rawHeaders: RawHeaders, nonce: string): string[] {
  return pairsOf(withoutLines(rawHeaders, (name) => OF_THE_BODY.has(name))).flatMap(([name, value]) => [
    name,
    POLICIES.has(name.toLowerCase()) ? widenPolicies(value, { nonce }) : value,
  ]);
}
