import { hash, randomUUID } from "node:crypto";
import type { MediaFile, StatIdentity } from "@mediaroot/core";
import { hasSettableChangeTime, msUntilSettled, SETTLE_MS } from "@mediaroot/core/media";
import { contentType, isActiveContent } from "@mediaroot/core/content-type";
import { formatHttpDate, type Validators } from "../http/conditions.ts";
import type { Representation } from "../http/file-answer.ts";
import { securityHeaders } from "../http/send-answer.ts";

/** The facts about a site that the header lines of files depend on. */
export interface FilePolicy {
  readonly development: boolean;
  /** Labels of the installed apps. The project's files outside them count as uploads. */
  readonly labels: ReadonlySet<string>;
}

// Browsers show uploaded HTML and SVG, but run no script of theirs with the rights of the site.
const UPLOAD_POLICY = "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; font-src data:";

const ZIPPED_DRAWING = /\.svgz$/i;

/** Makes the strong entity tag of bytes. */
export function etagOfBytes(bytes: Uint8Array): string {
  return `"${hash("sha256", bytes, "base64url").slice(0, 27)}"`;
}

/**
 * Makes the strong entity tag of a file that is too large to hash at each change. It depends on the stat identity, which
 * includes the ctime that no program can set back. While the identity may miss a change, each tag is new.
 */
export function etagOfFile(file: MediaFile, isLasting: boolean): string {
  return etagOfBytes(Buffer.from(JSON.stringify([file.identity, isLasting ? "" : randomUUID()])));
}

/**
 * Decides whether any later write to a file will show in its times. It never will on a file system where change times can be
 * set back.
 *
 * @param now milliseconds since the epoch, taken before the file was looked at
 */
export function isSettled(identity: StatIdentity, now: number): boolean {
  const times = [identity.mtimeMs, identity.ctimeMs];
  return !hasSettableChangeTime(identity) && times.every((time) => msUntilSettled(time, SETTLE_MS.served, now) === 0);
}

/** Gives the Last-Modified time of a file, in whole seconds since the epoch. */
export function modifiedSeconds(file: MediaFile): number {
  return Math.floor(file.identity.mtimeMs / 1000);
}

/**
 * Makes the header lines of a file. They hold for all answers until the file changes.
 *
 * @param size in bytes
 */
export function represent(file: MediaFile, size: number, facts: Validators & FilePolicy): Representation {
  const { etag, modified, dateIsTrusted, development, labels } = facts;
  const type = contentType(file.path);
  const bareHeaders = ["ETag", etag, "Cache-Control", "no-cache", ...securityHeaders(development)];
  const headers = ["Content-Type", type, "Accept-Ranges", "bytes", ...bareHeaders];
  // The type of a compressed SVG is that of the drawing (RFC 9110, section 8.4).
  if (ZIPPED_DRAWING.test(file.path)) headers.push("Content-Encoding", "gzip");
  // Clients would send an untrusted date back in conditional requests.
  if (dateIsTrusted) headers.push("Last-Modified", formatHttpDate(modified));
  if (file.source.kind === "project") headers.push(...uploadHeaders(file.logicalPath, labels));
  const wholeHeaders = [...headers, "Content-Length", String(size)];
  return { etag, modified, dateIsTrusted, size, bareHeaders, headers, wholeHeaders };
}

/**
 * The header lines of a file of the project that lies under no app's label, so that an uploaded page runs no script in the site's
 * name.
 *
 * @returns none for other files, and for types that run no script
 */
export function uploadHeaders(logicalPath: string, labels: ReadonlySet<string>): readonly string[] {
  const isUpload = !labels.has(logicalPath.split("/", 1)[0] ?? "");
  return isUpload && isActiveContent(contentType(logicalPath)) ? ["Content-Security-Policy", UPLOAD_POLICY] : [];
}
