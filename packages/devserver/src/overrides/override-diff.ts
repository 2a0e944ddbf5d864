import { readFileSync } from "node:fs";
import { FILE_HEADERS_ONLY, createTwoFilesPatch } from "diff";
import { openOriginalFiles } from "./original-files.ts";
import type { RecordedOverride } from "./override-drift.ts";
import { textOf } from "./text-file.ts";

/** After so many changed lines a difference is no reading for people, and takes seconds to compute. */
const MAX_CHANGES = 5000;

/**
 * Shows what the app has changed in a file since it was copied.
 *
 * @param root the project root
 * @returns a unified difference; undefined if there is none to show: a file is no text, is not there, or differs nearly everywhere
 */
export function renderOverrideDiff({ origin, original }: RecordedOverride, root: string): string | undefined {
  const then = openOriginalFiles(root).read(origin.sha256);
  if (original === undefined || then === undefined) return undefined;
  return renderDiff(
    { name: `${origin.path} (when it was copied)`, bytes: then },
    { name: `${origin.path} (now)`, bytes: readFileSync(original) },
  );
}

/** A file to compare. */
export interface ComparedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** @returns a unified difference of two texts; undefined if one is no text, or they differ nearly everywhere */
export function renderDiff(before: ComparedFile, after: ComparedFile): string | undefined {
  const [from, to] = [textOf(before.bytes), textOf(after.bytes)];
  if (from === undefined || to === undefined) return undefined;
  return createTwoFilesPatch(before.name, after.name, from, to, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
    maxEditLength: MAX_CHANGES,
    stripTrailingCr: true,
  });
}
