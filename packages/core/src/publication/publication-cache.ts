import type { Position, Reference } from "../references/reference.ts";
import type { FileDigest } from "./file-digest.ts";

/** A reference that may lead to a published file. */
export interface FoundReference extends Reference, Position {}

/** The references of a style sheet or script that was read, or why it could not be. */
export type ReadReferences =
  | { readonly kind: "parsed"; readonly references: readonly FoundReference[] }
  | { readonly kind: "refused"; readonly reason: string; readonly position?: Position };

/** The names and bytes of a group of rewritten files. */
export interface NamedGroup {
  /** The digest that their hashed names are made of, in hex. */
  readonly digest: string;
  /** The published bytes of each file. */
  readonly files: readonly (FileDigest & { readonly logicalPath: string })[];
}

/** Values by key, where each key is made of everything that the value depends on. */
export interface CacheTable<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  /** @returns the keys of the values that were known at first */
  known(): Iterable<string>;
}

/** The content of a cache, as JSON has it. */
export interface CacheContent {
  readonly references: Readonly<Record<string, ReadReferences>>;
  readonly groups: Readonly<Record<string, NamedGroup>>;
}

/**
 * The facts that earlier publications have found out about contents, so that an unchanged file is neither read nor parsed again. Without it
 * the result is the same and takes longer.
 */
export interface PublicationCache {
  /** The references of a text, by its kind and SHA-256. */
  readonly references: CacheTable<ReadReferences>;
  /** The names of a group, by the digests of its files and the names of all that they refer to. */
  readonly groups: CacheTable<NamedGroup>;
  /** Whether anything was added. */
  isChanged(): boolean;
  /** The values that were read or added. The others belong to contents that no longer exist. */
  used(): CacheContent;
}

/** @param known what the last publication has used; left out for an empty cache */
export function createPublicationCache(known?: CacheContent): PublicationCache {
  const [references, groups] = [createTable(known?.references), createTable(known?.groups)];
  return {
    references,
    groups,
    isChanged: () => references.isChanged() || groups.isChanged(),
    used: () => ({ references: references.used(), groups: groups.used() }),
  };
}

interface UsedTable<Value> extends CacheTable<Value> {
  isChanged(): boolean;
  used(): Readonly<Record<string, Value>>;
}

function createTable<Value>(content: Readonly<Record<string, Value>> = {}): UsedTable<Value> {
  const known = new Map(Object.entries(content));
  const used = new Map<string, Value>();
  let isChanged = false;
  return {
    get(key) {
      const value = used.get(key) ?? known.get(key);
      if (value !== undefined) used.set(key, value);
      return value;
    },
    set(key, value) {
      used.set(key, value);
      isChanged = true;
    },
    known: () => known.keys(),
    isChanged: () => isChanged,
    used: () => Object.fromEntries(used),
  };
}
