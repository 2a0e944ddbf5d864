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

type Mount = readonly [prefix: string, value: string];

function mountFaults(mount: Mount, resolved: ResolvedSettings): readonly MediarootError[] {
  const [prefix, value] = mount;
  const key = `MOUNTS[${JSON.stringify(prefix)}]`;
  if (isApplicationMount(value, resolved.settings.APPLICATIONS)) return nameFaults(key, value, resolved.settings);
  const fault = directoryFault(mount, resolved);
  return fault === undefined ? [] : [coreError("SETTING_INVALID", { key, found: value, ...fault })];
}

interface DirectoryFault {
  readonly expected: string;
  /** What to write instead. */
  readonly write: string;
}

/** @returns why the value of a mount cannot be a directory that is served, or undefined */
function directoryFault([prefix, value]: Mount, resolved: ResolvedSettings): DirectoryFault | undefined {
  const directory = path.resolve(resolved.root, value);
  if (isFile(directory)) {
    const write = `For an application write \`${JSON.stringify(`${value}#default`)}\`, or another export.`;
    return { expected: "a directory", write };
  }
  const real = reachablePathOf(directory);
  if (real === undefined) {
    return { expected: REACHABLE, write: `Write a directory: \`MOUNTS: { ${JSON.stringify(prefix)}: "./css" }\`.` };
  }
  if (holdsProject(real, resolved)) {
    const expected = "a directory without the settings file or the project root: all that it holds is public";
    return { expected, write: "Move what is to be public into a directory of its own, and mount that." };
  }
  return isDirectory(directory) ? undefined : misspeltName(value, resolved.settings);
}

/** @returns the fault of a name that is neither a directory nor a key of APPLICATIONS, but nearly such a key */
function misspeltName(value: string, { APPLICATIONS }: Settings): DirectoryFault | undefined {
  const near = BARE_NAME.test(value) ? nearest(value, Object.keys(APPLICATIONS)) : [];
  if (near.length === 0) return undefined;
  const keys = near.map((name) => JSON.stringify(name)).join(" or ");
  const write = `For the application write ${keys}; for a directory make it first.`;
  return { expected: "a directory, or an application", write };
}

function holdsProject(real: string, { root, settingsFile }: ResolvedSettings): boolean {
  return [root, settingsFile].some((inner) => contains(real, reachablePathOf(inner) ?? inner));
}
