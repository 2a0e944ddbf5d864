import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  type FileDigest,
  type ReadReferences,
  readReferences,
  referencesKey,
  type SourceKind,
} from "@mediaroot/core/references";
import { integrityOf } from "./integrity.ts";

/** A file to read for its name. */
export interface FileToRead {
  readonly path: string;
  /** Undefined for a file without references. */
  readonly kind: SourceKind | undefined;
}

/** What the name of a file depends on, and its integrity. */
export interface FileFacts extends FileDigest {
  readonly integrity: string;
  /** Undefined for a file without references, and if they are known already. */
  readonly references: ReadReferences | undefined;
}

/**
 * Reads a file, once for all that is to be known about its bytes.
 *
 * @param known the keys of the references that are known
 * @throws system errors
 */
export function readFacts({ path, kind }: FileToRead, known: ReadonlySet<string>): FileFacts {
  const bytes = readFileSync(path);
  const sha256 = hash("sha256", bytes);
  const isKnown = kind === undefined || known.has(referencesKey(kind, sha256));
  const references = isKnown ? undefined : readReferences(kind, bytes);
  return { sha256, size: bytes.length, integrity: integrityOf(bytes), references };
}
