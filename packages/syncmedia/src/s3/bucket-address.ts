import { didYouMean } from "@mediaroot/core";
import { syncError } from "../errors.ts";

/** A bucket, and the prefix below which syncmedia writes. */
export interface BucketAddress {
  /** The bucket and prefix, for messages and reports: `s3://media/site`. */
  readonly name: string;
  readonly bucket: string;
  /** What every key begins with: `site/`, or empty. */
  readonly prefix: string;
  /** The origin of the server, such as `https://s3.example.com`; undefined if the URL does not name one. */
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PARAMETERS = ["endpoint", "region"];

/**
 * Parses the URL of a bucket.
 *
 * @param url `s3://bucket/prefix`, optionally with `?endpoint=https://host` and `&region=name`
 * @throws BUCKET_URL_INVALID
 * @example parseBucketAddress("s3://media/site?endpoint=http://127.0.0.1:7480").prefix; // "site/"
 */
export function parseBucketAddress(url: string): BucketAddress {
  const parsed = URL.parse(url);
  if (parsed === null) throw invalid(withoutKeys(url), "it is not a URL");
  if (parsed.username !== "" || parsed.password !== "") {
    throw invalid(withoutKeys(url), "it holds a key, which other users of this machine can see");
  }
  if (!/^s3:\/\//i.test(url)) throw invalid(url, "it does not begin with s3://");
  if (parsed.hash !== "" || parsed.port !== "")
    throw invalid(url, "it may only have a bucket, a prefix and parameters");
  const bucket = parsed.hostname;
  if (!BUCKET.test(bucket)) throw invalid(url, `${JSON.stringify(bucket)} is not the name of a bucket`);
  const prefix = prefixOf(url, parsed.pathname);
  const { endpoint, region } = parametersOf(url, parsed.searchParams);
  const name = `s3://${bucket}${prefix === "" ? "" : `/${prefix.slice(0, -1)}`}`;
  return { name, bucket, prefix, endpoint: endpoint === undefined ? undefined : originOf(url, endpoint), region };
}

/**
 * Checks the address of a server.
 *
 * @param where what it was read from, for the message
 * @returns its origin
 * @throws BUCKET_URL_INVALID
 */
export function originOf(where: string, endpoint: string): string {
  const parsed = URL.parse(endpoint);
  const isOrigin = parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.href === `${parsed.origin}/`;
  if (isOrigin) return parsed.origin;
  throw invalid(where, `${JSON.stringify(endpoint)} is not the address of a server, such as https://s3.example.com`);
}

function prefixOf(url: string, pathname: string): string {
  const path = decode(url, pathname).replace(/^\/|\/$/g, "");
  if (path === "") return "";
  const wrong = path.split("/").find((segment) => /^\.{0,2}$/.test(segment) || segment.startsWith(".syncmedia"));
  if (wrong !== undefined) throw invalid(url, `${JSON.stringify(wrong)} cannot be a part of the prefix`);
  return `${path}/`;
}

function decode(url: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(url, "its path is not percent-encoded UTF-8");
  }
}

function parametersOf(url: string, parameters: URLSearchParams): Record<string, string | undefined> {
  const unknown = [...parameters.keys()].find((key) => !PARAMETERS.includes(key));
  if (unknown !== undefined) {
    throw invalid(url, `it has no parameter ${JSON.stringify(unknown)}.${didYouMean(unknown, PARAMETERS)}`);
  }
  return Object.fromEntries(PARAMETERS.map((key) => [key, parameters.get(key) ?? undefined]));
}

function withoutKeys(url: string): string {
  return url.replace(/\/\/.*@/, "//...@");
}

function invalid(url: string, reason: string): Error {
  return syncError("BUCKET_URL_INVALID", { url, reason });
}
