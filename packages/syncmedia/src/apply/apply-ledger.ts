import { closeSync, fsyncSync, mkdirSync, openSync, renameSync } from "node:fs";
import path from "node:path";
import { type Ledger, renderLedger } from "@mediaroot/core";
import type { StateDirectory } from "../state/state-directory.ts";
import { writeWhole } from "../disk/write-whole.ts";

/** Characters to collect for one write: a trade of memory for system calls. */
const CHUNK = 1_000_000;

/**
 * Writes the ledger of a target: to a temporary file, flushed to disk, then renamed.
 *
 * @throws system errors; the old ledger is unchanged then
 */
export function applyLedger(state: StateDirectory, ledger: Ledger): void {
  const temporary = path.join(state.staging, "ledger.json");
  mkdirSync(state.staging, { recursive: true, mode: 0o700 });
  const fd = openSync(temporary, "w", 0o644);
  try {
    let text = "";
    for (const piece of renderLedger(ledger)) {
      text += piece;
      if (text.length <= CHUNK) continue;
      writeWhole(fd, Buffer.from(text));
      text = "";
    }
    writeWhole(fd, Buffer.from(text));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, state.ledger);
}
