import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pid } from "node:process";
import type { MediaFile, StatIdentity } from "@mediaroot/core";
import { isDirectory, sameIdentity, SETTLE_MS } from "@mediaroot/core/internal";
import {
  type CacheContent,
  createPublicationCache,
  loadReferences,
  type ReadReferences,
  sourceKindOf,
} from "@mediaroot/core/references";
import { ownVersion } from "../own-files.ts";

/** The digest of a file in one state. */
interface KnownDigest {
  readonly identity: StatIdentity;
  readonly sha256: string;
}

interface CacheDocument {
  readonly version: string;
  readonly digests: Readonly<Record<string, KnownDigest>>;
  readonly references: CacheContent;
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
  const known = cacheFile === undefined ? undefined : readCache(cacheFile);
  const cache = createPublicationCache(known?.references);
  const digests = new Map<string, KnownDigest>();
  const found = new Map<string, ReadReferences>();
  const now = Date.now();
  for (const file of files) {
    if (sourceKindOf(file.logicalPath) === undefined) continue;
    const content = contentOf(file, known?.digests[file.path]);
    if (content === undefined) continue;
    const { sha256, read } = content;
    if (isSettled(file.identity, now)) digests.set(file.path, { identity: file.identity, sha256 });
    const digest = () => ({ sha256, size: file.identity.size });
    const references = loadReferences(file.logicalPath, { cache, digest, read });
    if (references !== undefined) found.set(file.logicalPath, references);
  }
  const isChanged = cache.isChanged() || digests.size !== Object.keys(known?.digests ?? {}).length;
  if (cacheFile !== undefined && isChanged)
    writeCache(cacheFile, { version: ownVersion(), digests: Object.fromEntries(digests), references: cache.used() });
  return found;
}

interface FileContent {
  readonly sha256: string;
  readonly read: () => Buffer;
}

/** @returns undefined for a file that was deleted meanwhile, or that cannot be read */
function contentOf({ path: file, identity }: MediaFile, known: KnownDigest | undefined): FileContent | undefined {
  if (known !== undefined && sameIdentity(known.identity, identity))
    return { sha256: known.sha256, read: () => readFileSync(file) };
  try {
    const bytes = readFileSync(file);
    return { sha256: hash("sha256", bytes), read: () => bytes };
  } catch {
    return undefined;
  }
}

function isSettled({ ctimeMs, mtimeMs }: StatIdentity, now: number): boolean {
  return Math.abs(now - Math.max(ctimeMs, mtimeMs)) > Math.max(2000, SETTLE_MS.copiedLarge);
}

/** A cache that is damaged, or of another version, counts as empty. */
function readCache(file: string): CacheDocument | undefined {
  try {
    const document = JSON.parse(readFileSync(file, "utf8")) as CacheDocument;
    return document.version === ownVersion() ? document : undefined;
  } catch {
    return undefined;
  }
}

/** A project that cannot be written to is checked without a cache. */
function writeCache(file: string, document: CacheDocument): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const temporary = `${file}.${pid}`;
    writeFileSync(temporary, JSON.stringify(document));
    renameSync(temporary, file);
  } catch {
    // The next check reads all files again.
  }
}
