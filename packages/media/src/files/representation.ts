import { hash, randomUUID } from "node:crypto";
import type { MediaFile, StatIdentity } from "@mediaroot/core";
import { hasSettableChangeTime, msUntilSettled, SETTLE_MS } from "@mediaroot/core/media";
import { contentType, isActiveContent } from "../http/content-type.ts";
import { formatHttpDate, type Validators } from "../http/conditions.ts";
import type { Representation } from "../http/file-answer.ts";
import { securityHeaders } from "../http/send-answer.ts";

/** Which header lines go with files. */
export interface FilePolicy {
  readonly development: boolean;
  /** Labels of the installed apps. What the project holds outside them counts as uploads. */
  readonly labels: ReadonlySet<string>;
}

// An uploaded page or drawing may be looked at, but runs no script in the site's name.
const UPLOAD_POLICY = "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; font-src data:";

const ZIPPED_DRAWING = /\.svgz$/i;

/** The strong entity tag of bytes. */
export function etagOfBytes(bytes: Uint8Array): string {
  return `"${hash("sha256", bytes, "base64url").slice(0, 27)}"`;
}

/**
 * The strong entity tag of a file too large to hash at each change: its stat identity, ctime included, which no program can
 * set back. While that does not tell two states apart, each tag is a new one.
 */
export function etagOfFile(file: MediaFile, isSettled: boolean): string {
  return etagOfBytes(Buffer.from(JSON.stringify([file.identity, isSettled ? "" : randomUUID()])));
}

/**
 * Whether the times of a file tell its states apart: any later write will show in them. On a file system where change times
 * can be set back they never do.
 *
 * @param now milliseconds since the epoch, taken before the file was looked at
 */
export function isSettled(identity: StatIdentity, now: number): boolean {
  const times = [identity.mtimeMs, identity.ctimeMs];
  return !hasSettableChangeTime(identity) && times.every((time) => msUntilSettled(time, SETTLE_MS.served, now) === 0);
}

/** Last-Modified of a file, in whole seconds since the epoch. */
export function modifiedSeconds(file: MediaFile): number {
  return Math.floor(file.identity.mtimeMs / 1000);
}

/**
 * Makes the header lines of a file, once for all answers until it changes.
 *
 * @param size bytes
 */
export function represent(file: MediaFile, size: number, facts: Validators & FilePolicy): Representation {
  const { etag, modified, dateIsTrusted, development, labels } = facts;
  const type = contentType(file.path);
  const bareHeaders = ["ETag", etag, "Cache-Control", "no-cache", ...securityHeaders(development)];
  const headers = ["Content-Type", type, "Accept-Ranges", "bytes", ...bareHeaders];
  // An SVG that is kept compressed: its type is that of the drawing (RFC 9110, section 8.4).
  if (ZIPPED_DRAWING.test(file.path)) headers.push("Content-Encoding", "gzip");
  // A date that proves nothing is better not known.
  if (dateIsTrusted) headers.push("Last-Modified", formatHttpDate(modified));
  if (isActiveContent(type) && isUpload(file, labels)) headers.push("Content-Security-Policy", UPLOAD_POLICY);
  const wholeHeaders = [...headers, "Content-Length", String(size)];
  return { etag, modified, dateIsTrusted, size, bareHeaders, headers, wholeHeaders };
}

function isUpload({ source, logicalPath }: MediaFile, labels: ReadonlySet<string>): boolean {
  return source.kind === "project" && !labels.has(logicalPath.split("/", 1)[0] ?? "");
}
