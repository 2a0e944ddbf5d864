import { formatBytes } from "@mediaroot/core/internal";
import type { AppLine } from "./app-line.ts";
import type { Output } from "./command-context.ts";

interface Column {
  readonly title: string;
  readonly text: (app: AppLine) => string;
  readonly isNumber?: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: "label", text: ({ label }) => label },
  { title: "version", text: ({ version }) => version ?? "-" },
  { title: "place", text: ({ place }) => place },
  { title: "files", text: ({ files }) => String(files), isNumber: true },
  { title: "bytes", text: ({ bytes }) => formatBytes(bytes), isNumber: true },
  { title: "overrides", text: ({ overrides }) => String(overrides), isNumber: true },
  { title: "routes", text: ({ urls }) => urls.join(" ") || "-" },
];

/** @returns the table of `devserver apps`: a line for each app, then what is wrong with them */
export function renderAppTable(apps: readonly AppLine[], { style }: Output): string {
  const rows = [COLUMNS.map(({ title }) => title), ...apps.map((app) => COLUMNS.map(({ text }) => text(app)))];
  const widths = COLUMNS.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const lines = rows.map((row) => {
    const cells = row.map((cell, index) => {
      const width = widths[index] ?? 0;
      return COLUMNS[index]?.isNumber === true ? cell.padStart(width) : cell.padEnd(width);
    });
    return cells.join("  ").trimEnd();
  });
  const [head = "", ...body] = lines;
  const faults = apps.flatMap(faultsOf).map((fault) => `${style("red", fault)}\n`);
  return `${style("dim", head)}\n${body.join("\n")}\n${faults.join("")}`;
}

function faultsOf({ label, missing, error }: AppLine): readonly string[] {
  return [
    ...(missing === null ? [] : [missing]),
    ...(error === null ? [] : [`The app.ts of "${label}" cannot be imported.`]),
  ];
}
