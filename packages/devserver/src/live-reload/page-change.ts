import { contains } from "@mediaroot/core/media";
import { isEditorFile } from "../watch/editor-file.ts";
import type { Change } from "../watch/watch.ts";
import type { AskedPaths } from "./asked-paths.ts";

/** What open pages are told: to load themselves anew, or only to fetch these URL paths again where they show them. */
export type PageChange = { readonly kind: "reload" } | { readonly kind: "swap"; readonly urls: readonly string[] };

/** Where what shows in pages lies. */
export interface ShownPlaces {
  readonly templateDirectories: readonly string[];
  /** The URL paths of a place on disk and of what is below it, without a "/" at the end; none for one that is not served. */
  readonly urlsOf: (place: string) => readonly string[];
  /** What media pages have asked for. */
  readonly asked: Pick<AskedPaths, "has" | "answeredFrom">;
}

// What a page can fetch again without losing what stands in it.
const SWAPPED = /\.(?:css|avif|bmp|gif|ico|jpe?g|png|svg|webp)$/i;

/**
 * Decides what a burst of changes means to open pages; undefined when it shows in none. A directory that goes takes with it
 * what it has answered.
 */
export function decidePageChange(changes: readonly Change[], places: ShownPlaces): PageChange | undefined {
  const lasting = lastingChanges(changes);
  const files = lasting.map(({ path }) => path);
  const isTemplate = (file: string): boolean =>
    !isEditorFile(file) && places.templateDirectories.some((directory) => contains(directory, file));
  if (files.some(isTemplate)) return { kind: "reload" };
  const { asked, urlsOf } = places;
  const gone = new Set(lasting.flatMap(({ path, kind }) => (kind === "removed" ? path : [])));
  const urls = [...new Set([...files.flatMap(urlsOf), ...asked.answeredFrom(gone)])];
  if (urls.length === 0) return undefined;
  // Editors save by way of files of their own, which no page has asked for.
  const isSwapped = (url: string): boolean => SWAPPED.test(url) || !asked.has(url);
  return urls.every(isSwapped) ? { kind: "swap", urls } : { kind: "reload" };
}

/** Less what came and went within the burst: editors save by way of files of their own. */
function lastingChanges(changes: readonly Change[]): readonly Change[] {
  const first = new Map<string, Change["kind"]>();
  const last = new Map(changes.map((change) => [change.path, change]));
  for (const { path, kind } of changes) if (!first.has(path)) first.set(path, kind);
  return [...last.values()].filter(({ path, kind }) => !(first.get(path) === "added" && kind === "removed"));
}

/** @returns one change that means both */
export function mergePageChanges(one: PageChange, other: PageChange): PageChange {
  if (one.kind === "reload" || other.kind === "reload") return { kind: "reload" };
  return { kind: "swap", urls: [...new Set([...one.urls, ...other.urls])] };
}
