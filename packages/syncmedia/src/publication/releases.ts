import type { Release } from "@mediaroot/core/internal";

/** How long hashed files are kept that the newest manifest does not name: SYNCMEDIA.KEEP. */
export interface KeepRule {
  /** Files of this many releases are kept, the newest included. */
  readonly RELEASES: number;
  /** Files are kept this many days after the release that no longer names them. */
  readonly DAYS: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Adds a release if the manifest differs from the published one.
 *
 * @param releases those that the ledger knows, oldest first
 * @param differs whether this run publishes another manifest
 * @param now milliseconds since the epoch
 */
export function releasesAfter(releases: readonly Release[], differs: boolean, now: number): readonly Release[] {
  const last = releases.at(-1);
  if (last !== undefined && !differs) return releases;
  return [...releases, { number: (last?.number ?? 0) + 1, publishedAt: now }];
}

/**
 * Decides whether a hashed file stays: if it is of one of the last `RELEASES` releases, or if the release that replaced its own
 * is younger than `DAYS`. Pages that are open during a deploy, and servers that still run the code before it, ask for such files.
 *
 * @param named the number of the newest release that names the file
 * @param releases those that the ledger knows after this run, oldest first
 * @param rule SYNCMEDIA.KEEP
 * @param now milliseconds since the epoch
 */
export function isKept(
  named: number,
  releases: readonly Release[],
  rule: KeepRule & { readonly now: number },
): boolean {
  const newest = releases.at(-1)?.number ?? named;
  if (named > newest - rule.RELEASES) return true;
  const replacedAt = releases.find(({ number }) => number > named)?.publishedAt;
  return replacedAt === undefined || replacedAt > rule.now - rule.DAYS * DAY_MS;
}

/** @returns the releases without those that decide about no file any more */
export function trimReleases(releases: readonly Release[], named: ReadonlySet<number>): readonly Release[] {
  const oldest = Math.min(...named, releases.at(-1)?.number ?? 0);
  return releases.filter(({ number }) => number >= oldest);
}
