import type { StatIdentity } from "../finder/media-file.ts";
import type { IdentityColumns } from "./identity-columns.ts";
import type { ContentCoding, LedgerFile } from "./ledger-file.ts";

/** The codings, each by the number that stands for it. */
export const CODINGS: readonly ContentCoding[] = ["br", "gzip", "zstd"];
/** The bytes of a SHA-256. */
export const DIGEST_BYTES = 32;

/** The columns of numbers. */
export const NUMBER_COLUMNS = [
  "size",
  "copyDev",
  "copyIno",
  "copyMtimeMs",
  "copyCtimeMs",
  "sourceDev",
  "sourceIno",
  "sourceMtimeMs",
  "sourceCtimeMs",
  "release",
  /** An index in `CODINGS`. */
  "encoding",
  /** A bit for each of `CODINGS`. */
  "gainless",
] as const;

/** The columns of SHA-256 digests. */
export const DIGEST_COLUMNS = ["sha256", "of"] as const;

/** A column of numbers. */
export type NumberColumn = (typeof NUMBER_COLUMNS)[number];
/** A column of SHA-256 digests. */
export type DigestColumn = (typeof DIGEST_COLUMNS)[number];
/** Which of a file's two identities. */
export type Side = "copy" | "source";

/** Columns of facts about files, a row for each file. They may be longer than there are files. */
export interface FactColumns {
  readonly numbers: Partial<Record<NumberColumn, Float64Array>>;
  readonly digests: Partial<Record<DigestColumn, Buffer>>;
}

/**
 * The files of a ledger by column, so that 100,000 of them are read in a few large pieces and need no object each. A file without
 * a number has NaN, one without a digest has zeros; a column in which no file has anything is left out.
 */
export interface LedgerColumns extends FactColumns {
  readonly paths: readonly string[];
}

/** The columns of an identity. They have no size, since an identity has the size of the bytes that it stands for. */
const IDENTITY = {
  copy: { dev: "copyDev", ino: "copyIno", mtimeMs: "copyMtimeMs", ctimeMs: "copyCtimeMs" },
  source: { dev: "sourceDev", ino: "sourceIno", mtimeMs: "sourceMtimeMs", ctimeMs: "sourceCtimeMs" },
} as const satisfies Record<Side, Record<Exclude<keyof StatIdentity, "size">, NumberColumn>>;

/** @returns the entry of a file, made from its row */
export function fileAt({ numbers, digests }: FactColumns, path: string, row: number): LedgerFile {
  const [size = 0, coding] = [numberAt(numbers.size, row), numberAt(numbers.encoding, row)];
  return {
    path,
    sha256: digestAt(digests.sha256, row) ?? "",
    size,
    copy: identityAt(numbers, "copy", row),
    source: identityAt(numbers, "source", row),
    release: numberAt(numbers.release, row),
    encoding: coding === undefined ? undefined : CODINGS[coding],
    of: digestAt(digests.of, row),
    gainless: codingsOf(numberAt(numbers.gainless, row)),
  };
}

/** @returns the columns of one side; undefined if no file has such an identity */
export function identityColumns({ numbers }: FactColumns, side: Side): IdentityColumns | undefined {
  const names = IDENTITY[side];
  const [dev, ino, size] = [numbers[names.dev], numbers[names.ino], numbers.size];
  const [mtimeMs, ctimeMs] = [numbers[names.mtimeMs], numbers[names.ctimeMs]];
  const isThere = dev !== undefined && ino !== undefined && size !== undefined;
  return isThere && mtimeMs !== undefined && ctimeMs !== undefined ? { dev, ino, size, mtimeMs, ctimeMs } : undefined;
}

/** @returns the number of a row; undefined if it has none */
export function numberAt(column: Float64Array | undefined, row: number): number | undefined {
  const value = column?.[row];
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

/** @returns the digest of a row, in hex */
export function digestAt(column: Buffer | undefined, row: number): string | undefined {
  const digest = column?.toString("hex", row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES);
  return digest === NO_DIGEST ? undefined : digest;
}

const NO_DIGEST = "0".repeat(2 * DIGEST_BYTES);

function identityAt(numbers: FactColumns["numbers"], side: Side, row: number): StatIdentity | undefined {
  const columns = IDENTITY[side];
  const [dev, ino] = [numberAt(numbers[columns.dev], row), numberAt(numbers[columns.ino], row)];
  const [mtimeMs, ctimeMs] = [numberAt(numbers[columns.mtimeMs], row), numberAt(numbers[columns.ctimeMs], row)];
  const isThere = dev !== undefined && ino !== undefined && mtimeMs !== undefined && ctimeMs !== undefined;
  return isThere ? { dev, ino, size: numberAt(numbers.size, row) ?? 0, mtimeMs, ctimeMs } : undefined;
}

function codingsOf(bits: number | undefined): readonly ContentCoding[] | undefined {
  return bits === undefined ? undefined : CODINGS.filter((_, index) => (bits & (1 << index)) !== 0);
}
