import { type Ledger, ledgerTarget, loadLedger, MediarootError, type Project } from "@mediaroot/core";
import { recover, type Recovery } from "./journal.ts";
import {
  checkStateDirectory,
  fingerprintOf,
  hasLeavings,
  notWritable,
  type StateDirectory,
  stateDirectory,
  type StateFingerprint,
} from "./state-directory.ts";
import type { Target } from "../target/target.ts";

/** What earlier runs have left in a target: the ledger first of all. */
export interface LoadedState extends Recovery {
  readonly state: StateDirectory;
  readonly fingerprint: StateFingerprint;
  /** Whether there is anything that a killed run did not clear away. */
  readonly leavings: boolean;
}

/**
 * Loads what earlier runs have left in a target.
 *
 * @throws TARGET_INVALID, TARGET_NOT_WRITABLE; LEDGER_CORRUPT, LEDGER_NEWER, LEDGER_OTHER_TARGET
 */
export function loadState(project: Project, target: Target): LoadedState {
  const state = stateDirectory(target.directory);
  checkStateDirectory(state);
  try {
    const fingerprint = fingerprintOf(state);
    const ledger = loadLedger(target.directory, project.root) ?? emptyLedger(project, target.directory);
    return { state, fingerprint, ...recover(state, ledger), leavings: hasLeavings(state) };
  } catch (error) {
    throw error instanceof MediarootError ? error : notWritable(target.directory, error);
  }
}

/** @returns the ledger of a target directory that syncmedia has not written to */
export function emptyLedger(project: Project, directory: string): Ledger {
  return { target: ledgerTarget(project.root, directory), files: new Map(), links: new Map() };
}
