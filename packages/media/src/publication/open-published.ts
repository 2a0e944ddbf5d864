import { hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import path from "node:path";
import { contentType } from "@mediaroot/core/content-type";
import { errnoOf, identityOf, type LedgerFile } from "@mediaroot/core/media";
import type { ReadyFile } from "../files/file-cache.ts";
import { readAndClose } from "../files/open-file.ts";
import { MAX_SIZE_IN_MEMORY, memoryFile } from "../files/memory-file.ts";
import { uploadHeaders } from "../files/representation.ts";
import type { Coding } from "../http/accept-encoding.ts";
import type { Representation } from "../http/file-answer.ts";
import { securityHeaders } from "../http/send-answer.ts";
import { createLargeFiles } from "./large-file.ts";

/** A published file, and the variant of it that is sent. */
export interface PublishedVariant {
  readonly file: LedgerFile;
  /** The file itself where `coding` is `identity`. */
  readonly variant: LedgerFile;
  readonly coding: Coding;
  /** Whether it is published in other codings too. */
  readonly isVaried: boolean;
}

const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
const FOREVER = "public, max-age=31536000, immutable";

/**
 * Binds the function that opens a published file, or reads it if it is small.
 *
 * @param directory the publication, absolute
 * @param labels labels of the installed apps
 * @returns a function that returns undefined where other bytes are than the ledger says, or none. It throws system errors: EACCES, EMFILE
 */
export function bindOpenPublished(
  directory: string,
  labels: ReadonlySet<string>,
): (published: PublishedVariant) => ReadyFile | undefined {
  const large = createLargeFiles();
  const source = { kind: "project", mount: "", directory } as const;
  return (published) => {
    const { variant } = published;
    const place = path.join(directory, ...variant.path.split("/"));
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
    const file = { logicalPath: variant.path, path: place, source, identity: identityOf(stats), precededBy: [] };
    const representation = represent(published, labels);
    if (!isSmall) return { kind: "disk", file, representation, descriptor };
    const bytes = readAndClose({ descriptor, stats });
    return hash("sha256", bytes) === variant.sha256 ? memoryFile(file, representation, bytes) : undefined;
  };
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
