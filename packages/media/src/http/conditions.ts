import type { IncomingHttpHeaders } from "node:http";

/** The validators of a representation (RFC 9110, section 8.8). */
export interface Validators {
  /** A strong entity tag with its quotes. */
  readonly etag: string;
  /** Last-Modified, in seconds since the epoch. */
  readonly modified: number;
  /** False if other bytes had the same date or a later one: then a date proves nothing. */
  readonly dateIsTrusted: boolean;
}

/** The result of the preconditions of a request. */
export type Precondition = "met" | "not-modified" | "failed";

const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const TIME = "\\d\\d:\\d\\d:\\d\\d";
const IMF_FIXDATE = new RegExp(`^${DAY}, \\d\\d ${MONTH} \\d{4} ${TIME} GMT$`);
const RFC_850 = new RegExp(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \\d\\d-${MONTH}-\\d\\d ${TIME} GMT$`);
const ASCTIME = new RegExp(`^${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`);

const ENTITY_TAG = /(?:W\/)?"[\u0021\u0023-\u007E\u0080-\u00FF]*"/g;
const ENTITY_TAGS = new RegExp(`^[ \\t,]*(?:${ENTITY_TAG.source}[ \\t]*(?:,[ \\t,]*|$))+$`);

/**
 * Evaluates the preconditions of a GET or HEAD request in their order of precedence (RFC 9110, section 13.2.2).
 *
 * @param headers the request headers
 * @param validators those of the file as it is now
 */
export function decidePrecondition(headers: IncomingHttpHeaders, validators: Validators): Precondition {
  const ifMatch = headers["if-match"];
  const ifNoneMatch = headers["if-none-match"];
  const unmodified = isUnmodifiedSince(headers["if-unmodified-since"], validators);
  if (ifMatch === undefined ? unmodified === false : !lists(ifMatch, [validators.etag])) return "failed";
  // GET compares weakly: a weak tag of the same bytes matches.
  const isKnown =
    ifNoneMatch === undefined
      ? isUnmodifiedSince(headers["if-modified-since"], validators) === true
      : lists(ifNoneMatch, [validators.etag, `W/${validators.etag}`]);
  return isKnown ? "not-modified" : "met";
}

/**
 * Decides whether a range may be answered (RFC 9110, section 13.1.5). A date never allows it: it is a strong validator only
 * if the file cannot have changed twice within that second, and every client that has the date has an entity tag too.
 *
 * @param ifRange the If-Range header
 */
export function allowsRange(ifRange: string | readonly string[] | undefined, { etag }: Validators): boolean {
  return ifRange === undefined || ifRange === etag;
}

function lists(field: string, tags: readonly string[]): boolean {
  if (field === "*" || tags.includes(field)) return true;
  if (!ENTITY_TAGS.test(field)) return false;
  return field.match(ENTITY_TAG)?.some((tag) => tags.includes(tag)) ?? false;
}

/** @returns undefined if the field is no HTTP-date, which is then ignored */
function isUnmodifiedSince(field: string | undefined, validators: Validators): boolean | undefined {
  const since = field === undefined ? undefined : parseHttpDate(field);
  return since === undefined ? undefined : validators.dateIsTrusted && validators.modified <= since;
}

/**
 * Parses an HTTP-date in any of its three formats (RFC 9110, section 5.6.7).
 *
 * @returns seconds since the epoch; undefined if the text is no HTTP-date
 */
export function parseHttpDate(text: string): number | undefined {
  const isAsctime = ASCTIME.test(text);
  if (!isAsctime && !IMF_FIXDATE.test(text) && !RFC_850.test(text)) return undefined;
  const seconds = Date.parse(isAsctime ? `${text} GMT` : text) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

const MIN_SECONDS = Date.UTC(0, 0, 1) / 1000;
const MAX_SECONDS = Date.UTC(10_000, 0, 1) / 1000;

/** @returns whether an HTTP-date can hold a time: its year has four digits */
export function isHttpDate(seconds: number): boolean {
  return seconds >= MIN_SECONDS && seconds < MAX_SECONDS;
}

/** @returns the HTTP-date of whole seconds since the epoch */
export function formatHttpDate(seconds: number): string {
  return new Date(seconds * 1000).toUTCString();
}
