import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { isSandboxed, widenPolicies } from "./content-policy.ts";

/** HEAD gets the headers that GET would (RFC 9110, section 9.3.2). */
const ASKING = new Set(["GET", "HEAD"]);
const DOCUMENTS = new Set(["document", "iframe", "frame"]);
/** What libraries send that fetch a part of a page by themselves. */
const PARTIAL = ["hx-request", "turbo-frame", "x-requested-with"];
const BODILESS = new Set([204, 205, 206, 304]);
const POLICIES = new Set(["content-security-policy", "content-security-policy-report-only"]);
/** What no longer holds of a page once a tag is in it. */
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

/** How the tag gets into an answer. */
export interface Tagging {
  /** What the body is decoded by; none for one that is not encoded. */
  readonly decoder: (() => Transform) | undefined;
}

/** Whether a request is a browser's for a document (https://www.w3.org/TR/fetch-metadata/#sec-fetch-dest-header). */
export function isNavigation({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean {
  if (!ASKING.has(method ?? "") || PARTIAL.some((name) => headers[name] !== undefined)) return false;
  const destination = headers["sec-fetch-dest"];
  if (destination !== undefined) return DOCUMENTS.has(String(destination));
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

/** In any other charset a tag in ASCII would be something else. */
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

/** @returns raw headers, names and order kept, as they are true of a page with our tag, which their policies let in */
export function headersOfTagged(rawHeaders: readonly string[], nonce: string): string[] {
  return pairs(rawHeaders)
    .filter(([name]) => !OF_THE_BODY.has(name.toLowerCase()))
    .flatMap(([name, value]) => [name, POLICIES.has(name.toLowerCase()) ? widenPolicies(value, { nonce }) : value]);
}

function pairs(rawHeaders: readonly string[]): readonly (readonly [string, string])[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : []));
}
