import { readFileSync } from "node:fs";
import path from "node:path";
import { errnoOf, parseSegments, reasonOf, splitPath } from "@mediaroot/core/media";
import { devserverError } from "../errors.ts";
import { replaceFile } from "./replace-file.ts";

/** The origin of an override: the app's file that it was copied from. Holds no times and no absolute paths: it belongs in version control. */
export interface OverrideOrigin {
  readonly kind: "media" | "template";
  /** A logical path, or the name of a template. */
  readonly path: string;
  /** The label of the app that the file was copied from. */
  readonly label: string;
  /** For a template: the app's template directory, relative to the app's directory. */
  readonly directory?: string | undefined;
  /** The name of the package that the app belongs to; null for an app of the project. */
  readonly package: string | null;
  /** The version of that package at the time of the copy. */
  readonly version: string | null;
  /** The SHA-256 of the app's file at the time of the copy, in hex. */
  readonly sha256: string;
}

/** The directory below the project root that holds what is remembered of overrides. */
export const RECORD_DIRECTORY = ".mediaroot";

const FORMAT = 1;

/** @returns the file that remembers what overrides were copied from */
export function overridesFile(root: string): string {
  return path.join(root, RECORD_DIRECTORY, "overrides.json");
}

/**
 * Loads what the overrides of a project were copied from.
 *
 * @param root the project root
 * @returns none if there is no record
 * @throws OVERRIDES_INVALID
 */
export function loadOverrideOrigins(root: string): readonly OverrideOrigin[] {
  const file = overridesFile(root);
  try {
    return parseOrigins(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw devserverError("OVERRIDES_INVALID", { file, reason: reasonOf(error) }, error);
  }
}

/** Writes the record, sorted, so that version control shows only what has changed. */
export function applyOverrideOrigins(root: string, origins: readonly OverrideOrigin[]): void {
  const key = ({ kind, path: name }: OverrideOrigin): string => `${kind} ${name}`;
  const overrides = origins.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  replaceFile(overridesFile(root), `${JSON.stringify({ format: FORMAT, overrides }, undefined, 2)}\n`);
}

/** @returns whether two are of the same file */
export function isSameOverride(
  a: Pick<OverrideOrigin, "kind" | "path">,
  b: Pick<OverrideOrigin, "kind" | "path">,
): boolean {
  return a.kind === b.kind && a.path === b.path;
}

function parseOrigins(document: unknown): readonly OverrideOrigin[] {
  const { format, overrides } = (document ?? {}) as { readonly format?: unknown; readonly overrides?: unknown };
  if (format !== FORMAT) throw new Error(`its format is ${JSON.stringify(format)}, and this version reads ${FORMAT}`);
  if (!Array.isArray(overrides)) throw new Error("`overrides` is not a list");
  const faulty = overrides.find((one) => !isOrigin(one));
  if (faulty !== undefined) throw new Error(`this entry is not valid: ${JSON.stringify(faulty)}`);
  return overrides as readonly OverrideOrigin[];
}

function isOrigin(value: unknown): value is OverrideOrigin {
  if (typeof value !== "object" || value === null) return false;
  const { kind, path: name, label, directory, package: from, version, sha256 } = value as Record<string, unknown>;
  return (
    (kind === "media" || kind === "template") &&
    typeof name === "string" &&
    parseSegments(splitPath(name)).kind === "path" &&
    typeof label === "string" &&
    (kind === "media" || typeof directory === "string") &&
    [from, version].every((text) => text === null || typeof text === "string") &&
    typeof sha256 === "string" &&
    /^[\da-f]{64}$/.test(sha256)
  );
}
