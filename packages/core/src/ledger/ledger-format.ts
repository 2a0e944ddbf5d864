import { isLabel } from "../apps/app-label.ts";
import { errnoOf, MediarootError, reasonOf } from "../error.ts";
import { coreError } from "../errors.ts";
import { isPlainPath, parseLogicalPath } from "../logical-path.ts";
import type { StatIdentity } from "../finder/media-file.ts";
import { LEDGER_DIRECTORY } from "../finder/media-ignore.ts";

/** What the ledger says of one file that syncmedia wrote. */
export interface LedgerFile {
  /** Its logical path. */
  readonly path: string;
  /** Of the bytes written, in hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The copy as it stood when it was last known to hold these bytes; left out where only its bytes can tell. */
  readonly copy?: StatIdentity | undefined;
  /** The app's file as it stood when it held these bytes. */
  readonly source?: StatIdentity | undefined;
  /** For a content-named file of a publication: the number of the newest release whose manifest names it. */
  readonly release?: number | undefined;
  /** For a compressed variant of a published file: how it is compressed. Its path is that file's with `.br`, `.gz` or `.zst` behind it. */
  readonly encoding?: ContentCoding | undefined;
}

/** A content coding, as HTTP names it (RFC 9110, section 8.4.1). */
export type ContentCoding = "br" | "gzip" | "zstd";

/** The record of what syncmedia wrote to one target directory: `.syncmedia/ledger.json` in it. */
export interface Ledger {
  /** The target, as `ledgerTarget` names it. */
  readonly target: string;
  /** By logical path. */
  readonly files: ReadonlyMap<string, LedgerFile>;
  /** The text of each link that syncmedia made, by app label. */
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

/** What the first line of a ledger says. */
interface Head {
  readonly target: string;
  readonly links: readonly { readonly label: string; readonly to: string }[];
  readonly releases: readonly Release[] | undefined;
}

/**
 * Parses a ledger: a JSON document that has a line for each file, so that 100,000 files need no string of their whole.
 *
 * @param lines without their ends
 * @param file where it was read, for the message
 * @throws LEDGER_CORRUPT, LEDGER_NEWER; system errors of whoever reads the lines
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
      if (!isLedgerFile(entry)) throw new Error(`line ${files.size + 2} is no file of a ledger`);
      files.set(entry.path, entry);
    }
  }
  throw new Error("it is cut short");
}

function ledgerOf({ target, links, releases }: Head, files: Ledger["files"]): Ledger {
  const ledger = { target, files, links: new Map(links.map(({ label, to }) => [label, to])) };
  return releases === undefined ? ledger : { ...ledger, releases };
}

function parseHead(line: string, file: string): Head {
  const head = Object(JSON.parse(line + END)) as Partial<Record<keyof Head | "version", unknown>>;
  const { version, target, links, releases } = head;
  if (typeof version === "number" && version > VERSION) throw coreError("LEDGER_NEWER", { file, version });
  if (version !== VERSION) throw new Error("it names no version");
  if (typeof target !== "string") throw new Error("it names no target");
  if (!Array.isArray(links) || !links.every(isLink)) throw new Error("its links are no links of apps");
  if (releases !== undefined && !isReleases(releases)) throw new Error("its releases are no releases");
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

/** The text of a ledger, in pieces: a line a file, so that 100,000 files need no string of their whole. */
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

/** Not a schema: for 100,000 files that would cost more than the look at the files themselves. */
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
    (encoding === undefined || isContentCoding(encoding))
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

/** A ledger's paths are pruned, so it may name nothing outside its target. */
function isLogicalPath(text: string): boolean {
  if (isPlainPath(text)) return true;
  const parsed = parseLogicalPath(text);
  return parsed.kind === "path" && parsed.segments.length > 0 && parsed.segments[0] !== LEDGER_DIRECTORY;
}
