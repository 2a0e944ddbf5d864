import { readFileSync, writeFileSync } from "node:fs";
import { arch, cpus } from "node:os";

/** What a benchmark has measured, as a table of its output. */
export interface ResultTable {
  readonly title?: string;
  /** The names of the columns; the first is that of the rows. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly [name: string, ...cells: (number | undefined)[]])[];
}

/** What a benchmark has measured. */
export interface BenchmarkResult {
  /** As in `npm run bench:NAME`. */
  readonly name: "serve" | "start" | "reload" | "sync" | "publish" | "bucket";
  /** How often, and in which unit. */
  readonly about: string;
  readonly tables: readonly ResultTable[];
  /** Peers that were left out, and what to install for them. */
  readonly skipped?: readonly string[];
}

/** The flags of every benchmark, for `parseArgs`. */
export const outputFlags = {
  /** Prints one JSON document instead of tables. */
  json: { type: "boolean", default: false },
  /** Puts the tables into docs/benchmarks.md as well. */
  write: { type: "boolean", default: false },
} as const;

const DOCUMENT = new URL("../docs/benchmarks.md", import.meta.url);

/** Prints a result, and writes it down where that is asked for. */
export function publishResult(
  result: BenchmarkResult,
  { json, write }: { readonly json: boolean; readonly write: boolean },
): void {
  const text = renderResult(result);
  console.log(json ? JSON.stringify({ machine: machine(), ...result }) : text);
  if (write) writeFileSync(DOCUMENT, replaceResult(readFileSync(DOCUMENT, "utf8"), result.name, text));
}

/** @returns the middle one of some numbers */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * @param document the text of docs/benchmarks.md
 * @returns it with another result between the two marks of that benchmark
 */
export function replaceResult(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench:${name} -->\n`, `<!-- /bench:${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/benchmarks.md has no place for the results of bench:${name}.`);
  return `${document.slice(0, from + begin.length)}\n${text}\n\n${document.slice(to)}`;
}

function renderResult({ name, about, tables, skipped = [] }: BenchmarkResult): string {
  const flags = process.argv.slice(2).filter((flag) => flag !== "--write" && flag !== "--json");
  const command = ["npm run", `bench:${name}`, ...(flags.length > 0 ? ["--", ...flags] : [])].join(" ");
  const missing = skipped.map((line) => `Not measured: ${line}`);
  const head = [`\`${command}\`: ${machine()}`, about, ...missing].join("\\\n");
  return [head, ...tables.map(renderTable)].join("\n\n");
}

function renderTable({ title, columns, rows }: ResultTable): string {
  const line = (cells: readonly (string | number | undefined)[]): string =>
    `| ${cells.map((cell) => cell ?? "").join(" | ")} |`;
  const rule = columns.map((_, index) => (index === 0 ? "---" : "---:"));
  const table = [columns, rule, ...rows].map(line).join("\n");
  return title === undefined ? table : `#### ${title}\n\n${table}`;
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "an unknown processor";
  return `Node ${process.version}, ${arch()}, ${cpus().length} cores of ${model}`;
}
