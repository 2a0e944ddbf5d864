import path from "node:path";
import { APPLICATION_EXPECTED, isApplicationMount, parseApplicationName } from "../settings/application-name.ts";
import { contains } from "../disk/containment.ts";
import type { MediarootError } from "../error.ts";
import { coreError } from "../errors.ts";
import { isDirectory, isFile } from "../disk/file-status.ts";
import { nearest } from "../nearest.ts";
import type { ResolvedSettings } from "./resolved-settings.ts";
import { REACHABLE, reachablePathOf } from "../disk/real-path.ts";
import type { Settings } from "../settings/settings.ts";
import { settingsTable } from "../settings/settings-table.ts";

const BARE_NAME = /^[^./\\]+$/;

/** The faults of APPLICATION, APPLICATIONS and MOUNTS that show without running code. A missing application shows when it is loaded. */
export function applicationFaults(resolved: ResolvedSettings): readonly MediarootError[] {
  const { APPLICATION, APPLICATIONS, MOUNTS } = resolved.settings;
  const names = [
    ...(APPLICATION === undefined ? [] : [["APPLICATION", APPLICATION] as const]),
    ...Object.entries(APPLICATIONS).map(([key, name]) => [`APPLICATIONS[${JSON.stringify(key)}]`, name] as const),
  ];
  return [
    ...names.flatMap(([key, name]) => nameFaults(key, name, resolved.settings)),
    ...Object.entries(MOUNTS).flatMap((mount) => mountFaults(mount, resolved)),
  ];
}

function nameFaults(key: string, found: string, { APPLICATIONS }: Settings): readonly MediarootError[] {
  if (parseApplicationName(found, APPLICATIONS) !== undefined) return [];
  const { write } = settingsTable.APPLICATION;
  return [coreError("SETTING_INVALID", { key, expected: APPLICATION_EXPECTED, found, write })];
}

function mountFaults(
  [prefix, value]: readonly [string, string],
  resolved: ResolvedSettings,
): readonly MediarootError[] {
  const key = `MOUNTS[${JSON.stringify(prefix)}]`;
  const { APPLICATIONS } = resolved.settings;
  if (isApplicationMount(value, APPLICATIONS)) return nameFaults(key, value, resolved.settings);
  const directory = path.resolve(resolved.root, value);
  const fault = (expected: string, write: string): readonly MediarootError[] => [
    coreError("SETTING_INVALID", { key, expected, found: value, write }),
  ];
  if (isFile(directory)) {
    return fault(
      "a directory",
      `For an application write \`${JSON.stringify(`${value}#default`)}\`, or another export.`,
    );
  }
  const real = reachablePathOf(directory);
  if (real === undefined) {
    return fault(REACHABLE, `Write a directory: \`MOUNTS: { ${JSON.stringify(prefix)}: "./css" }\`.`);
  }
  if (holdsProject(real, resolved)) {
    const expected = "a directory without the settings file or the project root: all that it holds is public";
    return fault(expected, "Move what is to be public into a directory of its own, and mount that.");
  }
  const isPlain = BARE_NAME.test(value) && !isDirectory(directory);
  const near = isPlain ? nearest(value, Object.keys(APPLICATIONS)) : [];
  if (near.length === 0) return [];
  const keys = near.map((name) => JSON.stringify(name)).join(" or ");
  return fault("a directory, or an application", `For the application write ${keys}; for a directory make it first.`);
}

function holdsProject(real: string, { root, settingsFile }: ResolvedSettings): boolean {
  return [root, settingsFile].some((inner) => contains(real, reachablePathOf(inner) ?? inner));
}
