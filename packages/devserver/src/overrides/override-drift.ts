import { readFileSync } from "node:fs";
import path from "node:path";
import { hash } from "node:crypto";
import { createMediaFinder, isFile, type MediaFinder, splitPath } from "@mediaroot/core/media";
import { appPackage } from "../project/app-package.ts";
import { openOriginalFiles, type OriginalFiles } from "./original-files.ts";
import type { OverriddenSite } from "./overridden-site.ts";
import { loadOverrideOrigins, type OverrideOrigin } from "./override-record.ts";
import { isSameText } from "./text-file.ts";

/** An override that was copied from an app, and what has become of the app's file. */
export interface RecordedOverride {
  readonly origin: OverrideOrigin;
  /**
   * `current`: the app's file is as it was copied; `changed`: it has other content; `gone`: the app, or its file, is not there any
   * more; `removed`: the override itself is not there any more.
   */
  readonly state: "current" | "changed" | "gone" | "removed";
  /** The override, absolute; undefined if it was removed. */
  readonly override: string | undefined;
  /** The app's file, absolute; undefined if it is gone. */
  readonly original: string | undefined;
  /** The version of the app's package now. */
  readonly version: string | null;
}

/**
 * Loads every override that `devserver override` has made.
 *
 * @throws OVERRIDES_INVALID; system errors of reading the files
 */
export function loadOverrides(site: OverriddenSite): readonly RecordedOverride[] {
  const origins = loadOverrideOrigins(site.root);
  if (origins.length === 0) return [];
  const finder = createMediaFinder(site.site);
  const originals = openOriginalFiles(site.root);
  return origins.map((origin) => {
    const files = origin.kind === "media" ? mediaFiles(origin, finder) : templateFiles(origin, site);
    const app = site.apps.find(({ label }) => label === origin.label);
    const version = (app && appPackage(app.directory, site.root)?.version) ?? null;
    return { origin, ...files, version, state: stateOf(origin, files, originals) };
  });
}

/**
 * Loads the overrides whose app has changed or lost the file since it was copied.
 *
 * @throws OVERRIDES_INVALID; system errors of reading the files
 */
export function loadOverrideDrift(site: OverriddenSite): readonly RecordedOverride[] {
  return loadOverrides(site).filter(isBehind);
}

/** @returns whether the app has changed or lost the file since it was copied */
export function isBehind({ state }: RecordedOverride): boolean {
  return state === "changed" || state === "gone";
}

type OverrideFiles = Pick<RecordedOverride, "override" | "original">;

function mediaFiles({ path: logicalPath, label }: OverrideOrigin, finder: MediaFinder): OverrideFiles {
  const trace = finder.trace(splitPath(logicalPath));
  const files =
    trace.kind === "refused" ? [] : trace.attempts.filter(({ outcome }) => /^(?:found|shadowed)$/.test(outcome));
  return {
    override: files.find(({ source }) => source.kind === "project")?.path,
    original: files.find(({ source }) => source.kind === "app" && source.label === label)?.path,
  };
}

function templateFiles({ path: name, label, directory = "" }: OverrideOrigin, site: OverriddenSite): OverrideFiles {
  const app = site.apps.find((one) => one.label === label);
  const original = app && path.join(app.directory, directory, name);
  return {
    override: site.templateDirectories.map((one) => path.join(one, name)).find(isFile),
    original: original !== undefined && isFile(original) ? original : undefined,
  };
}

/** Git may have given an app of the project other line ends: that is no change. */
function stateOf(
  { sha256 }: OverrideOrigin,
  { override, original }: OverrideFiles,
  originals: OriginalFiles,
): RecordedOverride["state"] {
  if (override === undefined) return "removed";
  if (original === undefined) return "gone";
  const now = readFileSync(original);
  if (hash("sha256", now, "hex") === sha256) return "current";
  const then = originals.read(sha256);
  return then !== undefined && isSameText(then, now) ? "current" : "changed";
}
