import { readFileSync } from "node:fs";
import type { ListedFile } from "@mediaroot/core";
import { type LedgerTable, sha256Of } from "@mediaroot/core/internal";
import type { FileDigest, PublicationCache, PublicationSource } from "@mediaroot/core/references";

/** The facts about a publication besides its files. */
export interface PublicationFacts {
  /** MEDIA_URL. */
  readonly mediaUrl: string;
  /** Which files get hashed names. */
  readonly isHashed: (file: ListedFile) => boolean;
  readonly known: KnownContents;
  /** The facts that earlier publications have found out. */
  readonly cache: PublicationCache;
}

/** What a ledger knows about the contents of files. */
export interface KnownContents {
  /** @returns the SHA-256 of a published file, in hex */
  readonly sha256Of: (logicalPath: string) => string | undefined;
  /** Whether a file to publish is as it was when it was published last. */
  readonly isSame: (file: Pick<ListedFile, "logicalPath" | "identity">) => boolean;
}

/** @returns what the ledger of a directory knows */
export function knownContents(files: LedgerTable): KnownContents {
  return {
    sha256Of: (logicalPath) => files.sha256Of(logicalPath),
    isSame: ({ logicalPath, identity }) => files.isRecorded(logicalPath, "source", identity),
  };
}

/**
 * Describes the files of a publication to what names them. Each file is read when it is needed.
 *
 * @param files every file that is published under its plain name
 */
export function publicationSource(files: readonly ListedFile[], facts: PublicationFacts): PublicationSource {
  const fileAt = bindFileAt(files);
  const paths = new Set(files.map(({ logicalPath }) => logicalPath));
  return {
    hashed: new Set(files.filter(facts.isHashed).map(({ logicalPath }) => logicalPath)),
    isPublished: (logicalPath) => paths.has(logicalPath),
    mediaUrl: facts.mediaUrl,
    read: (logicalPath) => readFileSync(fileAt(logicalPath).path),
    digest: createDigests(fileAt, facts.known),
    cache: facts.cache,
  };
}

/** @returns the SHA-256 and size of each file, which is read once at most */
export function digestsOf(known: KnownContents, files: readonly ListedFile[]): (logicalPath: string) => FileDigest {
  return createDigests(bindFileAt(files), known);
}

function createDigests(
  fileAt: (logicalPath: string) => ListedFile,
  known: KnownContents,
): (logicalPath: string) => FileDigest {
  const digests = new Map<string, FileDigest>();
  return (logicalPath) => {
    const digest = digests.get(logicalPath) ?? digestOf(fileAt(logicalPath), known);
    digests.set(logicalPath, digest);
    return digest;
  };
}

function bindFileAt(files: readonly ListedFile[]): (logicalPath: string) => ListedFile {
  const byPath = new Map(files.map((file) => [file.logicalPath, file]));
  return (logicalPath) => {
    const file = byPath.get(logicalPath);
    if (file === undefined) throw new TypeError(`${logicalPath} is no file of this publication`);
    return file;
  };
}

/** A file that the ledger knows unchanged is not read again. */
function digestOf(file: ListedFile, known: KnownContents): FileDigest {
  const sha256 = known.isSame(file) ? known.sha256Of(file.logicalPath) : undefined;
  return { sha256: sha256 ?? sha256Of(file.path), size: file.identity.size };
}
