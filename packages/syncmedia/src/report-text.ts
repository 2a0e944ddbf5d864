import type { LinkRefusal, Remark } from "./sync-action.ts";
import { type AppReport, type Change, COUNTS, type Report } from "./report.ts";

/** `util.styleText` bound to a stream, or the identity where colours are not wanted. */
export type Style = (format: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;

/** How much of a report is told. */
export interface ReportDetail {
  readonly style: Style;
  /** Name every file. */
  readonly verbose: boolean;
}

const MOST_NAMES = 10;
const MARKS: Readonly<Record<Change["change"], string>> = {
  copied: "+",
  updated: "~",
  pruned: "-",
  replaced: "!",
  linked: ">",
};

/** Why `--auto` copies an app that it would rather link. */
function renderFallback({ app, why }: AppReport): readonly string[] {
  return why === undefined ? [] : [`${app} is copied, not linked: ${shown(why)}`];
}

/** @returns a report as a terminal shows it; it ends with a newline */
export function renderReport(report: Report, detail: ReportDetail): string {
  const { style, verbose } = detail;
  const lines = [
    ...(verbose || !report.applied
      ? report.changes.map(({ change, path }) => `${MARKS[change]} ${change} ${shown(path)}`)
      : []),
    ...renderTable(report.apps.filter(isWorthARow), style),
    ...(report.method === "auto" ? report.apps.flatMap(renderFallback) : []),
    ...remarks("kept", report.kept, detail),
    ...remarks("left behind", report.behind, detail),
    ...(verbose ? remarks("adopted", report.adopted, detail) : []),
    ...remarks(style("yellow", "skipped"), report.skipped, detail),
    ...report.refusals.flatMap((refusal) => renderRefusal(refusal, style)),
    ...report.failed.map(({ path, message, fix }) => failure(style, { path, message, fix })),
    ...(report.replacedIn === undefined ? [] : [`What was not syncmedia's went to ${report.replacedIn}`]),
    ...(report.undone === 0 ? [] : [style("yellow", `Interrupted: ${report.undone} more to do. Run syncmedia again.`)]),
    summary(report),
  ];
  return `${lines.join("\n")}\n`;
}

/** @returns a name that cannot move the cursor, break the line or colour the terminal */
export function shown(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g, (character) =>
    JSON.stringify(character).slice(1, -1),
  );
}

/** @returns bytes as people read them, in powers of 1000 */
export function renderBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}

function isWorthARow(row: AppReport): boolean {
  return row.app !== "(ledger)";
}

function renderTable(apps: readonly AppReport[], style: Style): readonly string[] {
  const always = new Set<string>(["copied", "unchanged"]);
  const counts = COUNTS.filter((key) => always.has(key) || apps.some((row) => row[key] > 0));
  const head = ["app", "method", ...counts, "bytes", "time"];
  const body = apps.map((row) => [
    row.app,
    row.method,
    ...counts.map((key) => String(row[key])),
    renderBytes(row.bytes),
    `${row.milliseconds} ms`,
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return apps.length === 0 ? [] : [style("dim", line(head)), ...body.map(line)];
}

function remarks(title: string, list: readonly Remark[], { verbose }: ReportDetail): readonly string[] {
  const named = verbose ? list : list.slice(0, MOST_NAMES);
  const more = list.length - named.length;
  const lines = named.map(({ path, reason }) => `${title} ${shown(path)}: ${shown(reason)}`);
  return more === 0 ? lines : [...lines, `${title} ${more} more (-v names them)`];
}

function renderRefusal({ app, reason, command }: LinkRefusal, style: Style): readonly string[] {
  return [
    `${style("red", "not linked")} ${app}: ${shown(reason)}`,
    `  By hand, once nothing stands there: ${shown(command)}`,
    "  Or copy: --copy, or --auto to link the apps that can be linked and copy this one.",
  ];
}

function failure(
  style: Style,
  { path, message, fix }: { readonly path: string; readonly message: string; readonly fix: string | undefined },
): string {
  return `${style("red", "failed")} ${shown(path)}: ${shown(message)}${fix === undefined ? "" : ` ${fix}`}`;
}

function summary({ applied, changes, refusals, target, failed }: Report): string {
  if (refusals.length > 0) return `Nothing was changed in ${target}.`;
  const count = `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
  if (!applied) return changes.length === 0 ? `${target} is up to date.` : `${count} to make in ${target}.`;
  if (changes.length === 0 && failed.length === 0) return `${target} is up to date.`;
  return `${count} made in ${target}.`;
}
