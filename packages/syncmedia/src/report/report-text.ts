import { escapeControls } from "@mediaroot/core/internal";
import { danglingLine } from "../publication/dangling-line.ts";
import type { Style } from "./style.ts";
import type { LinkRefusal, Remark, SyncPlan } from "../plan/sync-plan.ts";
import type { Change } from "./app-report.ts";
import type { Report } from "./report.ts";
import { CHANGE_WORDS, renderTable } from "./report-table.ts";

/** How a report is rendered. */
export interface ReportDetail {
  readonly style: Style;
  /** Whether to name every file. */
  readonly verbose: boolean;
}

const MAX_NAMES = 10;

/** The reasons why `--auto` copies apps instead of linking them. */
function renderFallbacks({ method, apps }: Report): readonly string[] {
  if (method !== "auto") return [];
  const reasons = new Map<string, string[]>();
  for (const { app, why } of apps) if (why !== undefined) reasons.set(why, [...(reasons.get(why) ?? []), app]);
  return [...reasons].map(
    ([why, labels]) =>
      `${labels.join(", ")} ${labels.length === 1 ? "is" : "are"} copied, not linked: ${escapeControls(why)}`,
  );
}

/** @returns a line for each reference that leads to no published file; after ten their number only, unless `verbose` */
export function renderDangling(dangling: SyncPlan["dangling"], verbose: boolean): readonly string[] {
  const named = verbose ? dangling : dangling.slice(0, MAX_NAMES);
  const more = dangling.length - named.length;
  const lines = named.map((one) => `${danglingLine(one)} It stays as it is.`);
  return more === 0 ? lines : [...lines, `and ${more} more like these: syncmedia -v names them`];
}

/** @returns a report as text for a terminal, with a newline at its end */
export function renderReport(report: Report, detail: ReportDetail): string {
  const { style, verbose } = detail;
  const lines = [
    ...(verbose || !report.applied ? report.changes.map((change) => renderChange(change, report.applied)) : []),
    // After a refusal nothing was done, so there is nothing to count.
    ...(report.refusals.length > 0 ? [] : renderTable(report, style)),
    ...renderFallbacks(report),
    ...remarks("kept", report.kept, detail),
    ...remarks("left behind", report.behind, detail),
    ...(verbose || !report.applied ? remarks(report.applied ? "adopted" : "adopt", report.adopted, detail) : []),
    ...faultLines(report, detail),
    ...(report.replacedIn === undefined ? [] : [`Moved what was not syncmedia's to ${report.replacedIn}`]),
    ...renderManifest(report),
    ...(report.undone === 0 ? [] : [style("yellow", `Left undone: ${report.undone} more. Run syncmedia again.`)]),
    summary(report),
  ];
  return `${lines.join("\n")}\n`;
}

/** @returns a line for each thing that was not done, with the reason; `--quiet` prints this too */
export function renderFaults(report: Report, style: Style): string {
  return faultLines(report, { style, verbose: true })
    .map((line) => `${line}\n`)
    .join("");
}

function faultLines({ skipped, refusals, failed }: Report, detail: ReportDetail): readonly string[] {
  const { style } = detail;
  return [
    ...remarks(style("yellow", "skipped"), skipped, detail),
    ...renderRefusals(refusals, style),
    ...failed.map(({ path, message, fix }) => failure(style, { path, message, fix })),
  ];
}

function renderChange({ change, path }: Change, isDone: boolean): string {
  const { mark, plan } = CHANGE_WORDS[change];
  return `${mark} ${isDone ? change : plan} ${escapeControls(path)}`;
}

function remarks(title: string, list: readonly Remark[], { verbose }: ReportDetail): readonly string[] {
  const named = verbose ? list : list.slice(0, MAX_NAMES);
  const more = list.length - named.length;
  const lines = named.map(({ path, reason }) => `${title} ${escapeControls(path)}: ${escapeControls(reason)}`);
  return more === 0 ? lines : [...lines, `${title} ${more} more (-v names them)`];
}

/** The manifest is listed only where the project's copy differs, or differed, from the published one. */
function renderManifest(report: Report): readonly string[] {
  const { manifest, wroteManifest } = report;
  if (wroteManifest) return [`Wrote the manifest to ${manifest?.file}`];
  if (manifest === undefined || !isManifestDue(report)) return [];
  const { file, state } = manifest;
  return [state === "missing" ? `${file} is missing` : `${file} is not the manifest of this publication`];
}

/** Whether a run, after this look, would write the project's copy of the manifest. */
function isManifestDue({ applied, manifest }: Report): boolean {
  return !applied && manifest !== undefined && manifest.state !== "current";
}

function renderRefusals(refusals: readonly LinkRefusal[], style: Style): readonly string[] {
  if (refusals.length === 0) return [];
  const lines = refusals.flatMap(({ app, reason, command }) => [
    `${style("red", "not linked")} ${app}: ${escapeControls(reason)}`,
    `  By hand, once that path is free: ${escapeControls(command)}`,
  ]);
  return [...lines, "Copy instead with --copy; --auto links the apps that can be linked and copies the others."];
}

function failure(
  style: Style,
  { path, message, fix }: { readonly path: string; readonly message: string; readonly fix: string | undefined },
): string {
  return `${style("red", "failed")} ${escapeControls(path)}: ${escapeControls(message)}${fix === undefined ? "" : ` ${fix}`}`;
}

function summary(report: Report): string {
  const { applied, changes, adopted, refusals, target, failed, undone } = report;
  const isNothing = changes.length + adopted.length + failed.length === 0;
  if (refusals.length > 0 || (isNothing && undone > 0)) return `Nothing was changed in ${target}.`;
  if (isNothing) {
    return isManifestDue(report) ? `${target} is up to date, but not the manifest.` : `${target} is up to date.`;
  }
  const count = `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
  const files = `${adopted.length} ${adopted.length === 1 ? "file" : "files"}`;
  const taken = adopted.length === 0 ? "" : `, ${files} ${applied ? "adopted" : "to adopt"}`;
  return `${count} ${applied ? "made" : "to make"} in ${target}${taken}.`;
}
