import { errnoOf, parseSegments } from "@mediaroot/core/media";
import type { ListingPage } from "../pages/listing.ts";
import type { MissingMedia } from "../pages/not-found.ts";
import { type MediaRequest, type Missing, type RenderedReply } from "./media-reply.ts";

/** A reply with all that its page shows. */
export type LoadedReply =
  | Exclude<RenderedReply, { readonly kind: "directory" | "missing" }>
  | { readonly kind: "listing"; readonly segments: readonly string[]; readonly page: ListingPage }
  /** `missing` is undefined in production. */
  | (Missing & { readonly missing: MissingMedia | undefined });

/** Policy of pages. */
export interface PagePolicy {
  /** Whether a 404 page lists the places searched. In production it reveals no paths. */
  readonly development: boolean;
  /** Whether a file of the project is a copy that syncmedia made. */
  readonly isCopy: (logicalPath: string) => boolean;
}

/** The number of entries on a page of a listing. */
const PAGE_LENGTH = 2000;

/**
 * Reads what the page of a reply shows.
 *
 * @returns a promise only where the disk must be read; it is rejected with system errors
 */
export function loadPage(
  request: MediaRequest,
  reply: RenderedReply,
  policy: PagePolicy,
): LoadedReply | Promise<LoadedReply> {
  if (reply.kind === "directory") return loadListing(request, reply.segments, policy);
  if (reply.kind !== "missing") return reply;
  return policy.development ? loadMissing(request, reply) : { ...reply, missing: undefined };
}

async function loadListing(
  request: MediaRequest,
  segments: readonly string[],
  policy: PagePolicy,
): Promise<LoadedReply> {
  const { target, tree } = request.place;
  const number = pageNumber(target.query);
  // Apps that have gained media are listed at once.
  if (segments.length === 0) tree.finder.invalidate();
  const from = (number - 1) * PAGE_LENGTH;
  const directory = await tree.finder.listDirectory(segments, { from, count: PAGE_LENGTH });
  if (directory === undefined) return loadPage(request, { kind: "missing", segments }, policy);
  const { logicalPath, count } = directory;
  const pages = Math.max(1, Math.ceil(count / PAGE_LENGTH));
  if (number > pages) return { kind: "refused", status: 404, reason: `The last page of this listing is ${pages}.` };
  const entries = directory.entries.map((entry) => {
    const isProjectFile = entry.source.kind === "project" && entry.kind === "file";
    return { ...entry, isCopy: isProjectFile && policy.isCopy([...segments, entry.name].join("/")) };
  });
  const url = `/${target.segments.join("/")}`;
  const hasParent = segments.length > tree.start.length;
  return { kind: "listing", segments, page: { url, logicalPath, entries, count, from, number, pages, hasParent } };
}

/** @returns N of the query `?page=N`; 1 for anything else */
function pageNumber(query: string): number {
  const written = new URLSearchParams(query).get("page") ?? "";
  return /^[1-9]\d{0,8}$/.test(written) ? Number(written) : 1;
}

async function loadMissing(request: MediaRequest, reply: Missing): Promise<LoadedReply> {
  return { ...reply, missing: await explainMissing(request, reply) };
}

/**
 * Finds out why nothing is served at a path: the places that were searched, the app that would own it, similar paths.
 *
 * @returns undefined if the disk cannot be read
 */
async function explainMissing(
  { place: { target, tree } }: MediaRequest,
  { segments, trace: known }: Missing,
): Promise<MissingMedia | undefined> {
  const url = `/${target.raw.join("/")}`;
  const logicalPath = segments.join("/");
  const nowhere = { url, logicalPath, attempts: [], owner: undefined, near: [], omitted: undefined };
  try {
    const parsed = parseSegments(segments);
    if (parsed.kind === "refused") return { ...nowhere, refusal: parsed.reason };
    const trace = known ?? tree.finder.trace(segments);
    if (trace.kind === "refused") return { ...nowhere, refusal: trace.reason };
    const { attempts } = trace;
    const owner = attempts.flatMap(({ source }) => (source.kind === "app" ? [source.label] : []))[0];
    const { paths, omitted } = await tree.finder.suggest(segments, tree.start.length);
    return { ...nowhere, refusal: undefined, attempts, owner, near: paths.map(tree.urlOf), omitted };
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
