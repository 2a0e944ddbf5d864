import path from "node:path";
import { reasonOf } from "@mediaroot/core";
import { entryAt } from "@mediaroot/core/internal";
import { type TemplateLocation, templateError } from "../errors.ts";
import type { TemplateOrigin } from "./template-directories.ts";

/** A path where a template was looked for, and what is there. */
export interface TemplatePlace {
  /** `project`, or the label of an app. */
  readonly source: string;
  /** Absolute. */
  readonly path: string;
  readonly outcome: "found" | "shadowed" | "absent" | "directory" | "refused";
  /** Why it was refused. */
  readonly reason?: string;
}

/** @returns the place of a template in one directory, and what is there */
export function placeIn(
  { source, directory }: Pick<TemplateOrigin, "source" | "directory">,
  segments: readonly string[],
  allowed: (realPath: string) => boolean,
): TemplatePlace {
  const place = { source, path: path.join(directory, ...segments) };
  try {
    const entry = entryAt(directory, segments, { allowed });
    if (entry.kind === "refused") return { ...place, outcome: "refused", reason: entry.reason };
    return { ...place, outcome: entry.kind === "file" ? "found" : entry.kind };
  } catch (error) {
    return { ...place, outcome: "refused", reason: `cannot be read: ${reasonOf(error)}` };
  }
}

/** Options of `fileIn`. */
export interface FileInOptions {
  /** Whether the file may have this real path. */
  readonly allowed: (realPath: string) => boolean;
  /** The location of the tag that names the template. */
  readonly at: TemplateLocation | undefined;
}

/**
 * Looks for a template in one directory.
 *
 * @returns the file, or undefined if it does not exist
 * @throws TEMPLATE_REFUSED, TEMPLATE_UNREADABLE
 */
export function fileIn(
  directory: string,
  segments: readonly string[],
  { allowed, at }: FileInOptions,
): string | undefined {
  const file = path.join(directory, ...segments);
  const entry = readable({ file, at }, () => entryAt(directory, segments, { allowed }));
  if (entry.kind === "absent") return undefined;
  if (entry.kind === "file") return file;
  const reason = entry.kind === "refused" ? entry.reason : "is a directory";
  throw templateError("TEMPLATE_REFUSED", { file, reason, at });
}

/**
 * Runs a function that reads a template from disk.
 *
 * @throws TEMPLATE_UNREADABLE instead of system errors
 */
export function readable<Value>(
  of: { readonly file: string; readonly at: TemplateLocation | undefined },
  read: () => Value,
): Value {
  try {
    return read();
  } catch (error) {
    throw templateError("TEMPLATE_UNREADABLE", { ...of, reason: reasonOf(error) }, error);
  }
}
