import { readFileSync } from "node:fs";
import { mergeTexts, type Merge, type MergeConflict } from "./merge-text.ts";
import { recordOrigin, writing } from "./create-override.ts";
import { openOriginalFiles } from "./original-files.ts";
import type { RecordedOverride } from "./override-drift.ts";
import { replaceFile } from "./replace-file.ts";
import { textOf } from "./text-file.ts";
import { appPackage } from "../project/app-package.ts";
import type { OverriddenSite } from "./overridden-site.ts";

/** How an override follows its app: by a merge, or as somebody has decided who has looked at both. */
export type UpdateChoice = "merge" | "mark" | "keep" | "take";

/** The result of an update. After `conflicts`, `unmergeable`, `gone` and `removed` nothing has been written. */
export type Update =
  | { readonly kind: "current" | "merged" | "kept" | "gone" | "removed" }
  /** `replaced`: where the override is now, absolute. */
  | { readonly kind: "taken" | "marked"; readonly replaced: string }
  | { readonly kind: "conflicts"; readonly conflicts: readonly MergeConflict[] }
  | { readonly kind: "unmergeable"; readonly reason: string };

/**
 * Brings into an override what its app has changed since the copy.
 *
 * @param choice `merge`: line by line, refused where both have changed the same lines; `mark`: the same, but with conflict markers there; `keep`: the override stays as it is, and counts as up
 *   to date; `take`: the app's file replaces the override, which is kept elsewhere
 * @throws OVERRIDE_UNWRITABLE, OVERRIDES_INVALID
 */
export function updateOverride(recorded: RecordedOverride, site: OverriddenSite, choice: UpdateChoice): Update {
  const { override, original, state } = recorded;
  if (override === undefined) return { kind: "removed" };
  if (original === undefined) return { kind: "gone" };
  if (state === "current") return { kind: "current" };
  const [ours, theirs] = [readFileSync(override), readFileSync(original)];
  const update = decideUpdate(
    { ours, theirs, base: openOriginalFiles(site.root).read(recorded.origin.sha256) },
    choice,
  );
  if (update.kind !== "write" && update.kind !== "kept") return update;
  let replaced: string | undefined;
  writing(override, () => {
    if (update.kind === "write" && update.loses === true)
      replaced = openOriginalFiles(site.root).keepReplaced(recorded.origin, ours);
    if (update.kind === "write") replaceFile(override, update.content);
    recordOrigin(originNow(recorded, site), theirs, site.root);
  });
  if (replaced !== undefined) return { kind: choice === "take" ? "taken" : "marked", replaced };
  return { kind: update.kind === "kept" ? "kept" : "merged" };
}

interface UpdateFiles {
  readonly ours: Buffer;
  readonly theirs: Buffer;
  /** The app's file when it was copied; undefined if `.mediaroot/originals` lacks it. */
  readonly base: Buffer | undefined;
}

type Decision =
  /** `loses`: whether the override holds something that the content does not. */
  | { readonly kind: "write"; readonly content: Buffer | string; readonly loses?: true }
  | { readonly kind: "kept" }
  | Extract<Update, { kind: "conflicts" | "unmergeable" }>;

function decideUpdate({ ours, theirs, base }: UpdateFiles, choice: UpdateChoice): Decision {
  if (choice === "take") return { kind: "write", content: theirs, loses: true };
  if (choice === "keep" || ours.equals(theirs)) return { kind: "kept" };
  if (base === undefined)
    return { kind: "unmergeable", reason: "the app's file of that time is not in .mediaroot/originals" };
  if (ours.equals(base)) return { kind: "write", content: theirs };
  const merge = mergeFiles(ours, base, theirs);
  if (merge === undefined) return { kind: "unmergeable", reason: "it is no text" };
  if (merge.kind === "merged") return { kind: "write", content: merge.text };
  return choice === "mark"
    ? { kind: "write", content: merge.marked, loses: true }
    : { kind: "conflicts", conflicts: merge.conflicts };
}

function mergeFiles(...files: readonly [ours: Buffer, base: Buffer, theirs: Buffer]): Merge | undefined {
  const [override, original, app] = files.map(textOf);
  if (override === undefined || original === undefined || app === undefined) return undefined;
  return mergeTexts({ override, original, app });
}

function originNow({ origin }: RecordedOverride, { apps, root }: OverriddenSite): RecordedOverride["origin"] {
  const app = apps.find(({ label }) => label === origin.label);
  const from = app && appPackage(app.directory, root);
  return { ...origin, package: from?.name ?? null, version: from?.version ?? null };
}
