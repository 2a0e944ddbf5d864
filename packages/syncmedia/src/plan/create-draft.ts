import type { Project, StatIdentity } from "@mediaroot/core";
import type { Ledger, LedgerFile } from "@mediaroot/core/internal";
import { codingsOf } from "../publication/compression.ts";
import { loadState } from "../state/load-state.ts";
import { leadsToOwnMedia, readLink } from "../target/link-directory.ts";
import { absolutePath } from "../target/target-path.ts";
import { createTargetState } from "../target/target-state.ts";
import { resolveTarget, type Target } from "../target/target.ts";
import type { PlanDraft } from "./plan-draft.ts";
import type { SyncOptions } from "./sync-options.ts";

/** The options of a sync, with the labels filled in. */
export type DraftOptions = SyncOptions & { readonly labels: readonly string[] };

/**
 * Starts a plan: finds the target and loads its ledger.
 *
 * @throws TARGET_OVERLAP, TARGET_INVALID, TARGET_NOT_WRITABLE; LEDGER_CORRUPT, LEDGER_NEWER, LEDGER_OTHER_TARGET
 */
export function createDraft(project: Project, options: DraftOptions): PlanDraft {
  const target = resolveTarget(project, options.to);
  const { state, fingerprint, ledger, interrupted, directories, leftovers } = loadState(project, target);
  const links = existingLinks(target, ledger);
  const lists = emptyLists();
  return {
    project,
    target,
    state,
    targetState: createTargetState(target.directory, {
      ledgerFileOf: (logicalPath) => lists.respelled.get(logicalPath) ?? ledger.files.get(logicalPath),
      isRecorded: (logicalPath, identity) =>
        !lists.respelled.has(logicalPath) && ledger.files.isRecorded(logicalPath, "copy", identity),
      isOurLink: (logicalPath, place) => {
        const text = readLink(place) ?? "";
        if (ledger.links.get(logicalPath) === text) return true;
        return leadsToOwnMedia({ logicalPath, place, text }, project.registry.apps);
      },
      isOurDirectory: (logicalPath) => directories.has(logicalPath),
    }),
    strategy: options.strategy ?? project.settings.SYNCMEDIA.STRATEGY,
    adopt: options.adopt ?? false,
    labels: options.labels.length === 0 ? undefined : new Set(options.labels),
    ledger,
    fingerprint,
    files: undefined,
    links,
    hash: options.hash ?? project.settings.SYNCMEDIA.HASH !== false,
    codings: codingsOf(options.compress ?? project.settings.SYNCMEDIA.COMPRESS),
    strict: options.strict ?? false,
    now: Date.now(),
    releases: ledger.releases ?? [],
    manifest: undefined,
    findings: undefined,
    unsettled: interrupted || links.size !== ledger.links.size || leftovers,
    ...lists,
  };
}

function emptyLists() {
  return {
    unchanged: new Map<string, number>(),
    actions: [],
    cleared: [],
    foreign: [],
    kept: [],
    behind: [],
    adopted: [],
    skipped: [],
    failed: [],
    refusals: [],
    warnings: [],
    dangling: [],
    decided: new Set<string>(),
    respelled: new Map<string, LedgerFile>(),
    swaps: new Map<string, StatIdentity>(),
  };
}

/** The links of the ledger that are still in the target. */
function existingLinks(target: Target, { links }: Ledger): Map<string, string> {
  return new Map([...links].filter(([label, text]) => readLink(absolutePath(target.directory, label)) === text));
}
