import type { ContentCoding } from "@mediaroot/core/internal";
import { contentType } from "@mediaroot/core/content-type";
import type { ObjectHeaders } from "../s3/object.ts";

/** The object is asked for again each time it is used. */
const REVALIDATED = "no-cache";
/** https://www.rfc-editor.org/rfc/rfc8246 */
const IMMUTABLE = "public, max-age=31536000, immutable";

/** A published file, as far as its header lines depend on it. */
export interface StoredFile {
  /** Its plain logical path. */
  readonly logicalPath: string;
  /** Whether it is stored under a name made of its content. */
  readonly isHashed: boolean;
  readonly encoding: ContentCoding | undefined;
}

/** @returns the header lines that a published file is stored with */
export function storedAs({ logicalPath, isHashed, encoding }: StoredFile): ObjectHeaders {
  return {
    "content-type": contentType(logicalPath),
    "cache-control": isHashed ? IMMUTABLE : REVALIDATED,
    "content-encoding": encoding,
  };
}

/** What the objects in `.syncmedia/` are stored with. */
export const STATE_HEADERS: ObjectHeaders = { "content-type": "application/octet-stream", "cache-control": "no-store" };

/** @returns whether two files are stored with the same header lines */
export function sameHeaders(a: ObjectHeaders, b: ObjectHeaders): boolean {
  return (
    a["content-type"] === b["content-type"] &&
    a["cache-control"] === b["cache-control"] &&
    a["content-encoding"] === b["content-encoding"]
  );
}
