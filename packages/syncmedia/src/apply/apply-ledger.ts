import { closeSync, fsyncSync, mkdirSync, openSync, renameSync } from "node:fs";
import path from "node:path";
import { type Ledger, renderLedger } from "@mediaroot/core";
import type { StateDirectory } from "../state/state-directory.ts";
import { writeWhole } from "../disk/write-whole.ts";

/** Characters: enough that few writes are made, few enough that 100,000 files take no memory to speak of. */
const CHUNK = 1_000_000;

/**
 * Writes the ledger of a target: to a temporary file, onto the disk, then in its place.
 *
 * @throws system errors. The old ledger stands then.
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
