import type { StatIdentity } from "../finder/media-file.ts";
import { hasIdentity } from "./identity-columns.ts";
import {
  digestAt,
  type FactColumns,
  fileAt,
  identityColumns,
  type LedgerColumns,
  numberAt,
  type NumberColumn,
  type Side,
} from "./ledger-columns.ts";
import type { LedgerFile, LedgerFiles } from "./ledger-file.ts";
import { createPathIndex } from "./path-index.ts";
import { copyColumns, firstRows, moveRow, writeNumber, writeRow } from "./write-columns.ts";

/** The files of a ledger in columns. The entry of a file is made when it is asked for. */
export interface LedgerTable extends LedgerFiles {
  keys(): readonly string[];
  /** Whether the ledger has this identity for the copy of a file, or for its source. Makes no entry. */
  isRecorded(logicalPath: string, side: Side, identity: StatIdentity): boolean;
  /** @returns the row of a file in `columns()`, valid until a file is deleted */
  rowOf(logicalPath: string): number | undefined;
  /** @returns the SHA-256 of a file, in hex. Makes no entry. */
  sha256Of(logicalPath: string): string | undefined;
  /** @returns a number that the ledger has for a file. Makes no entry. */
  numberOf(logicalPath: string, column: NumberColumn): number | undefined;
  /** @returns the logical paths of the files that have such a number, or none. Makes no entries. */
  keysWhere(column: NumberColumn, isWanted: (value: number | undefined) => boolean): readonly string[];
  set(logicalPath: string, file: LedgerFile): void;
  /** Sets a number of a file that is in the table. Makes no entry. */
  setNumber(logicalPath: string, column: NumberColumn, value: number): void;
  delete(logicalPath: string): void;
  /** @returns the columns of the files, valid until the table is changed */
  columns(): LedgerColumns;
}

/**
 * Creates a table.
 *
 * @param files what is in it at first; later changes of the one do not change the other
 */
export function createLedgerTable(files: LedgerFiles = new Map()): LedgerTable {
  if (isTable(files)) {
    const { paths, ...facts } = files.columns();
    return tableOf({ paths, ...copyColumns(facts) });
  }
  const table = tableOf({ paths: [], numbers: { size: new Float64Array(0) }, digests: { sha256: Buffer.alloc(0) } });
  for (const [path, file] of files) table.set(path, file);
  return table;
}

/** @returns the columns of some files, valid until they are changed */
export function columnsOf(files: LedgerFiles): LedgerColumns {
  return isTable(files) ? files.columns() : createLedgerTable(files).columns();
}

function isTable(files: LedgerFiles): files is LedgerTable {
  return "columns" in files;
}

/** @returns the table of some columns, which are its own from now on */
export function tableOf({ paths: first, ...columns }: LedgerColumns): LedgerTable {
  // The row of a file that was deleted stays, without a path, so that whoever goes through the rows misses none.
  const paths: (string | undefined)[] = [...first];
  let facts: FactColumns = columns;
  let index = createPathIndex(paths);
  const factOf = <Fact>(path: string, factAt: (row: number) => Fact): Fact | undefined => {
    const row = index.rowOf(path);
    return row === undefined ? undefined : factAt(row);
  };
  const entries = function* (): Generator<readonly [string, LedgerFile], void> {
    for (const [row, path] of paths.entries()) if (path !== undefined) yield [path, fileAt(facts, path, row)];
  };
  return {
    get size() {
      return index.size();
    },
    has: (path) => index.rowOf(path) !== undefined,
    get: (path) => factOf(path, (row) => fileAt(facts, path, row)),
    isRecorded: (path, side, identity) =>
      factOf(path, (row) => hasIdentity(identityColumns(facts, side), row, identity)) === true,
    rowOf: (path) => index.rowOf(path),
    sha256Of: (path) => factOf(path, (row) => digestAt(facts.digests.sha256, row)),
    numberOf: (path, name) => factOf(path, (row) => numberAt(facts.numbers[name], row)),
    keys: () => paths.filter((path) => path !== undefined),
    keysWhere: (name, isWanted) =>
      paths.filter((path, row): path is string => path !== undefined && isWanted(numberAt(facts.numbers[name], row))),
    *values() {
      for (const [, file] of entries()) yield file;
    },
    [Symbol.iterator]: entries,
    set: (path, file) => writeRow(facts, index.rowOf(path) ?? index.add(path), file),
    setNumber: (path, name, value) => factOf(path, (row) => writeNumber(facts.numbers, row, { name, value })),
    delete: (path) => index.remove(path),
    columns() {
      facts = firstRows(facts, paths.length);
      if (closeGaps(paths, facts)) index = createPathIndex(paths);
      return { paths: paths as readonly string[], ...firstRows(facts, paths.length) };
    },
  };
}

/**
 * Moves the rows that have a path to the front, and drops the others.
 *
 * @returns whether there were others
 */
function closeGaps(paths: (string | undefined)[], facts: FactColumns): boolean {
  const length = paths.length;
  let count = 0;
  for (const [row, path] of paths.entries()) {
    if (path === undefined) continue;
    if (count < row) moveRow(facts, row, count);
    paths[count] = path;
    count += 1;
  }
  paths.length = count;
  return count < length;
}
