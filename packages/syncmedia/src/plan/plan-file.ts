import type { ListedFile, StatIdentity } from "@mediaroot/core";
import { compareFiles, compareWithLedger, settled } from "../disk/content.ts";
import { decide, type Decision, type Place } from "./decide.ts";
import { placeOf } from "../target/inside-target.ts";
import { appOf, countUnchanged, type PlanDraft, setEntry } from "./plan-draft.ts";
import type { Obstacle, WriteAction } from "./sync-action.ts";
import type { Override, Standing } from "../target/target-state.ts";

/**
 * Decides what to do with one listed file and adds it to the plan.
 *
 * @throws system errors while the file or what stands in its place is looked at
 */
export function planFile(draft: PlanDraft, file: ListedFile): void {
  const standing = draft.targetState.at(file.logicalPath);
  const { place, sha256 } = placeAt(draft, file, standing);
  const decision = decide(draft.strategy, place, draft.adopt);
  const app = appOf(draft, file);
  const path = file.logicalPath;
  if (standing.kind === "override" && standing.what === "edited copy") setEntry(draft, standing.path, undefined);
  if (decision === "unchanged") countUnchanged(draft, app);
  else if (decision === "behind") draft.behind.push({ app, path, reason: reasonBehind(draft) });
  else if (decision === "keep") keep(draft, standing as Override, { app, path, place });
  else if (decision === "adopt") adopt(draft, file, { standing: standing as Override, sha256 });
  else draft.actions.push(writeAction(draft, file, { standing, decision }));
}

interface Placed {
  readonly place: Place;
  /** Of an identical override. */
  readonly sha256: string;
}

/** Names what stands where a file is wanted; refreshes what the ledger says of it. */
function placeAt(draft: PlanDraft, file: ListedFile, standing: Standing): Placed {
  const plain = (place: Place): Placed => ({ place, sha256: "" });
  if (standing.kind === "absent") return plain("absent");
  if (standing.kind === "override") return overridePlace(draft, file, standing);
  if (standing.kind !== "copy" || standing.path !== file.logicalPath) return plain("ours in the way");
  const compared = compareWithLedger(standing.entry, "source", file);
  setEntry(draft, standing.path, compared.same ? compared.entry : standing.entry);
  if (compared.same) return plain("same copy");
  return plain(isOlder(standing.identity, file) ? "older copy" : "newer copy");
}

function overridePlace(draft: PlanDraft, file: ListedFile, standing: Override): Placed {
  if (standing.what === "link") return { place: "foreign link", sha256: "" };
  const isFile = standing.what === "file" || standing.what === "edited copy";
  if (!isFile || standing.path !== file.logicalPath) return { place: "override in the way", sha256: "" };
  const stood = { path: placeOf(draft.target.directory, standing.path), identity: standing.identity };
  const { same, sha256 } = compareFiles(stood, file);
  if (same) return { place: "identical override", sha256 };
  return { place: isOlder(standing.identity, file) ? "older override" : "newer override", sha256 };
}

function isOlder(stood: StatIdentity, file: ListedFile): boolean {
  return stood.mtimeMs < file.identity.mtimeMs;
}

function reasonBehind({ strategy }: PlanDraft): string {
  return strategy === "new" ? "differs; strategy new copies only missing files" : "differs, and is not older";
}

interface Keeping {
  readonly app: string;
  readonly path: string;
  readonly place: Place;
}

/** What hides many files is told once. */
function keep(draft: PlanDraft, standing: Override, { app, path, place }: Keeping): void {
  if (draft.decided.has(standing.path)) return;
  draft.decided.add(standing.path);
  const hides = standing.path === path ? "" : `, and hides files of the app such as ${path}`;
  const what = {
    file: place === "identical override" ? "not syncmedia's, though identical (--adopt takes it)" : "an override",
    "edited copy": "a copy edited by hand",
    link: "a link that is not syncmedia's",
    directory: "a directory where the app has a file",
    "special file": "no regular file",
  }[standing.what];
  draft.kept.push({ app, path: standing.path, reason: what + hides });
}

function adopt(draft: PlanDraft, file: ListedFile, found: { standing: Override; sha256: string }): void {
  const path = file.logicalPath;
  const { identity } = found.standing;
  const [copy, source] = [settled(identity), settled(file.identity)];
  setEntry(draft, path, { path, sha256: found.sha256, size: identity.size, copy, source });
  draft.adopted.push({ app: appOf(draft, file), path, reason: "identical to the app's file" });
}

function writeAction(
  draft: PlanDraft,
  file: ListedFile,
  { standing, decision }: { readonly standing: Standing; readonly decision: Decision },
): WriteAction {
  const app = appOf(draft, file);
  const path = file.logicalPath;
  const change = decision === "copy" ? "copied" : decision === "update" ? "updated" : "replaced";
  const staged = standing.kind === "our link" && !standing.path.includes("/");
  if (staged) draft.swaps.set(standing.path, standing.identity);
  const isOwn = standing.kind === "copy" && standing.path === path;
  const obstacles = staged || isOwn ? [] : obstaclesOf(app, standing);
  for (const obstacle of obstacles) draft.decided.add(obstacle.path);
  const expected = isOwn ? standing.identity : undefined;
  return { kind: "write", app, path, change, file, expected, obstacles, staged };
}

function obstaclesOf(app: string, standing: Standing): readonly Obstacle[] {
  if (standing.kind === "absent") return [];
  if (standing.kind === "our directory") return standing.copies.flatMap((copy) => obstaclesOf(app, copy));
  const kind = standing.kind === "override" ? "set-aside" : "remove";
  return [{ kind, app, path: standing.path, expected: standing.identity }];
}
