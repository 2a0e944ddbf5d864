import { contains } from "@mediaroot/core/media";
import { isEditorFile } from "../watch/editor-file.ts";
import type { Change } from "../watch/watch.ts";
import type { RequestedPaths } from "./requested-paths.ts";

/** The reaction of open pages to a change: they reload, or fetch only these URL paths again where they show them. */
export type PageChange = { readonly kind: "reload" } | { readonly kind: "swap"; readonly urls: readonly string[] };

/** Something that open pages show to the user, as the terminal does. */
export interface PageNotice {
  readonly kind: "notice";
  readonly text: string;
}

/** Where the content of pages comes from. */
export interface ShownPlaces {
  readonly templateDirectories: readonly string[];
  /** The URL paths of a file or directory, without a "/" at the end; none if it is not served. */
  readonly urlsOf: (place: string) => readonly string[];
  /** The media that pages have requested. */
  readonly requested: Pick<RequestedPaths, "has" | "answeredFrom">;
}

// Files that a page can replace without a reload.
const SWAPPED = /\.(?:css|avif|bmp|gif|ico|jpe?g|png|svg|webp)$/i;

/**
 * Decides what open pages do after a burst of changes; undefined if nothing. Removing a directory changes all that was
 * answered from it.
 */
export function decidePageChange(changes: readonly Change[], places: ShownPlaces): PageChange | undefined {
  const lasting = lastingChanges(changes);
  const files = lasting.map(({ path }) => path);
  const isTemplate = (file: string): boolean =>
    !isEditorFile(file) && places.templateDirectories.some((directory) => contains(directory, file));
  if (files.some(isTemplate)) return { kind: "reload" };
  const { requested, urlsOf } = places;
  const gone = new Set(lasting.flatMap(({ path, kind }) => (kind === "removed" ? path : [])));
  const urls = [...new Set([...files.flatMap(urlsOf), ...requested.answeredFrom(gone)])];
  if (urls.length === 0) return undefined;
  // No page has requested the temporary files of editors.
  const isSwapped = (url: string): boolean => SWAPPED.test(url) || !requested.has(url);
  return urls.every(isSwapped) ? { kind: "swap", urls } : { kind: "reload" };
}

/** Without files created and deleted within the burst (editors' temporary files). */
function lastingChanges(changes: readonly Change[]): readonly Change[] {
  const first = new Map<string, Change["kind"]>();
  const last = new Map(changes.map((change) => [change.path, change]));
  for (const { path, kind } of changes) if (!first.has(path)) first.set(path, kind);
  return [...last.values()].filter(({ path, kind }) => !(first.get(path) === "added" && kind === "removed"));
}

/** @returns one change with the effect of both */
export function mergePageChanges(one: PageChange, other: PageChange): PageChange {
  if (one.kind === "reload" || other.kind === "reload") return { kind: "reload" };
  return { kind: "swap", urls: [...new Set([...one.urls, ...other.urls])] };
}
