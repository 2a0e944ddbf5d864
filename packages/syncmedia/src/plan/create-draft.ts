import type { Project, StatIdentity } from "@mediaroot/core";
import type { Ledger, LedgerFile, LoadedLedger } from "@mediaroot/core/internal";
import { codingsOf } from "../publication/compression.ts";
import { loadState } from "../state/load-state.ts";
import { stateDirectory } from "../state/state-directory.ts";
import { leadsToOwnMedia, readLink } from "../target/link-directory.ts";
import { type LookAhead, prepareToLook, type LookingThread } from "../target/look-ahead.ts";
import { absolutePath } from "../target/target-path.ts";
import { createTargetState, type Ownership } from "../target/target-state.ts";
import { resolveTarget, type Target } from "../target/target.ts";
import type { PlanDraft } from "./plan-draft.ts";
import type { SyncOptions } from "./sync-options.ts";

/** The options of a sync, with the labels filled in. */
export type DraftOptions = SyncOptions & { readonly labels: readonly string[] };

/**
 * Starts a plan: finds the target and loads its ledger.
 *
 * @param thread looks at files ahead of the plan, if there are many
 * @throws TARGET_OVERLAP, TARGET_INVALID, TARGET_NOT_WRITABLE; LEDGER_CORRUPT, LEDGER_NEWER, LEDGER_OTHER_TARGET
 */
export function createDraft(project: Project, options: DraftOptions, thread?: LookingThread): PlanDraft {
  const target = resolveTarget(project, options.to);
  const lookAhead = prepareToLook(stateDirectory(target.directory).ledger, thread);
  const { state, fingerprint, ledger, interrupted, directories, leftovers } = loadState(project, target);
  const links = existingLinks(target, ledger);
  const ahead = lookAhead({ files: ledger.files, target: target.directory, media: knownMedia(project, target) });
  const lists = emptyLists();
  const ownership = ownershipOf(project, { ledger, directories, ahead, respelled: lists.respelled });
  return {
    project,
    target,
    state,
    targetState: createTargetState(target.directory, ownership),
    ahead,
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

interface Owned {
  readonly ledger: LoadedLedger;
  /** The directories that a killed run made. */
  readonly directories: ReadonlySet<string>;
  readonly ahead: LookAhead;
  readonly respelled: ReadonlyMap<string, LedgerFile>;
}

function ownershipOf(project: Project, { ledger, directories, ahead, respelled }: Owned): Ownership {
  return {
    ledgerFileOf: (logicalPath) => respelled.get(logicalPath) ?? ledger.files.get(logicalPath),
    isRecorded: (logicalPath, identity) =>
      !respelled.has(logicalPath) && ledger.files.isRecorded(logicalPath, "copy", identity),
    isFound: (logicalPath) => !respelled.has(logicalPath) && ahead.hasCopy(logicalPath),
    isOurLink: (logicalPath, place) => {
      const text = readLink(place) ?? "";
      if (ledger.links.get(logicalPath) === text) return true;
      return leadsToOwnMedia({ logicalPath, place, text }, project.registry.apps);
    },
    isOurDirectory: (logicalPath) => directories.has(logicalPath),
  };
}

/** The media directory of each app, by label, where files of apps that have not changed need not be listed. */
function knownMedia({ registry }: Project, { inPlace }: Target): ReadonlyMap<string, string> {
  return new Map(inPlace ? registry.apps.map(({ label, mediaDirectory }) => [label, mediaDirectory]) : []);
}

/** The links of the ledger that are still in the target. */
function existingLinks(target: Target, { links }: Ledger): Map<string, string> {
  return new Map([...links].filter(([label, text]) => readLink(absolutePath(target.directory, label)) === text));
}
