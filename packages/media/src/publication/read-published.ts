import { hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import path from "node:path";
import { contentType } from "@mediaroot/core/content-type";
import { errnoOf, type LedgerFile } from "@mediaroot/core/media";
import type { ReadyFile } from "../files/file-cache.ts";
import { readAndClose } from "../files/open-file.ts";
import { MAX_SIZE_IN_MEMORY, type MemoryContent, memoryContent } from "../files/memory-file.ts";
import { uploadHeaders } from "../files/representation.ts";
import type { Coding } from "../http/accept-encoding.ts";
import type { Representation } from "../http/file-answer.ts";
import { securityHeaders } from "../http/send-answer.ts";
import { createLargeFiles, type LargeFiles } from "./large-file.ts";

/** A published file, and the variant of it that is sent. */
export interface PublishedVariant {
  readonly file: LedgerFile;
  /** The file itself where `coding` is `identity`. */
  readonly variant: LedgerFile;
  readonly coding: Coding;
  /** Whether it is published in other codings too. */
  readonly isVaried: boolean;
  /** The bytes of `variant`, where they are in memory already. */
  readonly content: MemoryContent | undefined;
}

const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
const FOREVER = "public, max-age=31536000, immutable";

const NONE: readonly string[] = [];

/**
 * Binds the function that reads a published file if it is small, or opens it.
 *
 * @param directory the publication, absolute
 * @param labels labels of the installed apps
 * @returns a function that returns undefined where other bytes are than the ledger says, or none. It throws system errors: EACCES, EMFILE
 */
export function bindReadPublished(
  directory: string,
  labels: ReadonlySet<string>,
): (published: PublishedVariant) => ReadyFile | undefined {
  const large = createLargeFiles();
  const source = { kind: "project", mount: "", directory } as const;
  return (published) => {
    const { path: logicalPath } = published.variant;
    const place = path.join(directory, ...logicalPath.split("/"));
    const bytes = bytesOf(place, published, large);
    if (bytes === undefined) return undefined;
    const file = { logicalPath, path: place, source, precededBy: NONE };
    return { ...bytes, file, representation: represent(published, labels) };
  };
}

type Bytes =
  | { readonly kind: "memory"; readonly content: MemoryContent }
  | { readonly kind: "disk"; readonly descriptor: number };

function bytesOf(place: string, { variant, content }: PublishedVariant, large: LargeFiles): Bytes | undefined {
  if (content !== undefined) return { kind: "memory", content };
  const descriptor = openIfThere(place);
  if (descriptor === undefined) return undefined;
  const stats = fstatSync(descriptor);
  const isSmall = variant.size <= MAX_SIZE_IN_MEMORY;
  // The copy has been edited since: its bytes are not those of the ledger.
  const isSame = stats.isFile() && stats.size === variant.size;
  if (!isSame || (!isSmall && !large.isPublished(descriptor, stats, variant))) {
    closeSync(descriptor);
    return undefined;
  }
  if (!isSmall) return { kind: "disk", descriptor };
  const bytes = readAndClose({ descriptor, stats });
  return hash("sha256", bytes) === variant.sha256 ? { kind: "memory", content: memoryContent(bytes) } : undefined;
}

function represent(published: PublishedVariant, labels: ReadonlySet<string>): Representation {
  const { file, variant, coding, isVaried } = published;
  const etag = `"${variant.sha256.slice(0, 32)}"`;
  // A content-named file never changes.
  const caching = file.release === undefined ? "no-cache" : FOREVER;
  const vary = isVaried ? ["Vary", "Accept-Encoding"] : [];
  const bareHeaders = ["ETag", etag, "Cache-Control", caching, ...vary, ...securityHeaders(false)];
  const coded = coding === "identity" ? ["Accept-Ranges", "bytes"] : ["Content-Encoding", coding];
  const type = ["Content-Type", contentType(file.path)];
  const headers = [...type, ...coded, ...bareHeaders, ...uploadHeaders(file.path, labels)];
  const wholeHeaders = [...headers, "Content-Length", String(variant.size)];
  // There is no Last-Modified: two servers of one site would give the same bytes two dates.
  return { etag, modified: 0, dateIsTrusted: false, size: variant.size, bareHeaders, headers, wholeHeaders };
}

function openIfThere(place: string): number | undefined {
  try {
    return openSync(place, FLAGS);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(errnoOf(error) ?? "")) return undefined;
    throw error;
  }
}
