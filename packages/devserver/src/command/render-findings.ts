import path from "node:path";
import { escapeControls } from "@mediaroot/core/media";
import type { Finding } from "../check/finding.ts";
import {
  countLevels,
  type FindingGroup,
  type FindingKind,
  groupFindings,
  summarizeFindings,
} from "../check/summarize-findings.ts";
import type { Output } from "./command-context.ts";

interface Shown {
  /** Paths are printed relative to it. */
  readonly directory: string;
  readonly stdout: Pick<Output, "style">;
}

/** @returns the document of `--json` */
export function renderFindingsJson(findings: readonly Finding[]): string {
  const [errors, warnings] = countLevels(findings);
  return `${JSON.stringify({ findings, errors, warnings }, undefined, 2)}\n`;
}

/** @returns the findings of each app under its label, and their number */
export function renderFindings(findings: readonly Finding[], shown: Shown): string {
  if (findings.length === 0) return "No findings.\n";
  const texts = groupFindings(findings).map((group) => renderGroup(group, shown));
  return `${texts.join("\n")}\n${summarizeFindings(findings)}\n`;
}

/** A package may have the same fault in hundreds of files, so only so many are printed. */
const MAX_OF_A_KIND = 10;

function renderGroup({ app, kinds }: FindingGroup, shown: Shown): string {
  return `${shown.stdout.style("bold", app)}\n${kinds.map((kind) => renderKind(kind, shown)).join("")}`;
}

/** Prints what to do once, after all findings of a kind. */
function renderKind({ findings, fix }: FindingKind, { directory, stdout: { style } }: Shown): string {
  const lines = findings.slice(0, MAX_OF_A_KIND).map(({ id, level, file, line, column, message }) => {
    const place = escapeControls(`${path.relative(directory, file) || file}:${line}:${column}`);
    return `  ${style(level === "error" ? "red" : "yellow", id)}  ${place}\n    ${escapeControls(message)}\n`;
  });
  const left = findings.length - lines.length;
  const more = left === 0 ? "" : `    and ${left} more of this kind: --json has all\n`;
  return `${lines.join("")}${more}    ${style("dim", fix)}\n`;
}
