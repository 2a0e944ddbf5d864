import type { Release } from "@mediaroot/core/internal";
import { groupOf, PROJECT_GROUP } from "../plan/plan-draft.ts";
import { firstName } from "../target/target-path.ts";
import { isKept, trimReleases } from "../publication/releases.ts";
import type { BucketDraft } from "./bucket-draft.ts";
import type { BucketFile } from "./bucket-ledger.ts";
import type { BucketRemoval } from "./bucket-plan.ts";
import type { Desired } from "./desired-objects.ts";

/** The objects to remove, and the releases whose files stay. */
export interface Pruning {
  readonly removals: readonly BucketRemoval[];
  readonly releases: readonly Release[];
}

/**
 * Plans the removal of objects whose files no app has any more, except for content-named ones of releases that are kept. Nothing is removed
 * of an app whose media could not be read completely.
 *
 * @param releases the releases after this run, oldest first
 */
export function planRemovals(draft: BucketDraft, { objects, unknown }: Desired, releases: readonly Release[]): Pruning {
  const wanted = new Set(objects.map(({ path }) => path));
  const rule = { ...draft.project.settings.SYNCMEDIA.KEEP, now: draft.now };
  const rest = [...draft.state.ledger.files.values()].filter(({ path }) => !wanted.has(path));
  const [kept, stale] = partition(rest, ({ release }) => release !== undefined && isKept(release, releases, rule));
  const removable = unknown.has(PROJECT_GROUP)
    ? []
    : stale.filter(({ path }) => isOfRun(draft, firstName(path), unknown));
  return {
    removals: removable.map((file) => removalOf(draft, file)),
    releases: trimReleases(releases, new Set(kept.map(({ release = 0 }) => release))),
  };
}

function isOfRun({ rules }: BucketDraft, label: string, unknown: ReadonlySet<string>): boolean {
  return !unknown.has(label) && (rules.labels.length === 0 || rules.labels.includes(label));
}

function removalOf({ project }: BucketDraft, { path, pending }: BucketFile): BucketRemoval {
  const isCertain = pending !== "create";
  return { kind: "remove", app: groupOf(project, path), path, expected: undefined, isCertain };
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [readonly Item[], readonly Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
