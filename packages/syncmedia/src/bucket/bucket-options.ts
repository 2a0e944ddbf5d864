import type { Project, SyncmediaSettings } from "@mediaroot/core";
import type { ContentCoding } from "@mediaroot/core/internal";
import { syncError } from "../errors.ts";
import { labelsConflict } from "../plan/check-options.ts";
import type { SyncOptions } from "../plan/sync-options.ts";
import { codingsOf } from "../publication/compression.ts";
import type { ObjectRule } from "./decide-object.ts";

/** The options of a run on a bucket, from its flags and the settings. */
export interface BucketRules extends ObjectRule {
  readonly hash: boolean;
  /** How content-named text files are compressed; undefined if they are not. */
  readonly coding: ContentCoding | undefined;
  readonly strict: boolean;
  /** The apps to publish; empty for all. */
  readonly labels: readonly string[];
}

/**
 * Puts flags and settings together, and refuses those that have no meaning for a bucket.
 *
 * @throws OPTION_CONFLICT
 */
export function bucketRules(project: Project, options: SyncOptions): BucketRules {
  const { SYNCMEDIA } = project.settings;
  const labels = [...new Set(options.labels)];
  for (const label of labels) project.registry.get(label);
  const hash = options.hash ?? SYNCMEDIA.HASH !== false;
  if (hash && labels.length > 0) throw labelsConflict(options);
  checkMethod(options, SYNCMEDIA);
  if (options.adopt === true) {
    throw conflict(
      "--adopt",
      A_BUCKET,
      "syncmedia knows its own objects in a bucket by a header line: leave --adopt out.",
    );
  }
  return {
    hash,
    labels,
    strategy: strategyOf(options, SYNCMEDIA),
    coding: codingOf(options, SYNCMEDIA, hash),
    strict: options.strict ?? false,
  };
}

const A_BUCKET = "a target that is a bucket";

function checkMethod({ method }: SyncOptions, { METHOD }: SyncmediaSettings): void {
  if ((method ?? METHOD) === "copy") return;
  const first = method === undefined ? `SYNCMEDIA.METHOD "${METHOD}"` : `--${method}`;
  throw conflict(first, A_BUCKET, "A bucket holds no links: use --copy.");
}

function strategyOf({ strategy }: SyncOptions, { STRATEGY }: SyncmediaSettings): ObjectRule["strategy"] {
  const wanted = strategy ?? STRATEGY;
  if (wanted === "sync" || wanted === "overwrite") return wanted;
  const first = strategy === undefined ? `SYNCMEDIA.STRATEGY "${wanted}"` : `--strategy ${wanted}`;
  throw conflict(first, A_BUCKET, "Use sync, which sends what differs, or overwrite, which sends everything.");
}

/** A bucket answers everybody alike, whatever Accept-Encoding says. */
function codingOf(
  { compress }: SyncOptions,
  { COMPRESS }: SyncmediaSettings,
  hash: boolean,
): ContentCoding | undefined {
  const names = compress ?? COMPRESS;
  const [coding, another] = codingsOf(names);
  if (coding === undefined) return undefined;
  const first = `${compress === undefined ? "SYNCMEDIA.COMPRESS" : "--compress"} ${names.join(",")}`;
  if (another !== undefined || coding === "zstd") {
    const write = "A bucket sends everybody the same bytes: use exactly one of gzip and br, or let the CDN compress.";
    throw conflict(first, A_BUCKET, write);
  }
  if (hash) return coding;
  throw conflict(first, `${A_BUCKET}, without --hash`, "Only content-named files are stored compressed: add --hash.");
}

function conflict(first: string, second: string, write: string): Error {
  return syncError("OPTION_CONFLICT", { first, second, write });
}
