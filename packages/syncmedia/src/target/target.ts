import path from "node:path";
import { type MediaSource, type Project, reasonOf } from "@mediaroot/core";
import { contains, isBucketUrl, realPathOf, sourceName } from "@mediaroot/core/internal";
import { syncError } from "../errors.ts";

/** The directory that media is written to. */
export interface Target {
  /** Its real path; it need not exist. */
  readonly directory: string;
  /** Whether it is MEDIA_ROOT itself. */
  readonly inPlace: boolean;
}

/**
 * Finds the target: `to` if given, else SYNCMEDIA.TARGET, else MEDIA_ROOT.
 *
 * @param to a directory, relative to the current directory
 * @throws TARGET_OVERLAP when it contains a media source or lies in one; TARGET_INVALID when no directory can be there
 */
export function resolveTarget(project: Project, to: string | undefined): Target {
  const { TARGET } = project.settings.SYNCMEDIA;
  const bucket = [to ?? TARGET ?? ""].find(isBucketUrl);
  if (bucket !== undefined)
    throw syncError("TARGET_INVALID", { target: bucket, reason: "is no directory, but a bucket" });
  const requested = to === undefined ? path.resolve(project.root, TARGET ?? project.mediaRoot) : path.resolve(to);
  const directory = realTarget(requested);
  const inPlace = directory === realTarget(project.mediaRoot);
  for (const source of project.sources) {
    if (source.kind === "project" && inPlace) continue;
    const real = realTarget(source.directory);
    if (contains(real, directory) || contains(directory, real)) throw overlap(directory, source, real);
  }
  return { directory, inPlace };
}

function overlap(target: string, source: MediaSource, directory: string): Error {
  const name = source.kind === "project" ? "MEDIA_ROOT" : `the media of "${sourceName(source)}"`;
  return syncError("TARGET_OVERLAP", { target, source: name, directory });
}

function realTarget(directory: string): string {
  try {
    return realPathOf(directory);
  } catch (error) {
    const reason = `cannot be a target: ${reasonOf(error)}`;
    throw syncError("TARGET_INVALID", { target: directory, reason }, error);
  }
}
