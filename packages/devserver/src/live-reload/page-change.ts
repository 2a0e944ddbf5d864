import { contains } from "@mediaroot/core/media";
import type { Change } from "../watch/watch.ts";

/** What open pages are told: to load themselves anew, or only to fetch these URL paths again where they show them. */
export type PageChange = { readonly kind: "reload" } | { readonly kind: "swap"; readonly urls: readonly string[] };

/** Where what shows in pages lies. */
export interface ShownPlaces {
  readonly templateDirectories: readonly string[];
  readonly mediaDirectories: readonly string[];
  /** The URL paths of a place on disk; none for one that is not served. */
  readonly urlsOf: (file: string) => readonly string[];
  /** Whether a page may have asked for a URL path, or for one below it. */
  readonly isAsked: (urlPath: string) => boolean;
}

// What a page can fetch again without losing what stands in it.
const SWAPPED = /\.(?:css|avif|bmp|gif|ico|jpe?g|png|svg|webp)$/i;

/** Decides what a burst of changes means to open pages; undefined when it shows in none. */
export function decidePageChange(changes: readonly Change[], places: ShownPlaces): PageChange | undefined {
  const files = lastingPaths(changes);
  if (files.some((file) => places.templateDirectories.some((directory) => contains(directory, file)))) {
    return { kind: "reload" };
  }
  // A source appears or goes with all that it holds.
  if (files.some((file) => places.mediaDirectories.includes(file))) return { kind: "reload" };
  const urls = [...new Set(files.flatMap(places.urlsOf))];
  if (urls.length === 0) return undefined;
  // Editors save by way of files of their own, which no page has asked for.
  const isSwapped = (url: string): boolean => SWAPPED.test(url) || !places.isAsked(url);
  return urls.every(isSwapped) ? { kind: "swap", urls } : { kind: "reload" };
}

/** Less what came and went within the burst: editors save by way of files of their own. */
function lastingPaths(changes: readonly Change[]): readonly string[] {
  const first = new Map<string, Change["kind"]>();
  const last = new Map(changes.map(({ path, kind }) => [path, kind]));
  for (const { path, kind } of changes) if (!first.has(path)) first.set(path, kind);
  return [...last].flatMap(([path, kind]) => (first.get(path) === "added" && kind === "removed" ? [] : path));
}

/** @returns one change that means both */
export function mergePageChanges(one: PageChange, other: PageChange): PageChange {
  if (one.kind === "reload" || other.kind === "reload") return { kind: "reload" };
  return { kind: "swap", urls: [...new Set([...one.urls, ...other.urls])] };
}
