import type * as z from "zod/mini";
import type { MediarootError } from "../error.ts";
import { coreError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import type { SettingRow, Settings, SettingsInput } from "./settings.ts";
import { nestedRows } from "./nested-settings.ts";
import { keysWithin, settingRows, settingsSchema } from "./settings-schema.ts";

const rows: Readonly<Record<string, SettingRow>> = settingRows;

/** The settings with their defaults, or all their faults. */
export type ParsedSettings = { readonly settings: Settings } | { readonly faults: readonly MediarootError[] };

/**
 * Checks settings and fills in the defaults.
 *
 * @param input the default export of a settings file
 * @returns the settings, or all faults (SETTING_INVALID, SETTING_UNKNOWN)
 */
export function parseSettings(input: SettingsInput | object): ParsedSettings {
  const result = settingsSchema.safeParse(input);
  if (result.success) return { settings: result.data as Settings };
  return { faults: result.error.issues.flatMap((issue) => faultsOf(issue, input)) };
}

function faultsOf(issue: z.core.$ZodIssue, input: object): readonly MediarootError[] {
  const [key, ...rest] = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((unknown) => unknownKey(unknown, key === undefined ? undefined : { key, rest }));
  }
  const row = rowOf(issue.path.map(String));
  if (key === undefined || row === undefined) throw new TypeError(`no row for ${issue.path.join(".")}`);
  const { expected, write } = row;
  const value = valueAt(input, [key, ...rest]);
  const found = key === "SECRET_KEY" && value !== "" ? "(not shown)" : value;
  return [coreError("SETTING_INVALID", { key: pathOf(key, rest), expected, write, found })];
}

/** @returns the row of a key, or of the nearest group around it */
function rowOf(path: readonly string[]): SettingRow | undefined {
  const paths = path.map((_, index) => path.slice(0, index + 1).join("."));
  const nested = paths.findLast((one) => nestedRows.has(one));
  return nestedRows.get(nested ?? "") ?? rows[path[0] ?? ""];
}

function unknownKey(name: string, group?: { readonly key: string; readonly rest: readonly string[] }): MediarootError {
  if (group === undefined)
    return coreError("SETTING_UNKNOWN", { key: name, near: didYouMean(name, Object.keys(rows)) });
  const path = [group.key, ...group.rest].join(".");
  const near = didYouMean(name, keysWithin.get(path) ?? keysWithin.get(group.key) ?? []);
  return coreError("SETTING_UNKNOWN", { key: `${pathOf(group.key, group.rest)}.${name}`, near });
}

function pathOf(key: string, rest: readonly string[]): string {
  return key + rest.map((part) => (/^[A-Z][A-Z\d_]*$/.test(part) ? `.${part}` : `[${indexOf(part)}]`)).join("");
}

function indexOf(part: string): string {
  return /^\d+$/.test(part) ? part : JSON.stringify(part);
}

function valueAt(input: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}
