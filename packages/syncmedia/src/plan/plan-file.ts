import type { ListedFile, StatIdentity } from "@mediaroot/core";
import { compareFiles, compareWithLedger, settled } from "../disk/content.ts";
import { decide, type PathState } from "./decide.ts";
import { absolutePath } from "../target/target-path.ts";
import { appOf, countUnchanged, ledgerFiles, type PlanDraft, setLedgerFile, setRelease } from "./plan-draft.ts";
import { syncError } from "../errors.ts";
import type { Override, TargetEntry } from "../target/target-state.ts";
import { type MadeFile, writeAction } from "./write-action.ts";

/**
 * Decides what to do with one listed file and adds it to the plan.
 *
 * @throws system errors of the file or of its path in the target
 */
export function planFile(draft: PlanDraft, file: ListedFile): void {
  if (countUpToDate(draft, file)) return;
  const entry = draft.targetState.at(file.logicalPath);
  const { state, sha256 } = stateOf(draft, file, entry);
  const decision = decide(draft.strategy, state, draft.adopt);
  const app = appOf(draft, file);
  const path = file.logicalPath;
  if (entry.kind === "override" && entry.what === "edited copy") setLedgerFile(draft, entry.path, undefined);
  if (decision === "unchanged") countUnchanged(draft, app);
  else if (decision === "behind") draft.behind.push({ app, path, reason: reasonBehind(draft) });
  else if (decision === "keep") keep(draft, entry as Override, { app, path, state });
  else if (decision === "adopt") adopt(draft, file, { entry: entry as Override, sha256 });
  else draft.actions.push(writeAction(draft, { app, path, content: { kind: "file", file } }, { entry, decision }));
}

/** A file that need not be looked at. */
type KnownFile = Pick<ListedFile, "logicalPath" | "source">;

/**
 * Counts a file as unchanged, if it and its copy are as the ledger has them and the strategy leaves such a copy alone. Most files of
 * most runs are like that, so nothing is read or made for them.
 *
 * @returns whether it was counted; false too for a copy that cannot be looked at, about which `planFile` throws
 */
export function countUpToDate(draft: PlanDraft, file: ListedFile): boolean {
  return draft.ledger.files.isRecorded(file.logicalPath, "source", file.identity) && countCopy(draft, file);
}

/** Counts a file as unchanged, as `countUpToDate` does, if the looking thread has found it as the ledger has it. */
export function countFound(draft: PlanDraft, file: KnownFile): boolean {
  return draft.ahead.hasSource(file.logicalPath) && countCopy(draft, file);
}

function countCopy(draft: PlanDraft, file: KnownFile): boolean {
  const { strategy, targetState } = draft;
  if (decide(strategy, "same copy") !== "unchanged") return false;
  try {
    if (!targetState.hasRecorded(file.logicalPath)) return false;
  } catch {
    return false;
  }
  countUnchanged(draft, appOf(draft, file));
  return true;
}

/**
 * Counts a made file as unchanged, if it is in the target and in the ledger as it is to be. Like `countUpToDate` it makes nothing.
 *
 * @throws system errors of its path in the target
 */
function countMade(draft: PlanDraft, { app, path, sha256, release }: Omit<MadeFile, "content">): boolean {
  const known = ledgerFiles(draft).numberOf(path, "release");
  if (ledgerFiles(draft).sha256Of(path) !== sha256 || !draft.targetState.hasRecorded(path)) return false;
  if (known !== release) {
    if (release === undefined) return false;
    setRelease(draft, path, release);
  }
  countUnchanged(draft, app);
  return true;
}

/**
 * Decides what to do with a file that no source lists: a content-named copy, a manifest.
 *
 * @throws system errors of its path in the target
 */
export function planMade(draft: PlanDraft, made: MadeFile): void {
  const { app, path, sha256, release } = made;
  if (countMade(draft, made)) return;
  const entry = draft.targetState.at(path);
  const isCopy = entry.kind === "copy" && entry.path === path;
  if (isCopy && !entry.isCut && entry.ledgerFile.sha256 === sha256) {
    setLedgerFile(
      draft,
      path,
      release === entry.ledgerFile.release ? entry.ledgerFile : { ...entry.ledgerFile, release },
    );
    return countUnchanged(draft, app);
  }
  if (entry.kind === "override") throw syncError("PUBLISHED_NAME_TAKEN", { path: entry.path });
  draft.actions.push(writeAction(draft, made, { entry, decision: entry.kind === "absent" ? "copy" : "update" }));
}

interface ComparedPath {
  readonly state: PathState;
  /** Set for an identical override. */
  readonly sha256: string;
}

/** Compares the entry at a file's path with the file, and updates the ledger line of a copy. */
function stateOf(draft: PlanDraft, file: ListedFile, entry: TargetEntry): ComparedPath {
  const plain = (state: PathState): ComparedPath => ({ state, sha256: "" });
  if (entry.kind === "absent") return plain("absent");
  if (entry.kind === "override") return overrideState(draft, file, entry);
  if (entry.kind !== "copy" || entry.path !== file.logicalPath || entry.isCut) return plain("ours in the way");
  const compared = compareWithLedger(entry.ledgerFile, "source", file);
  setLedgerFile(draft, entry.path, compared.same ? compared.ledgerFile : entry.ledgerFile);
  if (compared.same) return plain("same copy");
  return plain(isOlder(entry.identity, file) ? "older copy" : "newer copy");
}

function overrideState(draft: PlanDraft, file: ListedFile, entry: Override): ComparedPath {
  if (entry.what === "link") return { state: "foreign link", sha256: "" };
  const isFile = entry.what === "file" || entry.what === "edited copy";
  if (!isFile || entry.path !== file.logicalPath) return { state: "override in the way", sha256: "" };
  const override = { path: absolutePath(draft.target.directory, entry.path), identity: entry.identity };
  const { same, sha256 } = compareFiles(override, file);
  if (same) return { state: "identical override", sha256 };
  return { state: isOlder(entry.identity, file) ? "older override" : "newer override", sha256 };
}

function isOlder(identity: StatIdentity, file: ListedFile): boolean {
  return identity.mtimeMs < file.identity.mtimeMs;
}

function reasonBehind({ strategy }: PlanDraft): string {
  return strategy === "new" ? "differs; strategy new copies only missing files" : "differs, and is not older";
}

interface KeptPath {
  readonly app: string;
  readonly path: string;
  readonly state: PathState;
}

/** An override that hides several files is reported once. */
function keep(draft: PlanDraft, entry: Override, { app, path, state }: KeptPath): void {
  if (draft.decided.has(entry.path)) return;
  draft.decided.add(entry.path);
  const hides = entry.path === path ? "" : `, and hides files of the app such as ${path}`;
  const what = {
    file: state === "identical override" ? "not syncmedia's, though identical (--adopt takes it)" : "an override",
    "edited copy": "a copy edited by hand",
    link: "a link that is not syncmedia's",
    directory: "a directory where the app has a file",
    "special file": "not a regular file",
  }[entry.what];
  draft.kept.push({ app, path: entry.path, reason: what + hides });
}

function adopt(draft: PlanDraft, file: ListedFile, { entry, sha256 }: { entry: Override; sha256: string }): void {
  const path = file.logicalPath;
  const { identity } = entry;
  const [copy, source] = [settled(identity), settled(file.identity)];
  setLedgerFile(draft, path, { path, sha256, size: identity.size, copy, source });
  draft.adopted.push({ app: appOf(draft, file), path, reason: "identical to the app's file" });
}
