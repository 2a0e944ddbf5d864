import { hash } from "node:crypto";
import { decodeText, parseReferences, type SourceKind, sourceKindOf } from "../references/parse-references.ts";
import { positionsIn, type Position } from "../references/reference.ts";
import { isNeverMedia } from "../references/resolve-reference.ts";
import { linkTarget } from "./link-target.ts";
import type { FoundReference, PublicationCache, ReadReferences } from "./publication-cache.ts";
import type { PublicationSource } from "./publication-source.ts";

/** A reference that leads to no published file. */
export interface DanglingReference extends Position {
  /** The logical path of the file that holds it. */
  readonly file: string;
  readonly specifier: string;
}

/** A style sheet or script that is published as it is, because it cannot be read. */
export interface UnreadableSource {
  readonly file: string;
  /** "is not valid UTF-8", for instance: a predicate to the file. */
  readonly reason: string;
  /** Where reading ended, if it had begun. */
  readonly position?: Position;
}

/** Where the references of a style sheet or script lead. */
export interface FileLinks {
  /** The files with hashed names that it refers to, each once. */
  readonly targets: ReadonlySet<string>;
  readonly dangling: readonly DanglingReference[];
  readonly unreadable?: UnreadableSource;
}

/**
 * Finds out where the references of a style sheet or script lead. It is read only if the cache does not know its content.
 *
 * @returns undefined for a file of another kind
 * @throws what `source.read` and `source.digest` throw
 */
export function findLinks(file: string, source: PublicationSource): FileLinks | undefined {
  const read = loadReferences(file, source);
  if (read === undefined) return undefined;
  if (read.kind === "parsed") return linksOf(file, read.references, source);
  const { kind: _, ...why } = read;
  return { targets: new Set(), dangling: [], unreadable: { file, ...why } };
}

/** @throws what `source.read` and `source.digest` throw */
function loadReferences(
  file: string,
  source: Pick<PublicationSource, "read" | "digest" | "cache">,
): ReadReferences | undefined {
  const kind = sourceKindOf(file);
  if (kind === undefined) return undefined;
  const known = source.cache.references.get(referencesKey(kind, source.digest(file).sha256));
  return known ?? referencesOf(kind, source.read(file), source.cache).read;
}

function linksOf(file: string, references: readonly FoundReference[], source: PublicationSource): FileLinks {
  const targets = new Set<string>();
  const dangling: DanglingReference[] = [];
  for (const { specifier, form, line, column } of references) {
    const target = linkTarget(file, { specifier, form }, source);
    if (target.kind === "link") targets.add(target.logicalPath);
    else if (target.kind === "dangling") dangling.push({ file, specifier, line, column });
  }
  return { targets, dangling };
}

/** @returns the key of a text's references in the cache */
export function referencesKey(kind: SourceKind, sha256: string): string {
  return `${kind} ${sha256}`;
}

/**
 * Finds the references of a style sheet or script, unless the cache knows them.
 *
 * @returns them, and the SHA-256 of these bytes, in hex: somebody may have edited the file since its digest was taken
 */
export function referencesOf(
  kind: SourceKind,
  bytes: Uint8Array,
  { references }: PublicationCache,
): { readonly read: ReadReferences; readonly sha256: string } {
  const sha256 = hash("sha256", bytes);
  const key = referencesKey(kind, sha256);
  const known = references.get(key);
  const read = known ?? readReferences(kind, bytes);
  if (known === undefined) references.set(key, read);
  return { read, sha256 };
}

/** Finds the references of a style sheet or script that may lead to media. Never throws. */
export function readReferences(kind: SourceKind, bytes: Uint8Array): ReadReferences {
  const text = decodeText(bytes);
  if (text === undefined) return { kind: "refused", reason: "is not valid UTF-8" };
  const parsed = parseReferences(kind, text);
  if (parsed.kind === "refused") {
    const { reason, line, column } = parsed;
    return { kind: "refused", reason, position: { line, column } };
  }
  const found = parsed.references.filter((reference) => !isNeverMedia(reference));
  const positionAt = positionsIn(text);
  const references = found.map((reference) => ({ ...reference, ...positionAt(reference.start) }));
  return { kind: "parsed", references };
}
