import { readFileSync } from "node:fs";
import type { ListedFile } from "@mediaroot/core";
import { type LedgerFile, sameIdentity, sha256Of } from "@mediaroot/core/internal";
import type { FileDigest, PublicationCache, PublicationSource } from "@mediaroot/core/references";

/** The facts about a publication besides its files. */
export interface PublicationFacts {
  /** MEDIA_URL. */
  readonly mediaUrl: string;
  /** Which files get hashed names. */
  readonly isHashed: (file: ListedFile) => boolean;
  /** @returns the ledger's line for a published file */
  readonly ledgerFileOf: (logicalPath: string) => KnownFile | undefined;
  /** The facts that earlier publications have found out. */
  readonly cache: PublicationCache;
}

/** The bytes that a published file was made of, as a ledger has them. */
export type KnownFile = Pick<LedgerFile, "sha256" | "source">;

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
    digest: createDigests(fileAt, facts.ledgerFileOf),
    cache: facts.cache,
  };
}

/** @returns the SHA-256 and size of each file, which is read once at most */
export function digestsOf(
  { ledger }: { readonly ledger: { readonly files: { get(logicalPath: string): KnownFile | undefined } } },
  files: readonly ListedFile[],
): (logicalPath: string) => FileDigest {
  return createDigests(bindFileAt(files), (logicalPath) => ledger.files.get(logicalPath));
}

function createDigests(
  fileAt: (logicalPath: string) => ListedFile,
  ledgerFileOf: PublicationFacts["ledgerFileOf"],
): (logicalPath: string) => FileDigest {
  const digests = new Map<string, FileDigest>();
  return (logicalPath) => {
    const digest = digests.get(logicalPath) ?? digestOf(fileAt(logicalPath), ledgerFileOf(logicalPath));
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
function digestOf({ path, identity }: ListedFile, known: KnownFile | undefined): FileDigest {
  const isKnown = known?.source !== undefined && sameIdentity(known.source, identity);
  return { sha256: isKnown ? known.sha256 : sha256Of(path), size: identity.size };
}
