import { closeSync, renameSync } from "node:fs";
import { discard } from "../disk/remove.ts";
import { writeWhole } from "../disk/write-whole.ts";
import { type PublicationFindings, renderFindings } from "../state/cache-file.ts";
import { openNewStateFile } from "../state/state-file.ts";
import type { ApplyContext } from "./apply-context.ts";

/** Writes what a run has found out about the contents of a publication. If that fails, the next run finds it out again. */
export function applyCache({ state, temporary: newTemporary }: ApplyContext, findings: PublicationFindings): void {
  const temporary = newTemporary();
  try {
    const fd = openNewStateFile(state, temporary);
    try {
      writeWhole(fd, Buffer.from(renderFindings(findings)));
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, state.cache);
  } catch {
    discard(temporary);
  }
}
