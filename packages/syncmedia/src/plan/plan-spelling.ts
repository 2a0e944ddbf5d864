import { lstatSync } from "node:fs";
import { identityOf } from "@mediaroot/core/internal";
import { groupOf, type PlanDraft, setLedgerFile } from "./plan-draft.ts";
import type { RenameAction } from "./sync-action.ts";
import { absolutePath, firstName, folded } from "../target/target-path.ts";
import { type Respelling, respellings } from "./twins.ts";
import { MANIFEST_NAME } from "./write-content.ts";

const foldedName = (path: string): string => folded(firstName(path));

/**
 * Plans renames of copies whose app has changed only the letter case of a name, on a file system that ignores letter case.
 * Without the rename such a copy would keep its old name, and be pruned under it.
 *
 * @param paths the logical paths of all files of some apps
 */
export function planSpelling(draft: PlanDraft, paths: readonly string[]): void {
  const owned = draft.ledger.files.keysWhere("release", (release) => release === undefined);
  if (isSameList(owned, paths)) return;
  const wanted = new Set(paths);
  const others = owned.filter((path) => path !== MANIFEST_NAME && !wanted.has(path));
  if (others.length === 0) return;
  const names = new Set(paths.map(foldedName));
  const stale = others.filter((path) => names.has(foldedName(path)));
  if (stale.length === 0) return;
  const twins = new Map([...wanted].map((path) => [folded(path), path]));
  const renames = new Map<string, RenameAction | undefined>();
  for (const old of stale) {
    const twin = twins.get(folded(old));
    try {
      if (twin !== undefined) respell(draft, { old, twin, wanted, renames });
    } catch (error) {
      draft.failed.push({ app: groupOf(draft.project, old), path: old, error: error as Error });
    }
  }
}

/** Mostly the ledger has the paths that are wanted, in their order. To find that out takes less time than a set of them. */
function isSameList(paths: readonly string[], wanted: readonly string[]): boolean {
  return paths.length === wanted.length && paths.every((path, index) => path === wanted[index]);
}

interface Spelling {
  readonly old: string;
  readonly twin: string;
  readonly wanted: ReadonlySet<string>;
  /** By the new name; undefined for a directory that keeps its old name. */
  readonly renames: Map<string, RenameAction | undefined>;
}

function respell(draft: PlanDraft, spelling: Spelling): void {
  const { old, twin, renames } = spelling;
  const names = respellings(draft.target.directory, old, twin);
  if (names === undefined) return;
  const entry = draft.targetState.at(old);
  draft.decided.add(old);
  // An edited copy is an override and keeps its name.
  if (entry.kind !== "copy" || entry.path !== old) return setLedgerFile(draft, old, undefined);
  draft.respelled.set(twin, { ...entry.ledgerFile, path: twin });
  for (const name of names) {
    if (!name.isRenamed && !renames.has(name.to)) renames.set(name.to, renameOf(draft, name, spelling));
  }
  const actions = names.flatMap(({ to }) => renames.get(to) ?? []);
  const stale = { old, renames: actions.map(({ path }) => path) };
  for (const action of actions) action.stale.push(stale);
  if (actions.length === 0) setLedgerFile(draft, old, undefined);
}

/** A directory is renamed only if everything in it is ours and belongs under the new name. */
function renameOf(
  draft: PlanDraft,
  { from, to }: Respelling,
  { old, twin, wanted }: Spelling,
): RenameAction | undefined {
  if (to !== twin) {
    const was = old.split("/").slice(0, to.split("/").length).join("/");
    if (draft.targetState.at(was).kind !== "our directory") return undefined;
    if ([...wanted].some((path) => path.startsWith(`${was}/`))) return undefined;
  }
  const expected = identityOf(lstatSync(absolutePath(draft.target.directory, from)));
  const action: RenameAction = { kind: "rename", app: groupOf(draft.project, to), path: to, from, expected, stale: [] };
  draft.actions.push(action);
  return action;
}
