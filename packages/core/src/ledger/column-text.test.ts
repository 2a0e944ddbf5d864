import { expect, test } from "vitest";
import { parseColumns, renderColumns } from "./column-text.ts";
import type { LedgerFile } from "./ledger-file.ts";
import { columnsOf, tableOf } from "./ledger-table.ts";

test("columns of many files, which are encoded in pieces, are read back", () => {
  const files = Array.from({ length: 5000 }, (_, index): LedgerFile => {
    const copy = { dev: 1, ino: index, size: index, mtimeMs: index / 3, ctimeMs: index / 7 };
    return { path: `a/${index}.css`, sha256: String(index).padStart(64, "f"), size: index, copy };
  });
  const columns = columnsOf(new Map(files.map((file) => [file.path, file])));
  const read = tableOf(parseColumns(Buffer.from([...renderColumns(columns)].join(""))));
  expect([...read.values()]).toEqual(files);
});
