import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Project } from "@mediaroot/core";
import { reasonOf } from "@mediaroot/core/media";
import { devserverError } from "../errors.ts";
import { appPackage } from "../project/app-package.ts";
import { openOriginalFiles } from "./original-files.ts";
import type { OverridePlace } from "./override-place.ts";
import {
  applyOverrideOrigins,
  isSameOverride,
  loadOverrideOrigins,
  type OverrideOrigin,
  overridesFile,
} from "./override-record.ts";

/**
 * Copies an app's file to the place where it is overridden, and remembers what it was copied from.
 *
 * @throws OVERRIDE_EXISTS, OVERRIDE_UNWRITABLE, OVERRIDES_INVALID
 */
export function applyOverride(place: OverridePlace, project: Project): void {
  const origins = loadOverrideOrigins(project.root);
  const { override, original, path: name, kind } = place;
  if (lstatSync(override, { throwIfNoEntry: false }) !== undefined) {
    const isRecorded = origins.some((origin) => isSameOverride(origin, place));
    throw devserverError("OVERRIDE_EXISTS", { file: override, path: name, kind, isRecorded });
  }
  const bytes = readFileSync(original);
  writing(override, () => {
    mkdirSync(path.dirname(override), { recursive: true });
    // Fails if somebody else has put a file there meanwhile. Not a copy of the file's permissions: packages may be read-only.
    writeFileSync(override, bytes, { flag: "wx" });
  });
  remember(place, bytes, project);
}

/**
 * Remembers what an app ships now as the origin of an override that somebody has made by hand.
 *
 * @throws OVERRIDE_MISSING, OVERRIDE_UNWRITABLE, OVERRIDES_INVALID
 */
export function adoptOverride(place: OverridePlace, project: Project): void {
  const { override, original, path: name, kind } = place;
  if (!existsSync(override)) throw devserverError("OVERRIDE_MISSING", { file: override, path: name, kind });
  remember(place, readFileSync(original), project);
}

function remember(place: OverridePlace, bytes: Buffer, project: Project): void {
  const { kind, path: name, label, directory } = place;
  const { root, registry } = project;
  const from = appPackage(registry.get(label).directory, root);
  const origin = { kind, path: name, label, directory, package: from?.name ?? null, version: from?.version ?? null };
  writing(overridesFile(root), () => recordOrigin(origin, bytes, root));
}

/**
 * Writes the origin of an override into the record, and keeps the app's file.
 *
 * @param bytes the app's file, as it is now
 * @param root the project root
 * @throws OVERRIDES_INVALID; system errors
 */
export function recordOrigin(origin: Omit<OverrideOrigin, "sha256">, bytes: Uint8Array, root: string): void {
  const originals = openOriginalFiles(root);
  const before = loadOverrideOrigins(root);
  const others = before.filter((one) => !isSameOverride(one, origin));
  const now = [...others, { ...origin, sha256: originals.keep(bytes) }];
  applyOverrideOrigins(root, now);
  for (const { sha256 } of before) if (!now.some((one) => one.sha256 === sha256)) originals.remove(sha256);
}

/**
 * Runs a function that writes a file.
 *
 * @throws OVERRIDE_UNWRITABLE instead of system errors
 */
export function writing(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw devserverError("OVERRIDE_UNWRITABLE", { file, reason: reasonOf(error) }, error);
  }
}
