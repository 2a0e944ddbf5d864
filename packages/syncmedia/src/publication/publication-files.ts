import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ListedFile } from "@mediaroot/core";
import { type FileToRead, readFacts } from "./file-facts.ts";
import { readAhead } from "./read-ahead.ts";
import { type LedgerTable, sha256Of } from "@mediaroot/core/internal";
import {
  type FileDigest,
  type PublicationCache,
  type PublicationSource,
  referencesKey,
  sourceKindOf,
} from "@mediaroot/core/references";

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

/** Files that are read. */
export interface FileSource extends PublicationSource {
  /** Whether all bytes that were read so far are those of the digests: nobody has edited a file meanwhile. */
  readonly isSteady: () => boolean;
  /** The integrity of a file that was read for its digest. */
  readonly integrityOf: (logicalPath: string) => string | undefined;
}

/**
 * Describes the files of a publication to what names them. Each file is read when it is needed.
 *
 * @param files every file that is published under its plain name
 */
export function publicationSource(files: readonly ListedFile[], facts: PublicationFacts): FileSource {
  const reader = createReader(files, facts);
  const paths = new Set(files.map(({ logicalPath }) => logicalPath));
  return {
    hashed: new Set(files.filter(facts.isHashed).map(({ logicalPath }) => logicalPath)),
    isPublished: (logicalPath) => paths.has(logicalPath),
    mediaUrl: facts.mediaUrl,
    ...reader,
    cache: facts.cache,
  };
}

type Reader = Pick<FileSource, "read" | "digest" | "isSteady" | "integrityOf">;

/** Larger files are read in pieces, for one hash at a time. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;

/** A file is opened once for its digest, its integrity, and, if it is a style sheet or script, its references. */
function createReader(files: readonly ListedFile[], { isHashed, known, cache }: PublicationFacts): Reader {
  const fileAt = bindFileAt(files);
  const isRead = (file: ListedFile): boolean => file.identity.size <= MAX_HELD_BYTES && !known.isSame(file);
  const knownKeys = new Set(cache.references.known());
  const ahead = readAhead(files.filter((file) => isHashed(file) && isRead(file)).map(toRead), knownKeys);
  const integrities = new Map<string, string>();
  let isSteady = true;
  const digest = createDigests(fileAt, (file) => {
    const { logicalPath } = file;
    if (!isRead(file)) return digestOf(file, known);
    const { sha256, size, integrity, references } = ahead.get(file.path) ?? readFacts(toRead(file), knownKeys);
    const kind = sourceKindOf(logicalPath);
    if (kind !== undefined && references !== undefined) cache.references.set(referencesKey(kind, sha256), references);
    integrities.set(logicalPath, integrity);
    return { sha256, size };
  });
  return {
    digest,
    read(logicalPath) {
      const bytes = readFileSync(fileAt(logicalPath).path);
      isSteady &&= digest(logicalPath).sha256 === hash("sha256", bytes);
      return bytes;
    },
    isSteady: () => isSteady,
    integrityOf: (logicalPath) => integrities.get(logicalPath),
  };
}

function toRead({ path, logicalPath }: ListedFile): FileToRead {
  return { path, kind: sourceKindOf(logicalPath) };
}

/** @returns the SHA-256 and size of each file, which is read once at most */
export function digestsOf(known: KnownContents, files: readonly ListedFile[]): (logicalPath: string) => FileDigest {
  return createDigests(bindFileAt(files), (file) => digestOf(file, known));
}

function createDigests(
  fileAt: (logicalPath: string) => ListedFile,
  digestOfFile: (file: ListedFile) => FileDigest,
): (logicalPath: string) => FileDigest {
  const digests = new Map<string, FileDigest>();
  return (logicalPath) => {
    const digest = digests.get(logicalPath) ?? digestOfFile(fileAt(logicalPath));
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
