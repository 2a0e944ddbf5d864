import { hash } from "node:crypto";
import { type CacheContent, createPublicationCache, type PublicationCache } from "@mediaroot/core/references";
import { ownVersion } from "../own-version.ts";
import type { StateDirectory } from "./state-directory.ts";
import { readStateFile } from "./state-file.ts";

/**
 * Loads what earlier runs have found out about the contents of a publication.
 *
 * @returns an empty cache if there is none, or one that is damaged or of another version: every file is read again then
 * @throws STATE_REFUSED; system errors
 */
export function loadPublicationCache(state: StateDirectory): PublicationCache {
  const text = readStateFile(state, state.cache) ?? "";
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  const isWhole = end !== -1 && text.slice(0, end) === headOf(body);
  return createPublicationCache(isWhole ? (JSON.parse(body) as CacheContent) : undefined);
}

/** Renders a cache: a line that shows whether the rest is whole, and its content. */
export function renderPublicationCache(cache: PublicationCache): string {
  const body = JSON.stringify(cache.used());
  return `${headOf(body)}\n${body}`;
}

/** Another version may find other references in the same text. */
function headOf(body: string): string {
  return JSON.stringify({ version: ownVersion(), sha256: hash("sha256", body) });
}
