import { readFileSync, statSync } from "node:fs";
import { contentType } from "@mediaroot/core/content-type";
import { type MediaFinder, sourceName, splitPath } from "@mediaroot/core/media";
import { renderDiff } from "../overrides/override-diff.ts";
import { textOf } from "../overrides/text-file.ts";

/** A file at a logical path, of one source. */
export interface ShownFile {
  /** `project`, or the label of an app. */
  readonly source: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** A `data:` URL of an image; undefined for all else, and for images that are too large. */
  readonly image: string | undefined;
}

/** One logical path in the map: the file that wins, then those that it shadows. */
export interface ShownPath {
  readonly logicalPath: string;
  readonly files: readonly ShownFile[];
  /** The text of the file that wins, if it shadows none. */
  readonly text: string | undefined;
  /** The unified difference from the first file that is shadowed to the file that wins. */
  readonly diff: string | undefined;
}

const MAX_TEXT_BYTES = 200_000;
const MAX_IMAGE_BYTES = 1_000_000;

/**
 * Loads what is at a logical path.
 *
 * @returns undefined if there is no file
 * @throws system errors of reading the files
 */
export function loadShownPath(finder: MediaFinder, logicalPath: string): ShownPath | undefined {
  const found = finder.findAll(splitPath(logicalPath));
  const [winner, shadowed] = found;
  if (winner === undefined) return undefined;
  const files = found.map(({ source, path }) => ({
    source: sourceName(source),
    path,
    bytes: statSync(path).size,
    image: imageOf(path),
  }));
  const winning = readText(winner.path);
  const hidden = shadowed === undefined ? undefined : readText(shadowed.path);
  const diff =
    winning === undefined || hidden === undefined || shadowed === undefined
      ? undefined
      : renderDiff(
          { name: `${logicalPath} (${sourceName(shadowed.source)})`, bytes: hidden },
          { name: `${logicalPath} (${sourceName(winner.source)})`, bytes: winning },
        );
  const text = shadowed === undefined && winning !== undefined ? textOf(winning) : undefined;
  return { logicalPath, files, text, diff };
}

function readText(file: string): Buffer | undefined {
  return statSync(file).size > MAX_TEXT_BYTES ? undefined : readFileSync(file);
}

/** Also shows the image of a shadowed file, which has no URL. In an `img` element an SVG runs no script. */
function imageOf(file: string): string | undefined {
  const type = contentType(file).split(";")[0] ?? "";
  if (!type.startsWith("image/") || statSync(file).size > MAX_IMAGE_BYTES) return undefined;
  return `data:${type};base64,${readFileSync(file).toString("base64")}`;
}
