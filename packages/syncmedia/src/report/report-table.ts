import { formatBytes } from "@mediaroot/core/internal";
import { type AppReport, type Change, COUNTS } from "./app-report.ts";
import type { Report } from "./report.ts";
import type { Style } from "./style.ts";

/** The mark of a change, and its name before it is made. */
export const CHANGE_WORDS: Readonly<Record<Change["change"], { readonly mark: string; readonly plan: string }>> = {
  copied: { mark: "+", plan: "copy" },
  updated: { mark: "~", plan: "update" },
  compressed: { mark: "+", plan: "compress" },
  renamed: { mark: "~", plan: "rename" },
  pruned: { mark: "-", plan: "prune" },
  replaced: { mark: "!", plan: "replace" },
  linked: { mark: ">", plan: "link" },
};

type Count = (typeof COUNTS)[number];
type Row = Omit<AppReport, "method"> & { readonly method: string };

/** @returns the table of a report: a line for each app, and their total */
export function renderTable({ apps, applied }: Report, style: Style): readonly string[] {
  const rows = apps.filter(({ app }) => app !== "(ledger)");
  if (rows.length === 0) return [];
  const always = new Set<string>(["copied", "unchanged"]);
  const counts = COUNTS.filter((key) => always.has(key) || rows.some((row) => row[key] > 0));
  const head = ["app", "method", ...counts.map((key) => headOf(key, applied)), "bytes", ...(applied ? ["time"] : [])];
  const cellsOf = (row: Row): readonly string[] => [
    row.app,
    row.method,
    ...counts.map((key) => String(row[key])),
    formatBytes(row.bytes),
    ...(applied ? [`${row.milliseconds} ms`] : []),
  ];
  const body = rows.map(cellsOf);
  const foot = rows.length === 1 ? [] : [cellsOf(totalOf(rows))];
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body, ...foot].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return [style("dim", line(head)), ...body.map(line), ...foot.map((cells) => style("dim", line(cells)))];
}

function headOf(key: Count, applied: boolean): string {
  return !applied && key in CHANGE_WORDS ? CHANGE_WORDS[key as Change["change"]].plan : key;
}

function totalOf(rows: readonly AppReport[]): Row {
  const sum = (key: Count | "bytes" | "milliseconds"): number => rows.reduce((total, row) => total + row[key], 0);
  const counts = Object.fromEntries(COUNTS.map((key) => [key, sum(key)])) as Record<Count, number>;
  return { app: "total", method: "", ...counts, bytes: sum("bytes"), milliseconds: sum("milliseconds") };
}
