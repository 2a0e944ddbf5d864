import type { ContentCoding } from "@mediaroot/core/internal";
import { contentType } from "@mediaroot/core/content-type";
import type { ObjectHeaders } from "../s3/object.ts";

/** Browsers ask each time whether their copy is still the current one. */
const REVALIDATED = "no-cache";
/** Browsers keep their copy for a year, and do not ask (https://www.rfc-editor.org/rfc/rfc8246). */
const IMMUTABLE = "public, max-age=31536000, immutable";

/** The facts about a published file that its header lines depend on. */
export interface StoredFile {
  /** Its plain logical path. */
  readonly logicalPath: string;
  /** Whether it is stored under a name made of its content. */
  readonly isHashed: boolean;
  readonly encoding: ContentCoding | undefined;
}

/** @returns the header lines to store a published file with */
export function headersFor({ logicalPath, isHashed, encoding }: StoredFile): ObjectHeaders {
  return {
    "content-type": contentType(logicalPath),
    "cache-control": isHashed ? IMMUTABLE : REVALIDATED,
    "content-encoding": encoding,
  };
}

/** The header lines of the ledger and the lock. */
export const STATE_HEADERS: ObjectHeaders = { "content-type": "application/octet-stream", "cache-control": "no-store" };

/** @returns whether two files are stored with the same header lines */
export function sameHeaders(a: ObjectHeaders, b: ObjectHeaders): boolean {
  return (
    a["content-type"] === b["content-type"] &&
    a["cache-control"] === b["cache-control"] &&
    a["content-encoding"] === b["content-encoding"]
  );
}
