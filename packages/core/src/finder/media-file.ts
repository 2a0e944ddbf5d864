import type { Stats } from "node:fs";

/**
 * One directory with a mount: the project's MEDIA_ROOT, an installed app's media, or a directory of MOUNTS. Plain data, which can
 * be sent to another process.
 */
export type MediaSource = ProjectSource | AppSource | MountSource;

/** MEDIA_ROOT: overrides and uploads. */
export interface ProjectSource {
  readonly kind: "project";
  readonly mount: "";
  readonly directory: string;
}

/** An installed app's media directory, mounted at the app's label. It need not exist. */
export interface AppSource {
  readonly kind: "app";
  readonly label: string;
  readonly mount: `${string}/`;
  readonly directory: string;
  /** Whether INSTALLED_APPS names it (`media: "dist"`). If it is missing, it has not been built, and its content is unknown. */
  readonly isNamed?: boolean | undefined;
}

/** A directory of MOUNTS, outside MEDIA_URL. */
export interface MountSource {
  readonly kind: "mount";
  readonly mount: "";
  readonly directory: string;
}

/** Identifies one state of a file without reading it. Times are in milliseconds, with fractions. */
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
  /** Absolute. */
  readonly path: string;
  readonly source: MediaSource;
  readonly identity: StatIdentity;
  /** Paths in the sources that come before. The file wins as long as none of them exists. */
  readonly precededBy: readonly string[];
}

/** @returns the identity of a file from its status */
export function identityOf(stats: Stats): StatIdentity {
  return { dev: stats.dev, ino: stats.ino, size: stats.size, mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs };
}

/** @returns whether two identities are of the same file in the same state */
export function sameIdentity(a: StatIdentity, b: StatIdentity): boolean {
  return a.ino === b.ino && a.mtimeMs === b.mtimeMs && a.size === b.size && a.ctimeMs === b.ctimeMs && a.dev === b.dev;
}

/**
 * Whether a file was cut short by a power loss: nothing has been done to it since its identity was recorded, and its size is
 * another one all the same. A program that changes the size changes the ctime.
 *
 * @param recorded its identity when it was written
 * @param found its identity now
 */
export function isCutShort(recorded: StatIdentity, found: StatIdentity): boolean {
  return recorded.size !== found.size && sameIdentity({ ...recorded, size: found.size }, found);
}

/** @returns the name of a source in listings and logs: `project`, `mount`, or the app's label */
export function sourceName(source: MediaSource): string {
  return source.kind === "app" ? source.label : source.kind;
}
