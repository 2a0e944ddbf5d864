import { readdirSync } from "node:fs";
import path from "node:path";
import { isFile, lstatAt } from "../disk/file-status.ts";
import type { MediarootError } from "../error.ts";
import { coreError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import type { AppSource } from "./media-file.ts";

/**
 * The error of an app whose media should be there and is not. It must not count as empty: `syncmedia` would prune its copies.
 *
 * @returns MEDIA_MISSING, or undefined if the directory is there or need not be
 */
export function missingMedia({ label, directory: media, isNamed }: AppSource): MediarootError | undefined {
  const stats = lstatAt(media);
  if (stats === undefined) {
    if (isNamed !== true) return undefined;
    return coreError("MEDIA_MISSING", { label, media, isThere: false, near: nearDirectories(media) });
  }
  if (stats.isDirectory() || (stats.isSymbolicLink() && !isFile(media))) return undefined;
  return coreError("MEDIA_MISSING", { label, media, isThere: true, near: "" });
}

function nearDirectories(media: string): string {
  try {
    const entries = readdirSync(path.dirname(media), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return didYouMean(
      path.basename(media),
      entries.map(({ name }) => name),
    );
  } catch {
    return "";
  }
}
