import { statSync } from "node:fs";
import { SETTLE_MS, waitUntilSettled } from "@mediaroot/core/media";
import { type SourceFile, stampOf } from "../link/source-file.ts";

/** @returns the state of a file that is about to be read */
export function stampSource(file: string): SourceFile {
  waitUntilSettled(changedAt(file), SETTLE_MS.source);
  return { path: file, stamp: stampOf(file) };
}

function changedAt(file: string): number {
  try {
    return statSync(file).ctimeMs;
  } catch {
    return 0;
  }
}
