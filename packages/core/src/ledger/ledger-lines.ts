import type { StatIdentity } from "../finder/media-file.ts";
import { type ContentCoding, isLedgerPath, type LedgerFile, type LedgerFiles } from "./ledger-file.ts";

const SHA256 = /^[0-9a-f]{64}$/;
const END = "]}";

/**
 * Parses the files of a ledger of version 1: a JSON object on each line.
 *
 * @param lines those behind the first, without line ends
 * @throws Error if they are damaged
 */
export function parseFileLines(lines: Iterable<string>): LedgerFiles {
  const files = new Map<string, LedgerFile>();
  for (const line of lines) {
    if (line === END) return files;
    const entry: unknown = JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line);
    if (!isLedgerFile(entry)) throw new Error(`line ${files.size + 2} is not a valid entry`);
    files.set(entry.path, entry);
  }
  throw new Error("it is incomplete");
}

/** Checks by hand: a schema would take longer for 100,000 files than looking at the files. */
function isLedgerFile(value: unknown): value is LedgerFile {
  const { path, sha256, size, copy, source, release, encoding, of, gainless } = Object(value) as Partial<
    Record<keyof LedgerFile, unknown>
  >;
  return (
    typeof path === "string" &&
    isLedgerPath(path) &&
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
  const { dev, ino, size, mtimeMs, ctimeMs } = Object(value) as Partial<Record<keyof StatIdentity, unknown>>;
  return [dev, ino, size, mtimeMs, ctimeMs].every((part) => typeof part === "number");
}
