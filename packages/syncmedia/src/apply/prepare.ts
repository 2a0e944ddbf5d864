import { randomBytes } from "node:crypto";
import { lstatSync } from "node:fs";
import { MediarootError } from "@mediaroot/core";
import { createLedgerTable } from "@mediaroot/core/internal";
import type { ApplyContext } from "./apply-context.ts";
import { clearOldDirectories } from "./apply-link.ts";
import type { Run } from "./apply-run.ts";
import { createReplaced, openPrivate, type Replaced } from "./replaced.ts";
import { createDirectory, createDirectoryTree } from "../disk/directory-tree.ts";
import type { SyncPlan } from "../plan/sync-plan.ts";
import { createJournal, removeStrayFiles } from "../state/journal.ts";
import type { Lock } from "../state/lock.ts";
import type { OpenState } from "../state/open-state.ts";
import { clearLeftovers, notWritable, type StateDirectory } from "../state/state-directory.ts";

/** A target that is open for writing, and locked. */
export interface LockedState extends Pick<OpenState, "state" | "tree"> {
  readonly lock: Lock;
}

/**
 * Prepares a run: removes what a killed run left, except its journal, and creates the staging directory.
 *
 * @throws STATE_REFUSED, TARGET_NOT_WRITABLE
 */
export function prepare(plan: SyncPlan, run: Run, { state, tree, lock }: LockedState): ApplyContext {
  const replaced = createReplaced(state);
  try {
    removeStrayFiles(state, tree);
    recoverStaging(state, replaced, plan.owned);
    clearLeftovers(state);
    const staging = createDirectoryTree(createDirectory(state.staging, 0o700));
    return createContext(plan, run, { state, tree, lock, staging, replaced });
  } catch (error) {
    replaced.close();
    throw error instanceof MediarootError ? error : notWritable(state.target, error);
  }
}

function recoverStaging(state: StateDirectory, replaced: Replaced, owned: SyncPlan["owned"]): void {
  if (lstatSync(state.staging, { throwIfNoEntry: false }) === undefined) return;
  const staging = createDirectoryTree(openPrivate(state, state.staging));
  try {
    clearOldDirectories({ staging, replaced }, owned);
  } finally {
    staging.close();
  }
}

function createContext(
  plan: SyncPlan,
  run: Run,
  parts: Pick<ApplyContext, "state" | "tree" | "lock" | "staging" | "replaced">,
): ApplyContext {
  // Without /proc a run that has lost its lock may reach the directory of the one that has taken it over. No label contains a dot.
  const prefix = `${randomBytes(6).toString("hex")}.`;
  let temporaries = 0;
  return {
    ...parts,
    journal: createJournal(parts.state),
    files: createLedgerTable(plan.ledger.files),
    links: new Map(plan.ledger.links),
    made: [],
    changed: new Set(),
    cleared: new Set(),
    renamed: [],
    staged: new Map(),
    gainless: new Map(),
    bytes: run.bytes,
    temporary: () => parts.staging.reach(`${prefix}${(temporaries += 1)}`) ?? "",
  };
}
