import { LEDGER_DIRECTORY } from "../finder/media-ignore.ts";
import { sameIdentity, type StatIdentity } from "../finder/media-file.ts";
import { isPlainPath, parseLogicalPath } from "../logical-path.ts";

/** The ledger's entry for a file that syncmedia wrote. */
export interface LedgerFile {
  /** The logical path. */
  readonly path: string;
  /** The SHA-256 of the bytes written, in hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The identity of the copy when it was last known to hold these bytes. Left out if its times cannot be relied on. */
  readonly copy?: StatIdentity | undefined;
  /** The identity of the app's file when it held these bytes. */
  readonly source?: StatIdentity | undefined;
  /** For a content-named file of a publication: the number of the newest release whose manifest names it. */
  readonly release?: number | undefined;
  /** For a compressed variant of a published file: how it is compressed. Its path is that file's with `.br`, `.gz` or `.zst` behind it. */
  readonly encoding?: ContentCoding | undefined;
  /** For a compressed variant: the SHA-256 of the bytes that it holds compressed, in hex. */
  readonly of?: string | undefined;
  /** The codings that make these bytes so little smaller that no variant is published. */
  readonly gainless?: readonly ContentCoding[] | undefined;
}

/** A content coding, as HTTP names it (RFC 9110, section 8.4.1). */
export type ContentCoding = "br" | "gzip" | "zstd";

/** The files of a ledger, by logical path. A `Map` is one. */
export interface LedgerFiles extends Iterable<readonly [string, LedgerFile]> {
  readonly size: number;
  has(logicalPath: string): boolean;
  get(logicalPath: string): LedgerFile | undefined;
  keys(): Iterable<string>;
  values(): Iterable<LedgerFile>;
}

/** Paths of a ledger are deleted when they are pruned, so none may lead outside the target. */
export function isLedgerPath(text: string): boolean {
  if (isPlainPath(text)) return true;
  const parsed = parseLogicalPath(text);
  return parsed.kind === "path" && parsed.segments.length > 0 && parsed.segments[0] !== LEDGER_DIRECTORY;
}

/** @returns whether two entries say the same */
export function sameLedgerFile(a: LedgerFile, b: LedgerFile): boolean {
  if (a === b) return true;
  const isSameContent = a.path === b.path && a.sha256 === b.sha256 && a.size === b.size && a.release === b.release;
  const isSameVariant = a.encoding === b.encoding && a.of === b.of && a.gainless?.join() === b.gainless?.join();
  return isSameContent && isSameVariant && isSame(a.copy, b.copy) && isSame(a.source, b.source);
}

function isSame(a: StatIdentity | undefined, b: StatIdentity | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && sameIdentity(a, b));
}
