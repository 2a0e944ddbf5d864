import { hash } from "node:crypto";
import {
  type CacheContent,
  createPublicationCache,
  type DanglingReference,
  type PublicationCache,
} from "@mediaroot/core/references";
import { ownVersion } from "../own-version.ts";
import type { StateDirectory } from "./state-directory.ts";
import { readStateFile } from "./state-file.ts";

/** What came of naming a publication. The next run need not name it again while everything that the names depend on is the same. */
export interface NamingOutcome {
  /** The SHA-256 of what the names depend on. */
  readonly key: string;
  /** The SHA-256 of the manifest. */
  readonly manifest: string;
  /** The SHA-256 of the list of content-named files. */
  readonly names: string;
  /** With those that SYNCMEDIA.DANGLING silences. */
  readonly dangling: readonly DanglingReference[];
  readonly warnings: readonly string[];
}

/** What a run has found out about a publication, for the next run. */
export interface PublicationFindings {
  readonly cache: PublicationCache;
  /** Undefined if the next run has to name the files again. */
  readonly outcome: NamingOutcome | undefined;
}

/** What earlier runs have found out about a publication. */
export interface KnownFindings {
  readonly outcome: NamingOutcome | undefined;
  /** Parses the cache, which takes a while. */
  readonly cache: () => PublicationCache;
}

/**
 * Loads what earlier runs have found out about a publication.
 *
 * @returns nothing known if there is no such file, or one that is damaged or of another version: every file is read again then
 * @throws STATE_REFUSED; system errors
 */
export function loadFindings(state: StateDirectory): KnownFindings {
  const [head, rest] = splitLine(readStateFile(state, state.cache) ?? "");
  if (head !== headOf(rest)) return { outcome: undefined, cache: () => createPublicationCache() };
  const [outcome, content] = splitLine(rest);
  return {
    outcome: (JSON.parse(outcome) as NamingOutcome | null) ?? undefined,
    cache: () => createPublicationCache(JSON.parse(content) as CacheContent),
  };
}

/** Renders findings: a line that shows whether the rest is whole, the outcome, and the cache. */
export function renderFindings({ cache, outcome }: PublicationFindings): string {
  const rest = `${JSON.stringify(outcome ?? null)}\n${JSON.stringify(cache.used())}`;
  return `${headOf(rest)}\n${rest}`;
}

/** Format 1 had no outcome, format 2 no offsets of references. */
const FORMAT = 3;

/** Another version may find other references in the same text. */
function headOf(rest: string): string {
  return JSON.stringify({ version: ownVersion(), format: FORMAT, sha256: hash("sha256", rest) });
}

function splitLine(text: string): readonly [line: string, rest: string] {
  const end = text.indexOf("\n");
  return end === -1 ? ["", text] : [text.slice(0, end), text.slice(end + 1)];
}
