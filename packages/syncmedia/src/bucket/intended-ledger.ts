import type { Release } from "@mediaroot/core/internal";
import { hasSameNames } from "../plan/plan-manifest.ts";
import { releasesAfter } from "../publication/releases.ts";
import type { BucketDraft } from "./bucket-draft.ts";
import type { BucketFile, BucketLedger } from "./bucket-ledger.ts";
import type { BucketUpload } from "./bucket-plan.ts";
import { publishedManifest } from "./bucket-state.ts";
import type { Desired } from "./desired-objects.ts";

/** The releases after a run. */
export interface PlannedRelease {
  /** Oldest first. */
  readonly all: readonly Release[];
  /** The one that the run publishes; undefined if its manifest is that of the last one. */
  readonly next: Release | undefined;
}

/** Decides whether the manifest of this run is a new release: one with other names than the last. */
export function planRelease({ state, now }: BucketDraft, { manifest }: Desired): PlannedRelease {
  const { releases } = state.ledger;
  if (manifest === undefined) return { all: releases, next: undefined };
  const all = releasesAfter(releases, !hasSameNames(manifest, publishedManifest(state.ledger)), now);
  return { all, next: all.length > releases.length ? all.at(-1) : undefined };
}

/** What a run is about to do, as its intended ledger says it. */
export interface Intentions {
  readonly uploads: readonly BucketUpload[];
  readonly release: PlannedRelease;
  /** The releases whose files stay in the bucket, oldest first. */
  readonly releases: readonly Release[];
  /** Logical paths of files whose keys objects have that syncmedia did not write. */
  readonly foreign: ReadonlySet<string>;
}

/**
 * Makes the ledger that is written before the first object. Every object that is about to be written is `pending` in it, so that after a
 * kill the next run writes it again.
 */
export function intendedLedger(draft: BucketDraft, desired: Desired, intentions: Intentions): BucketLedger {
  const { release, releases, foreign } = intentions;
  return {
    files: intendedFiles(draft, desired, intentions),
    releases: release.next === undefined ? releases : releases.slice(0, -1),
    next: release.next,
    foreign: [...foreign],
    cache: desired.cache,
  };
}

function intendedFiles(
  { state }: BucketDraft,
  { objects }: Desired,
  { uploads, release }: Intentions,
): ReadonlyMap<string, BucketFile> {
  const files = new Map(state.ledger.files);
  const written = new Map(uploads.map(({ path: name, decision }) => [name, decision]));
  for (const object of objects) {
    const { path: name, sha256, size, headers, source, of, integrity } = object;
    const known = files.get(name);
    const pending = written.get(name);
    const named = of === undefined ? {} : nameIn(release, known);
    if (pending !== undefined) {
      files.set(name, { path: name, sha256, size, headers, etag: "", source, of, integrity, ...named, pending });
    } else if (known !== undefined) files.set(name, { ...known, source: source ?? known.source, ...named });
  }
  return files;
}

function nameIn({ all, next }: PlannedRelease, known: BucketFile | undefined): Pick<BucketFile, "release" | "isNext"> {
  return next === undefined ? { release: all.at(-1)?.number } : { release: known?.release, isNext: true };
}
