import type { ContentCoding, LedgerFile, LedgerFiles } from "./ledger-file.ts";

/** The codings, each by the number that stands for it. */
export const CODINGS: readonly ContentCoding[] = ["br", "gzip", "zstd"];
/** The bytes of a SHA-256. */
export const DIGEST_BYTES = 32;

/** A column of numbers. */
export type NumberColumn =
  | "size"
  | `${"copy" | "source"}${"Dev" | "Ino" | "MtimeMs" | "CtimeMs"}`
  | "release"
  /** An index in `CODINGS`. */
  | "encoding"
  /** A bit for each of `CODINGS`. */
  | "gainless";

/** A column of SHA-256 digests. */
export type DigestColumn = "sha256" | "of";

const NUMBERS: Readonly<Record<NumberColumn, (file: LedgerFile) => number | undefined>> = {
  size: ({ size }) => size,
  copyDev: ({ copy }) => copy?.dev,
  copyIno: ({ copy }) => copy?.ino,
  copyMtimeMs: ({ copy }) => copy?.mtimeMs,
  copyCtimeMs: ({ copy }) => copy?.ctimeMs,
  sourceDev: ({ source }) => source?.dev,
  sourceIno: ({ source }) => source?.ino,
  sourceMtimeMs: ({ source }) => source?.mtimeMs,
  sourceCtimeMs: ({ source }) => source?.ctimeMs,
  release: ({ release }) => release,
  encoding: ({ encoding }) => (encoding === undefined ? undefined : CODINGS.indexOf(encoding)),
  gainless: ({ gainless }) => gainless?.reduce((bits, coding) => bits | (1 << CODINGS.indexOf(coding)), 0),
};

const DIGESTS: Readonly<Record<DigestColumn, (file: LedgerFile) => string | undefined>> = {
  sha256: ({ sha256 }) => sha256,
  of: ({ of }) => of,
};

/** The names of the columns of numbers. */
export const NUMBER_COLUMNS: readonly NumberColumn[] = Object.keys(NUMBERS) as readonly NumberColumn[];
/** The names of the columns of digests. */
export const DIGEST_COLUMNS: readonly DigestColumn[] = Object.keys(DIGESTS) as readonly DigestColumn[];

/**
 * The files of a ledger by column, so that 100,000 of them are read in a few large pieces and need no object each. A file without
 * a number has NaN, one without a digest has zeros; a column in which no file has anything is left out.
 */
export interface LedgerColumns {
  readonly paths: readonly string[];
  readonly numbers: ReadonlyMap<NumberColumn, Float64Array>;
  readonly digests: ReadonlyMap<DigestColumn, Buffer>;
}

/** @returns the columns of some files */
export function columnsOf(files: LedgerFiles): LedgerColumns {
  const numbers = new Map(NUMBER_COLUMNS.map((name) => [name, new Float64Array(files.size).fill(Number.NaN)]));
  const digests = new Map(DIGEST_COLUMNS.map((name) => [name, Buffer.alloc(files.size * DIGEST_BYTES)]));
  const filled = new Set<NumberColumn | DigestColumn>(["size", "sha256"]);
  let row = 0;
  for (const file of files.values()) {
    for (const [name, column] of numbers) {
      const value = NUMBERS[name](file);
      if (value === undefined) continue;
      column[row] = value;
      filled.add(name);
    }
    for (const [name, column] of digests) {
      const value = DIGESTS[name](file);
      if (value === undefined) continue;
      column.write(value, row * DIGEST_BYTES, "hex");
      filled.add(name);
    }
    row += 1;
  }
  for (const name of NUMBER_COLUMNS) if (!filled.has(name)) numbers.delete(name);
  for (const name of DIGEST_COLUMNS) if (!filled.has(name)) digests.delete(name);
  return { paths: [...files.keys()], numbers, digests };
}
