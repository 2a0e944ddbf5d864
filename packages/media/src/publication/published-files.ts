import { hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import path from "node:path";
import { errnoOf, identityOf } from "@mediaroot/core/media";
import type { NotAcceptable, ReadyFile } from "../files/file-cache.ts";
import { readAndClose } from "../files/open-file.ts";
import { createRecentFiles, MAX_SIZE_IN_MEMORY, memoryFile } from "../files/recent-files.ts";
import { type FilePolicy, uploadHeaders } from "../files/representation.ts";
import type { Coding } from "../http/accept-encoding.ts";
import { contentType } from "@mediaroot/core/content-type";
import type { Representation } from "../http/file-answer.ts";
import { securityHeaders } from "../http/send-answer.ts";
import { holdsPublished } from "./large-file.ts";
import { createPublishedIndex, type PublishedEntry } from "./published-index.ts";

/** The files that syncmedia has published to one directory. */
export interface PublishedFiles {
  /**
   * Gives the file at a logical path, in the first of the codings that it exists in.
   *
   * @param codings what the answer may be encoded in, best first
   * @returns undefined if syncmedia has not published it
   * @throws system errors: EACCES, EMFILE
   */
  take(logicalPath: string, codings: readonly Coding[]): ReadyFile | NotAcceptable | undefined;
  /** Whether syncmedia has published a content-named file there. */
  isHashed(logicalPath: string): boolean;
}

/** The most memory that the small files of a publication may take in total. */
const MAX_CACHE_BYTES = 16 * 1024 * 1024;
/** The time between two looks at the ledger: a deploy is noticed after it at the latest. */
const REFRESH_MS = 1000;
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
const FOREVER = "public, max-age=31536000, immutable";

/**
 * Creates the files of a publication. Its ledger lists them, so a file in memory is answered without a look at the disk.
 *
 * @param directory absolute
 * @returns undefined if syncmedia has published nothing
 * @throws LEDGER_CORRUPT, LEDGER_NEWER; system errors
 */
export function createPublishedFiles(directory: string, { labels }: FilePolicy): PublishedFiles | undefined {
  const index = createPublishedIndex(directory);
  if (index === undefined) return undefined;
  const recent = createRecentFiles(MAX_CACHE_BYTES);
  let lookedAt = performance.now();
  const refresh = (): boolean => {
    lookedAt = performance.now();
    const hasChanged = index.refresh();
    if (hasChanged) recent.clear();
    return hasChanged;
  };
  const find = (logicalPath: string): PublishedEntry | undefined => {
    if (performance.now() - lookedAt > REFRESH_MS) refresh();
    return index.get(logicalPath) ?? (refresh() ? index.get(logicalPath) : undefined);
  };
  return {
    take(logicalPath, codings) {
      const entry = find(logicalPath);
      if (entry === undefined) return undefined;
      const coding = codings.find((one) => one === "identity" || entry.variants.has(one));
      if (coding === undefined) return { kind: "not-acceptable" };
      const variant = coding === "identity" ? entry : (entry.variants.get(coding) ?? entry);
      const known = recent.get(variant.logicalPath);
      if (known !== undefined) return known;
      const ready = open(directory, variant, represent(entry, variant, { coding, labels }));
      if (ready?.kind === "memory") recent.add(variant.logicalPath, ready);
      return ready;
    },
    isHashed: (logicalPath) => find(logicalPath)?.isHashed === true,
  };
}

interface Coded {
  readonly coding: Coding;
  /** Labels of the installed apps. */
  readonly labels: ReadonlySet<string>;
}

function represent(entry: PublishedEntry, { sha256, size }: PublishedEntry, { coding, labels }: Coded): Representation {
  const { logicalPath, variants, isHashed } = entry;
  const etag = `"${sha256.slice(0, 32)}"`;
  const vary = variants.size === 0 ? [] : ["Vary", "Accept-Encoding"];
  const bareHeaders = [
    "ETag",
    etag,
    "Cache-Control",
    isHashed ? FOREVER : "no-cache",
    ...vary,
    ...securityHeaders(false),
  ];
  const coded = coding === "identity" ? ["Accept-Ranges", "bytes"] : ["Content-Encoding", coding];
  const headers = [
    "Content-Type",
    contentType(logicalPath),
    ...coded,
    ...bareHeaders,
    ...uploadHeaders(logicalPath, labels),
  ];
  const wholeHeaders = [...headers, "Content-Length", String(size)];
  // There is no Last-Modified: two servers of one site would give the same bytes two dates.
  return { etag, modified: 0, dateIsTrusted: false, size, bareHeaders, headers, wholeHeaders };
}

function open(directory: string, entry: PublishedEntry, representation: Representation): ReadyFile | undefined {
  const { logicalPath } = entry;
  const place = path.join(directory, ...logicalPath.split("/"));
  const descriptor = openIfThere(place);
  if (descriptor === undefined) return undefined;
  const stats = fstatSync(descriptor);
  // The copy has been edited since: its bytes are not those of the ledger.
  if (!stats.isFile() || stats.size !== entry.size) {
    closeSync(descriptor);
    return undefined;
  }
  const source = { kind: "project", mount: "", directory } as const;
  const file = { logicalPath, path: place, source, identity: identityOf(stats), precededBy: [] };
  if (entry.size > MAX_SIZE_IN_MEMORY) {
    if (holdsPublished(descriptor, stats, entry)) return { kind: "disk", file, representation, descriptor };
    closeSync(descriptor);
    return undefined;
  }
  const bytes = readAndClose({ descriptor, stats });
  if (hash("sha256", bytes) !== entry.sha256) return undefined;
  return memoryFile(file, representation, bytes);
}

function openIfThere(place: string): number | undefined {
  try {
    return openSync(place, FLAGS);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(errnoOf(error) ?? "")) return undefined;
    throw error;
  }
}
