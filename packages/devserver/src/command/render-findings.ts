import path from "node:path";
import type { Finding } from "../check/finding.ts";
import type { Output } from "./command-context.ts";

interface Shown {
  /** Paths are printed relative to it. */
  readonly directory: string;
  readonly stdout: Pick<Output, "style">;
}

/** @returns the document of `--json` */
export function renderFindingsJson(findings: readonly Finding[]): string {
  const [errors, warnings] = countsOf(findings);
  return `${JSON.stringify({ findings, errors, warnings }, undefined, 2)}\n`;
}

/** @returns the findings of each app under its label, and their number */
export function renderFindings(findings: readonly Finding[], shown: Shown): string {
  if (findings.length === 0) return "No findings.\n";
  const groups = Map.groupBy(findings, ({ app }) => app);
  const texts = [...groups].map(([app, ofApp]) => renderGroup(app, ofApp, shown));
  return `${texts.join("\n")}\n${summaryOf(findings)}\n`;
}

/** A package may have the same fault in hundreds of files, so only so many are printed. */
const MAX_OF_A_KIND = 10;

function renderGroup(app: string, findings: readonly Finding[], shown: Shown): string {
  const kinds = Map.groupBy(findings, ({ id }) => id);
  return `${shown.stdout.style("bold", app)}\n${[...kinds.values()].map((kind) => renderKind(kind, shown)).join("")}`;
}

/** Prints what to do once, after all findings of a kind. */
function renderKind(findings: readonly Finding[], { directory, stdout: { style } }: Shown): string {
  const lines = findings.slice(0, MAX_OF_A_KIND).map(({ id, level, file, line, column, message }) => {
    const place = `${path.relative(directory, file) || file}:${line}:${column}`;
    return `  ${style(level === "error" ? "red" : "yellow", id)}  ${place}\n    ${message}\n`;
  });
  const left = findings.length - lines.length;
  const more = left === 0 ? "" : `    and ${left} more of this kind: --json has all\n`;
  return `${lines.join("")}${more}    ${style("dim", findings[0]?.fix ?? "")}\n`;
}

/** @returns `3 findings (1 error, 2 warnings)` */
function summaryOf(findings: readonly Finding[]): string {
  const [errors, warnings] = countsOf(findings);
  return `${count(findings.length, "finding")} (${count(errors, "error")}, ${count(warnings, "warning")})`;
}

/** @returns `1 finding`, `2 findings` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function countsOf(findings: readonly Finding[]): readonly [errors: number, warnings: number] {
  const errors = findings.filter(({ level }) => level === "error").length;
  return [errors, findings.length - errors];
}
