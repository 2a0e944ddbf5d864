import { gunzipSync, gzipSync } from "node:zlib";
import { coreErrors, MediarootError, parseLogicalPath, reasonOf, type StatIdentity } from "@mediaroot/core";
import { type ContentCoding, defineErrors, type Release, sameIdentity } from "@mediaroot/core/internal";
import type { CacheContent } from "@mediaroot/core/references";
import type { KnownContents } from "../publication/publication-files.ts";
import type { ObjectHeaders } from "../s3/object.ts";

/** The ledger's entry for an object that syncmedia wrote. */
export interface BucketFile {
  /** The logical path: its key without the prefix. */
  readonly path: string;
  /** The SHA-256 of the content in hex, without any encoding. */
  readonly sha256: string;
  /** The size of the content in bytes, without any encoding. */
  readonly size: number;
  /** The header lines that the object is stored with, such as its Content-Type. */
  readonly headers: ObjectHeaders;
  /** The ETag of the object; empty while it is being written. */
  readonly etag: string;
  /** The identity of the file that held these bytes, on the machine that published it. */
  readonly source?: StatIdentity | undefined;
  /** The coding, such as gzip, that was tried and makes the file hardly smaller: the object is stored uncompressed. */
  readonly gainless?: ContentCoding | undefined;
  /** For a content-named file: the number of the newest release whose manifest names it. */
  readonly release?: number | undefined;
  /** Whether the manifest of the release that is being published names it. */
  readonly isNext?: boolean | undefined;
  /** For a content-named file: its plain logical path, and its integrity in the manifest. */
  readonly of?: string | undefined;
  readonly integrity?: string | undefined;
  /**
   * Set while the object is being written or removed. After a kill, the next run finds it set and does not rely on what the entry says.
   * "create": an object that syncmedia did not write may have that key. "change": the object was syncmedia's before.
   */
  readonly pending?: "create" | "change" | undefined;
}

/** The record of what syncmedia wrote to a bucket, kept there as `.syncmedia/ledger`. */
export interface BucketLedger {
  /** By logical path. */
  readonly files: ReadonlyMap<string, BucketFile>;
  /** The releases whose files are kept, oldest first. */
  readonly releases: readonly Release[];
  /** The release that a run is publishing. After a kill, the manifest in the bucket shows whether it was published. */
  readonly next?: Release | undefined;
  /** Logical paths of files that were not published, because an object that syncmedia did not write has that key. */
  readonly foreign: readonly string[];
  /** What is known about the contents of a publication, so that an unchanged file is not read. */
  readonly cache?: CacheContent | undefined;
}

/** The ledger of a bucket that syncmedia has not written to. */
export const EMPTY_LEDGER: BucketLedger = { files: new Map(), releases: [], foreign: [] };

/** @returns what the ledger of a bucket knows about the contents of files */
export function knownContents({ files }: Pick<BucketLedger, "files">): KnownContents {
  return {
    sha256Of: (logicalPath) => files.get(logicalPath)?.sha256,
    isSame({ logicalPath, identity }) {
      const source = files.get(logicalPath)?.source;
      return source !== undefined && sameIdentity(source, identity);
    },
  };
}

/** @returns the entry of an object that has been written */
export function storedFile(file: BucketFile, stored: Pick<BucketFile, "etag" | "headers" | "gainless">): BucketFile {
  return { ...file, ...stored, pending: undefined };
}

const VERSION = 1;
const SHA256 = /^[0-9a-f]{64}$/;
const ledgerError = defineErrors(coreErrors);

/** @returns the bytes of a ledger: compressed JSON, a line for each object */
export function renderBucketLedger({ files, ...head }: BucketLedger): Uint8Array<ArrayBuffer> {
  const lines = [...files.values()].map((file) => JSON.stringify(file));
  return new Uint8Array(
    gzipSync([JSON.stringify({ version: VERSION, ...head }), ...lines, "end"].join("\n"), { level: 4 }),
  );
}

/**
 * Parses a ledger.
 *
 * @param file its place, for messages
 * @throws LEDGER_CORRUPT, LEDGER_NEWER
 */
export function parseBucketLedger(bytes: Uint8Array, file: string): BucketLedger {
  try {
    return parse(gunzipSync(bytes).toString(), file);
  } catch (error) {
    if (error instanceof MediarootError) throw error;
    throw ledgerError("LEDGER_CORRUPT", { file, reason: reasonOf(error) }, error);
  }
}

function parse(text: string, file: string): BucketLedger {
  const [first = "", ...lines] = text.split("\n");
  const { version, releases, next, foreign, cache } = Object(JSON.parse(first)) as Partial<
    Omit<BucketLedger, "files"> & { readonly version: unknown }
  >;
  if (typeof version === "number" && version > VERSION) throw ledgerError("LEDGER_NEWER", { file, version });
  if (version !== VERSION) throw new Error("it has no version");
  if (!Array.isArray(releases) || !Array.isArray(foreign) || lines.pop() !== "end") throw new Error("it is incomplete");
  const files = new Map(lines.map((line) => parseLine(line)).map((line) => [line.path, line]));
  return { files, releases, next, foreign, cache };
}

/** A later run may delete whatever is recorded here, so the paths are checked. */
function parseLine(line: string): BucketFile {
  const file = Object(JSON.parse(line)) as BucketFile;
  const isValid =
    typeof file.path === "string" &&
    parseLogicalPath(file.path).kind === "path" &&
    !file.path.startsWith(".syncmedia/") &&
    SHA256.test(file.sha256) &&
    typeof file.size === "number" &&
    typeof file.headers === "object" &&
    typeof file.etag === "string";
  if (isValid) return file;
  throw new Error(`${line.slice(0, 200)} is not a valid entry`);
}
