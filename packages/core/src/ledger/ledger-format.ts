import { isLabel } from "../apps/app-label.ts";
import { errnoOf, MediarootError, reasonOf } from "../error.ts";
import { coreError } from "../errors.ts";
import { isPlainPath, parseLogicalPath } from "../logical-path.ts";
import type { StatIdentity } from "../finder/media-file.ts";
import { LEDGER_DIRECTORY } from "../finder/media-ignore.ts";

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

/** The record of what syncmedia wrote to a target directory, kept in `.syncmedia/ledger.json`. */
export interface Ledger {
  /** The name that `ledgerTarget` gives the target. */
  readonly target: string;
  /** By logical path. */
  readonly files: ReadonlyMap<string, LedgerFile>;
  /** The target path of each link that syncmedia made, by app label. */
  readonly links: ReadonlyMap<string, string>;
  /** The releases of a publication whose files are kept, oldest first. */
  readonly releases?: readonly Release[] | undefined;
}

/** A manifest that was published. */
export interface Release {
  /** From 1; a manifest that differs from the one before has the next number. */
  readonly number: number;
  /** When it was first published, in milliseconds since the epoch. */
  readonly publishedAt: number;
}

const VERSION = 1;
const SHA256 = /^[0-9a-f]{64}$/;
const END = "]}";

/** The first line of a ledger. */
interface Head {
  readonly target: string;
  readonly links: readonly { readonly label: string; readonly to: string }[];
  readonly releases: readonly Release[] | undefined;
}

/**
 * Parses a ledger. It is a JSON document with one line for each file, so that 100,000 files never form a single string.
 *
 * @param lines without line ends
 * @param file the path of the ledger, for messages
 * @throws LEDGER_CORRUPT, LEDGER_NEWER; system errors of reading the lines
 */
export function parseLedger(lines: Iterable<string>, file: string): Ledger {
  try {
    return parse(lines, file);
  } catch (error) {
    if (error instanceof MediarootError || errnoOf(error) !== undefined) throw error;
    throw coreError("LEDGER_CORRUPT", { file, reason: reasonOf(error) }, error);
  }
}

function parse(lines: Iterable<string>, file: string): Ledger {
  let head: Head | undefined;
  const files = new Map<string, LedgerFile>();
  for (const line of lines) {
    if (head === undefined) head = parseHead(line, file);
    else if (line === END) return ledgerOf(head, files);
    else {
      const entry: unknown = JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line);
      if (!isLedgerFile(entry)) throw new Error(`line ${files.size + 2} is not a valid entry`);
      files.set(entry.path, entry);
    }
  }
  throw new Error("it is incomplete");
}

function ledgerOf({ target, links, releases }: Head, files: Ledger["files"]): Ledger {
  const ledger = { target, files, links: new Map(links.map(({ label, to }) => [label, to])) };
  return releases === undefined ? ledger : { ...ledger, releases };
}

function parseHead(line: string, file: string): Head {
  const head = Object(JSON.parse(line + END)) as Partial<Record<keyof Head | "version", unknown>>;
  const { version, target, links, releases } = head;
  if (typeof version === "number" && version > VERSION) throw coreError("LEDGER_NEWER", { file, version });
  if (version !== VERSION) throw new Error("it has no version");
  if (typeof target !== "string") throw new Error("it has no target");
  if (!Array.isArray(links) || !links.every(isLink)) throw new Error("its list of links is not valid");
  if (releases !== undefined && !isReleases(releases)) throw new Error("its list of releases is not valid");
  return { target, links, releases };
}

function isReleases(value: unknown): value is readonly Release[] {
  return Array.isArray(value) && value.every(isRelease);
}

function isRelease(value: unknown): boolean {
  const { number, publishedAt } = Object(value) as Partial<Record<keyof Release, unknown>>;
  return Number.isSafeInteger(number) && typeof publishedAt === "number";
}

function isLink(value: unknown): value is Head["links"][number] {
  const { label, to } = Object(value) as Partial<Record<"label" | "to", unknown>>;
  return typeof label === "string" && isLabel(label) && typeof to === "string";
}

/** Renders a ledger as a sequence of strings, one for each file. */
export function* renderLedger(ledger: Ledger): Generator<string, void> {
  const { target, files, releases } = ledger;
  const links = [...ledger.links].map(([label, to]) => ({ label, to }));
  const head = JSON.stringify({ version: VERSION, target, links, releases });
  yield `${head.slice(0, -1)},"files":[`;
  let separator = "\n";
  for (const file of files.values()) {
    yield `${separator}${JSON.stringify(file)}`;
    separator = ",\n";
  }
  yield "\n]}\n";
}

/** Checks by hand: a schema would take longer for 100,000 files than looking at the files. */
function isLedgerFile(value: unknown): value is LedgerFile {
  if (typeof value !== "object" || value === null) return false;
  const {
    path: logicalPath,
    sha256,
    size,
    copy,
    source,
    release,
    encoding,
    of,
    gainless,
  } = value as Partial<Record<keyof LedgerFile, unknown>>;
  return (
    typeof logicalPath === "string" &&
    isLogicalPath(logicalPath) &&
    typeof sha256 === "string" &&
    SHA256.test(sha256) &&
    typeof size === "number" &&
    (copy === undefined || isIdentity(copy)) &&
    (source === undefined || isIdentity(source)) &&
    (release === undefined || Number.isSafeInteger(release)) &&
    (encoding === undefined || isContentCoding(encoding)) &&
    (of === undefined || (typeof of === "string" && SHA256.test(of))) &&
    (gainless === undefined || (Array.isArray(gainless) && gainless.every(isContentCoding)))
  );
}

function isContentCoding(value: unknown): value is ContentCoding {
  return value === "br" || value === "gzip" || value === "zstd";
}

function isIdentity(value: unknown): value is StatIdentity {
  if (typeof value !== "object" || value === null) return false;
  const { dev, ino, size, mtimeMs, ctimeMs } = value as Partial<Record<keyof StatIdentity, unknown>>;
  return (
    typeof dev === "number" &&
    typeof ino === "number" &&
    typeof size === "number" &&
    typeof mtimeMs === "number" &&
    typeof ctimeMs === "number"
  );
}

/** Paths of a ledger are deleted when they are pruned, so none may lead outside the target. */
function isLogicalPath(text: string): boolean {
  if (isPlainPath(text)) return true;
  const parsed = parseLogicalPath(text);
  return parsed.kind === "path" && parsed.segments.length > 0 && parsed.segments[0] !== LEDGER_DIRECTORY;
}
