import { lstatSync } from "node:fs";
import { MediarootError, type Project } from "@mediaroot/core";
import { createLedgerTable, ledgerTarget, loadLedger, type LoadedLedger } from "@mediaroot/core/internal";
import { recover, type Recovery } from "./recover.ts";
import {
  checkStateDirectory,
  fingerprintOf,
  hasLeftovers,
  notWritable,
  type StateDirectory,
  stateDirectory,
  type StateFingerprint,
} from "./state-directory.ts";
import type { Target } from "../target/target.ts";
import { requireTrusted } from "./ownership.ts";

/** The state that earlier runs left in a target. */
export interface LoadedState extends Recovery {
  readonly state: StateDirectory;
  readonly fingerprint: StateFingerprint;
  /** Whether a killed run left something to remove. */
  readonly leftovers: boolean;
}

/**
 * Loads the state that earlier runs left in a target.
 *
 * @throws TARGET_INVALID, STATE_REFUSED, TARGET_NOT_WRITABLE; LEDGER_CORRUPT, LEDGER_NEWER, LEDGER_OTHER_TARGET
 */
export function loadState(project: Project, target: Target): LoadedState {
  const state = stateDirectory(target.directory);
  checkStateDirectory(state);
  try {
    const fingerprint = fingerprintOf(state);
    requireTrustedLedger(state);
    const ledger = loadLedger(target.directory, project.root) ?? emptyLedger(project, target.directory);
    return { state, fingerprint, ...recover(state, ledger), leftovers: hasLeftovers(state) };
  } catch (error) {
    throw error instanceof MediarootError ? error : notWritable(target.directory, error);
  }
}

function requireTrustedLedger({ owner, ledger }: StateDirectory): void {
  const stats = lstatSync(ledger, { throwIfNoEntry: false });
  if (stats !== undefined) requireTrusted(owner, ledger, stats);
}

/** @returns the empty ledger of a target directory that syncmedia has not written to */
export function emptyLedger(project: Project, directory: string): LoadedLedger {
  return { target: ledgerTarget(project.root, directory), files: createLedgerTable(), links: new Map() };
}
