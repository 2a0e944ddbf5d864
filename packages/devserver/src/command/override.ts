import { didYouMean, loadProject, type Project } from "@mediaroot/core";
import { devserverError } from "../errors.ts";
import { adoptOverride, applyOverride } from "../overrides/create-override.ts";
import { overriddenSite } from "../overrides/overridden-site.ts";
import { isBehind, loadOverrides, type RecordedOverride } from "../overrides/override-drift.ts";
import { findMediaPlace, findTemplatePlace, type OverridePlace } from "../overrides/override-place.ts";
import { updateOverride } from "../overrides/update-override.ts";
import type { CommandContext } from "./command-context.ts";
import { withoutMediaUrl } from "./find.ts";
import { isDone, type OverrideLine, renderOverrideJson, renderOverrideLine } from "./override-lines.ts";

/** The options of `devserver override`. */
export interface OverrideOptions {
  readonly json?: boolean;
  readonly settings?: string | undefined;
  /** Whether the paths are names of templates. */
  readonly template?: boolean;
  readonly list?: boolean;
  readonly adopt?: boolean;
  readonly update?: boolean;
  readonly keep?: boolean;
  readonly take?: boolean;
  readonly mark?: boolean;
}

/**
 * Copies apps' files to the places where the project overrides them, or brings into such overrides what the apps have changed since.
 *
 * @param paths logical paths, or names of templates with `template`. None: every override of which the app has changed
 * @returns the exit code: 1 if one could not be merged
 * @throws the errors of `loadProject`, and those whose names begin with OVERRIDE
 */
export async function override(
  paths: readonly string[],
  options: OverrideOptions,
  context: CommandContext,
): Promise<number> {
  const { stdout } = context;
  const project = await loadProject({ ...context, settings: options.settings ?? context.settings });
  const names = options.template === true ? paths : paths.map((path) => withoutMediaUrl(path, project.mediaUrl));
  const lines = await linesOf(names, options, project);
  stdout.write(
    options.json === true
      ? renderOverrideJson(lines)
      : lines.map((line) => renderOverrideLine(line, project.root, stdout)).join("") || "There is nothing to do.\n",
  );
  return lines.every(isDone) ? 0 : 1;
}

async function linesOf(
  names: readonly string[],
  options: OverrideOptions,
  project: Project,
): Promise<readonly OverrideLine[]> {
  if (options.list === true)
    return loadOverrides(overriddenSite(project)).map((one) => ({ kind: "listed", recorded: one }));
  if (options.update === true) return update(names, options, project);
  const find = options.template === true ? findTemplatePlace : findMediaPlace;
  // All are looked for before the first is written.
  const places: OverridePlace[] = [];
  for (const name of names) places.push(await find(name, project));
  const apply = options.adopt === true ? adoptOverride : applyOverride;
  for (const place of places) apply(place, project);
  return places.map((place) => ({ kind: options.adopt === true ? "adopted" : "copied", place }));
}

function update(names: readonly string[], options: OverrideOptions, project: Project): readonly OverrideLine[] {
  const { template } = options;
  const site = overriddenSite(project);
  const recorded = loadOverrides(site);
  const kind = template === true ? "template" : "media";
  const chosen =
    names.length === 0 ? recorded.filter(isBehind) : names.map((name) => requireRecorded(recorded, kind, name));
  const choice = (["keep", "take", "mark"] as const).find((one) => options[one] === true) ?? "merge";
  return chosen.map((one) => ({ kind: "updated", recorded: one, update: updateOverride(one, site, choice) }));
}

function requireRecorded(
  recorded: readonly RecordedOverride[],
  kind: RecordedOverride["origin"]["kind"],
  path: string,
): RecordedOverride {
  const same = recorded.filter(({ origin }) => origin.kind === kind);
  const found = same.find(({ origin }) => origin.path === path);
  if (found !== undefined) return found;
  const near = didYouMean(
    path,
    same.map(({ origin }) => origin.path),
  );
  throw devserverError("OVERRIDE_UNKNOWN", { kind, path, near });
}
