import type { StatIdentity } from "../finder/media-file.ts";
import { CODINGS, DIGEST_BYTES, type LedgerColumns } from "./ledger-columns.ts";
import type { ContentCoding, LedgerFile, LedgerFiles } from "./ledger-file.ts";

/**
 * @returns a view of the columns, which makes the entry of a file when it is asked for. The last one is kept, since whoever asks for
 *   a file often asks again at once.
 */
export function filesOf(columns: LedgerColumns): LedgerFiles {
  const { paths } = columns;
  const rows = new Map<string, number>();
  for (const [row, path] of paths.entries()) rows.set(path, row);
  const fileAt = bindFileAt(columns);
  let last: LedgerFile | undefined;
  return {
    size: rows.size,
    has: (path) => rows.has(path),
    get(path) {
      const row = last?.path === path ? undefined : rows.get(path);
      if (row !== undefined) last = fileAt(row);
      return last?.path === path ? last : undefined;
    },
    keys: () => rows.keys(),
    *values() {
      for (const row of rows.values()) yield fileAt(row);
    },
    *[Symbol.iterator]() {
      for (const [path, row] of rows) yield [path, fileAt(row)] as const;
    },
  };
}

type FileAt = (row: number) => LedgerFile;

function bindFileAt({ paths, numbers, digests }: LedgerColumns): FileAt {
  const [size, release, encoding, gainless] = [
    numberAt(numbers.get("size")),
    numberAt(numbers.get("release")),
    numberAt(numbers.get("encoding")),
    numberAt(numbers.get("gainless")),
  ];
  const [copy, source] = [identityAt(numbers, "copy"), identityAt(numbers, "source")];
  const [sha256, of] = [digestAt(digests.get("sha256")), digestAt(digests.get("of"))];
  return (row) => {
    const [bytes = 0, coding] = [size(row), encoding(row)];
    return {
      path: paths[row] ?? "",
      sha256: sha256(row) ?? "",
      size: bytes,
      copy: copy(row, bytes),
      source: source(row, bytes),
      release: release(row),
      encoding: coding === undefined ? undefined : CODINGS[coding],
      of: of(row),
      gainless: codingsOf(gainless(row)),
    };
  };
}

function numberAt(column: Float64Array | undefined): (row: number) => number | undefined {
  return (row) => {
    const value = column?.[row];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  };
}

function digestAt(column: Buffer | undefined): (row: number) => string | undefined {
  return (row) => {
    const digest = column?.toString("hex", row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES);
    return digest === NO_DIGEST ? undefined : digest;
  };
}

const NO_DIGEST = "0".repeat(2 * DIGEST_BYTES);

/** An identity has the size of the bytes that it stands for, so the columns leave it out. */
function identityAt(
  numbers: LedgerColumns["numbers"],
  side: "copy" | "source",
): (row: number, size: number) => StatIdentity | undefined {
  const [dev, ino] = [numberAt(numbers.get(`${side}Dev`)), numberAt(numbers.get(`${side}Ino`))];
  const [mtime, ctime] = [numberAt(numbers.get(`${side}MtimeMs`)), numberAt(numbers.get(`${side}CtimeMs`))];
  return (row, size) => {
    const [device, inode, mtimeMs, ctimeMs] = [dev(row), ino(row), mtime(row), ctime(row)];
    const isThere = device !== undefined && inode !== undefined && mtimeMs !== undefined && ctimeMs !== undefined;
    return isThere ? { dev: device, ino: inode, size, mtimeMs, ctimeMs } : undefined;
  };
}

function codingsOf(bits: number | undefined): readonly ContentCoding[] | undefined {
  return bits === undefined ? undefined : CODINGS.filter((_, index) => (bits & (1 << index)) !== 0);
}
