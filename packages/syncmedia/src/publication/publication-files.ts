import { readFileSync } from "node:fs";
import { type LedgerFile, type ListedFile, sameIdentity, sha256Of } from "@mediaroot/core";
import type { FileDigest, PublicationSource } from "@mediaroot/core/references";

/** The facts about a publication besides its files. */
export interface PublicationFacts {
  /** MEDIA_URL. */
  readonly mediaUrl: string;
  /** Which files get hashed names. */
  readonly isHashed: (file: ListedFile) => boolean;
  /** @returns the ledger's line for the plain file */
  readonly ledgerFileOf: (logicalPath: string) => LedgerFile | undefined;
}

/**
 * Describes the files of a publication to what names them. Each file is read when it is needed.
 *
 * @param files every file that is published under its plain name
 */
export function publicationSource(files: readonly ListedFile[], facts: PublicationFacts): PublicationSource {
  const byPath = new Map(files.map((file) => [file.logicalPath, file]));
  const fileAt = (logicalPath: string): ListedFile => {
    const file = byPath.get(logicalPath);
    if (file === undefined) throw new TypeError(`${logicalPath} is no file of this publication`);
    return file;
  };
  return {
    hashed: new Set(files.filter(facts.isHashed).map(({ logicalPath }) => logicalPath)),
    isPublished: (logicalPath) => byPath.has(logicalPath),
    mediaUrl: facts.mediaUrl,
    read: (logicalPath) => readFileSync(fileAt(logicalPath).path),
    digest: (logicalPath) => digestOf(fileAt(logicalPath), facts.ledgerFileOf(logicalPath)),
  };
}

/** A file that the ledger knows unchanged is not read again. */
function digestOf({ path, identity }: ListedFile, known: LedgerFile | undefined): FileDigest {
  const isKnown = known?.source !== undefined && sameIdentity(known.source, identity);
  return { sha256: isKnown ? known.sha256 : sha256Of(path), size: identity.size };
}
