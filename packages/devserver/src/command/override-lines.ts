import path from "node:path";
import type { MergeConflict } from "../overrides/merge-text.ts";
import type { RecordedOverride } from "../overrides/override-drift.ts";
import type { OverridePlace } from "../overrides/override-place.ts";
import type { Update } from "../overrides/update-override.ts";
import { renderVersions } from "../overrides/warn-of-drift.ts";
import type { Output } from "./command-context.ts";
import { escapeLines } from "./escape-lines.ts";

/** The outcome of `devserver override` for one path. */
export type OverrideLine =
  | { readonly kind: "copied" | "adopted"; readonly place: OverridePlace }
  | { readonly kind: "listed"; readonly recorded: RecordedOverride }
  | { readonly kind: "updated"; readonly recorded: RecordedOverride; readonly update: Update };

/** @returns whether nothing is left to be done by hand */
export function isDone(line: OverrideLine): boolean {
  return line.kind !== "updated" || !/^(?:conflicts|unmergeable|gone)$/.test(line.update.kind);
}

/** @returns the document of `--json` */
export function renderOverrideJson(lines: readonly OverrideLine[]): string {
  const overrides = lines.map((line) => {
    if (!("recorded" in line)) {
      const { kind, path: name, label, override, original } = line.place;
      return { kind, path: name, label, outcome: line.kind, override, original };
    }
    const { origin, state, override, original, version } = line.recorded;
    const { kind: outcome, ...details } = line.kind === "updated" ? line.update : { kind: state };
    return { ...origin, now: version, outcome, override: override ?? null, original: original ?? null, ...details };
  });
  return `${JSON.stringify({ overrides }, undefined, 2)}\n`;
}

/**
 * @param root the project root; files are shown relative to it
 * @returns the lines about one path
 */
export function renderOverrideLine(line: OverrideLine, root: string, { style }: Output): string {
  const shown = (file: string | undefined): string => path.relative(root, file ?? "");
  switch (line.kind) {
    case "copied":
      return `${style("green", "copied")}  ${line.place.path}  to ${shown(line.place.override)}\n`;
    case "adopted":
      return `${style("green", "adopted")}  ${shown(line.place.override)}  as an override of what ${line.place.label} ships now\n`;
    case "listed": {
      const { origin, state } = line.recorded;
      const color = state === "current" ? "green" : state === "removed" ? "dim" : "yellow";
      return `${style(color, state.padEnd("changed".length))}  ${origin.kind.padEnd("template".length)}  ${origin.path}  ${renderVersions(line.recorded)}\n`;
    }
    case "updated":
      return renderUpdate(line, shown, style);
  }
}

function renderUpdate(
  { recorded, update }: Extract<OverrideLine, { kind: "updated" }>,
  shown: (file: string | undefined) => string,
  style: Output["style"],
): string {
  const { path: name, label, kind } = recorded.origin;
  const file = shown(recorded.override);
  const again = (flag: string): string =>
    `devserver override --update ${flag} ${kind === "template" ? "--template " : ""}${name}`;
  const choose = `  Keep your file as it is: ${again("--keep")}\n  Take the app's file: ${again("--take")}\n`;
  switch (update.kind) {
    case "current":
      return `${style("green", "current")}  ${name}  ${label} has not changed it\n`;
    case "merged":
      return `${style("green", "merged")}  ${file}  with what ${label} has changed\n`;
    case "kept":
      return `${style("green", "kept")}  ${file}  which counts as up to date with ${label}\n`;
    case "taken":
      return `${style("green", "taken")}  ${name}  from ${label}; your file is now ${shown(update.replaced)}\n`;
    case "marked":
      return `${style("yellow", "marked")}  ${file}  edit it where it has conflict markers; your file is kept as ${shown(update.replaced)}\n`;
    case "gone":
      return `${style("yellow", "gone")}  ${name}  ${label} has no such file any more; ${file} overrides nothing\n`;
    case "removed":
      return `${style("yellow", "removed")}  ${name}  your file is not there any more, and the app's is used\n`;
    case "unmergeable":
      return `${style("red", "not merged")}  ${file}  ${update.reason}. Nothing was written.\n${choose}`;
    case "conflicts":
      return `${style("red", "not merged")}  ${file}  both sides have changed the same lines. Nothing was written.\n${update.conflicts
        .map((one) => renderConflict(one, file, style))
        .join(
          "",
        )}  Edit your file, then say that it is up to date: ${again("--keep")}\n  Or take the app's file: ${again("--take")}\n`;
  }
}

function renderConflict(conflict: MergeConflict, file: string, style: Output["style"]): string {
  const side = (title: string, lines: readonly string[]): string =>
    `    ${style("dim", title)}\n${escapeLines((lines.length === 0 ? ["(nothing)"] : lines).map((line) => `      ${line}\n`).join(""))}`;
  return `  ${style("bold", `${file}:${conflict.line}`)}\n${side("copied from the app", conflict.original)}${side("the app now", conflict.app)}${side("your file", conflict.override)}`;
}
