import type { Stats } from "node:fs";

/**
 * One directory with a mount: the project's MEDIA_ROOT, an installed app's media, or a directory of MOUNTS.
 * Plain data, so that it crosses process borders.
 */
export type MediaSource = ProjectSource | AppSource | MountSource;

/** MEDIA_ROOT: overrides and uploads. */
export interface ProjectSource {
  readonly kind: "project";
  readonly mount: "";
  readonly directory: string;
}

/** An installed app's media directory, mounted at the app's label. It need not exist (yet). */
export interface AppSource {
  readonly kind: "app";
  readonly label: string;
  readonly mount: `${string}/`;
  readonly directory: string;
  /** The settings name it (`media: "dist"`). Where it is missing, something has not been built: nobody knows what it holds. */
  readonly isNamed?: boolean | undefined;
}

/** A directory of MOUNTS, outside MEDIA_URL. */
export interface MountSource {
  readonly kind: "mount";
  readonly mount: "";
  readonly directory: string;
}

/** What tells one state of a file from another without reading it. Times in milliseconds, fractions kept. */
export interface StatIdentity {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** A file that a media source holds. */
export interface MediaFile {
  /** The key under MEDIA_URL: `admin/js/core.js`. */
  readonly logicalPath: string;
  /** Where it was found, absolute. */
  readonly path: string;
  readonly source: MediaSource;
  readonly identity: StatIdentity;
  /** Permission bits, as `fs.Stats.mode` has them. */
  readonly mode: number;
  /** Paths of sources that come first: while nothing stands there, this file wins. */
  readonly precededBy: readonly string[];
}

/** @returns the identity of what was stat'ed */
export function identityOf(stats: Stats): StatIdentity {
  return { dev: stats.dev, ino: stats.ino, size: stats.size, mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs };
}

/** @returns whether two identities are of one file in one state */
export function sameIdentity(a: StatIdentity, b: StatIdentity): boolean {
  return a.ino === b.ino && a.mtimeMs === b.mtimeMs && a.size === b.size && a.ctimeMs === b.ctimeMs && a.dev === b.dev;
}

/** @returns how a source is called in listings and logs: `project`, or the app's label */
export function sourceName(source: MediaSource): string {
  return source.kind === "app" ? source.label : source.kind;
}
