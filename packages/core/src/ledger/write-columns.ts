import {
  CODINGS,
  DIGEST_BYTES,
  DIGEST_COLUMNS,
  type FactColumns,
  NUMBER_COLUMNS,
  type NumberColumn,
} from "./ledger-columns.ts";
import type { LedgerFile } from "./ledger-file.ts";

/** Writes what is known of a file to its row. Columns are made, and become longer, when a row needs them. */
export function writeRow({ numbers, digests }: FactColumns, row: number, file: LedgerFile): void {
  const values = numbersOf(file);
  for (const name of NUMBER_COLUMNS) {
    if (values[name] !== undefined || numbers[name] !== undefined)
      writeNumber(numbers, row, { name, value: values[name] });
  }
  for (const name of DIGEST_COLUMNS) {
    if (file[name] === undefined && digests[name] === undefined) continue;
    const column = (digests[name] = longDigests(digests[name], row));
    column.write(file[name] ?? NO_DIGEST, row * DIGEST_BYTES, "hex");
  }
}

/** Writes one number to a row; undefined stands for none. */
export function writeNumber(
  numbers: FactColumns["numbers"],
  row: number,
  { name, value }: { readonly name: NumberColumn; readonly value: number | undefined },
): void {
  const column = (numbers[name] = longNumbers(numbers[name], row));
  column[row] = value ?? Number.NaN;
}

/** Moves a row to another one. */
export function moveRow({ numbers, digests }: FactColumns, from: number, to: number): void {
  for (const column of Object.values(numbers)) column.copyWithin(to, from, from + 1);
  for (const column of Object.values(digests)) {
    column.copyWithin(to * DIGEST_BYTES, from * DIGEST_BYTES, (from + 1) * DIGEST_BYTES);
  }
}

/** @returns the first rows of some columns, over the same memory unless a column is shorter */
export function firstRows(columns: FactColumns, count: number): FactColumns {
  return mapColumns(columns, {
    numbers: (column) => longNumbers(column, count - 1).subarray(0, count),
    digests: (column) => longDigests(column, count - 1).subarray(0, count * DIGEST_BYTES),
  });
}

/** @returns the same columns in memory of their own */
export function copyColumns(columns: FactColumns): FactColumns {
  return mapColumns(columns, { numbers: (column) => column.slice(), digests: (column) => Buffer.from(column) });
}

interface ColumnMapping {
  readonly numbers: (column: Float64Array) => Float64Array;
  readonly digests: (column: Buffer) => Buffer;
}

function mapColumns({ numbers, digests }: FactColumns, mapping: ColumnMapping): FactColumns {
  const mapped: FactColumns = { numbers: {}, digests: {} };
  for (const name of NUMBER_COLUMNS) {
    if (numbers[name] !== undefined) mapped.numbers[name] = mapping.numbers(numbers[name]);
  }
  for (const name of DIGEST_COLUMNS) {
    if (digests[name] !== undefined) mapped.digests[name] = mapping.digests(digests[name]);
  }
  return mapped;
}

/** @returns the numbers of an entry; undefined for those that it does not have */
function numbersOf(file: LedgerFile): Readonly<Record<NumberColumn, number | undefined>> {
  const { size, copy, source, release, encoding, gainless } = file;
  return {
    size,
    copyDev: copy?.dev,
    copyIno: copy?.ino,
    copyMtimeMs: copy?.mtimeMs,
    copyCtimeMs: copy?.ctimeMs,
    sourceDev: source?.dev,
    sourceIno: source?.ino,
    sourceMtimeMs: source?.mtimeMs,
    sourceCtimeMs: source?.ctimeMs,
    release,
    encoding: encoding === undefined ? undefined : CODINGS.indexOf(encoding),
    gainless: gainless?.reduce((bits, coding) => bits | (1 << CODINGS.indexOf(coding)), 0),
  };
}

const NO_DIGEST = "0".repeat(2 * DIGEST_BYTES);
/** Rows that a new column has room for. */
const FEW = 16;

/** @returns the column, or a longer copy that has the row */
function longNumbers(column: Float64Array = new Float64Array(0), row: number): Float64Array {
  if (row < column.length) return column;
  const longer = new Float64Array(Math.max(FEW, 2 * row)).fill(Number.NaN, column.length);
  longer.set(column);
  return longer;
}

function longDigests(column: Buffer = Buffer.alloc(0), row: number): Buffer {
  if (row * DIGEST_BYTES < column.length) return column;
  const longer = Buffer.alloc(Math.max(FEW, 2 * row) * DIGEST_BYTES);
  longer.set(column);
  return longer;
}
