import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pid } from "node:process";
import type { MediaFile, StatIdentity } from "@mediaroot/core";
import { isDirectory, sameIdentity, SETTLE_MS } from "@mediaroot/core/internal";
import { type ReadReferences, readReferences, sourceKindOf } from "@mediaroot/core/references";
import { ownVersion } from "../own-version.ts";

/** The references of a file in one state. */
interface KnownFile {
  readonly identity: StatIdentity;
  readonly read: ReadReferences;
}

type KnownFiles = ReadonlyMap<string, KnownFile>;

interface CacheDocument {
  readonly version: string;
  /** By logical path. */
  readonly files: Readonly<Record<string, KnownFile>>;
}

/** @returns the place of the cache, or undefined if the project has no `node_modules`: nothing is cached then */
export function cacheFileOf(root: string): string | undefined {
  const modules = path.join(root, "node_modules");
  return isDirectory(modules) ? path.join(modules, ".cache", "mediaroot", "check.json") : undefined;
}

/**
 * Reads the references of all style sheets and scripts. What the cache knows of a file that is unchanged is not read again.
 *
 * @param cacheFile undefined for no cache
 */
export function loadAllReferences(
  files: readonly MediaFile[],
  cacheFile: string | undefined,
): ReadonlyMap<string, ReadReferences> {
  const known = cacheFile === undefined ? new Map() : readCache(cacheFile);
  const found = new Map<string, ReadReferences>();
  const kept = new Map<string, KnownFile>();
  const now = Date.now();
  for (const file of files) {
    const { logicalPath, identity } = file;
    const read = knownReferences(file, known) ?? loadReferences(file);
    if (read === undefined) continue;
    found.set(logicalPath, read);
    if (isSettled(identity, now)) kept.set(logicalPath, { identity, read });
  }
  if (cacheFile !== undefined && isChanged(known, kept)) writeCache(cacheFile, kept);
  return found;
}

function knownReferences({ logicalPath, identity }: MediaFile, known: KnownFiles): ReadReferences | undefined {
  const last = known.get(logicalPath);
  return last !== undefined && sameIdentity(last.identity, identity) ? last.read : undefined;
}

/** @returns undefined for a file of another kind, that was deleted meanwhile, or that cannot be read */
function loadReferences({ logicalPath, path: file }: MediaFile): ReadReferences | undefined {
  const kind = sourceKindOf(logicalPath);
  if (kind === undefined) return undefined;
  try {
    return readReferences(kind, readFileSync(file));
  } catch {
    return undefined;
  }
}

/** A file that was changed a moment ago may change once more without another time. */
function isSettled({ ctimeMs, mtimeMs }: StatIdentity, now: number): boolean {
  return Math.abs(now - Math.max(ctimeMs, mtimeMs)) > Math.max(2000, SETTLE_MS.copiedLarge);
}

function isChanged(known: KnownFiles, kept: KnownFiles): boolean {
  return known.size !== kept.size || [...kept].some(([logicalPath, { read }]) => known.get(logicalPath)?.read !== read);
}

/** A cache that is damaged, or of another version, counts as empty. */
function readCache(file: string): KnownFiles {
  try {
    const { version, files } = JSON.parse(readFileSync(file, "utf8")) as CacheDocument;
    return new Map(version === ownVersion() ? Object.entries(files) : []);
  } catch {
    return new Map();
  }
}

/** A project that cannot be written to is checked without a cache. */
function writeCache(file: string, files: KnownFiles): void {
  const document: CacheDocument = { version: ownVersion(), files: Object.fromEntries(files) };
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const temporary = `${file}.${pid}`;
    writeFileSync(temporary, JSON.stringify(document));
    renameSync(temporary, file);
  } catch {
    // The next check reads all files again.
  }
}
