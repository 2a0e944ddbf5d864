import { errnoOf, type ListedDirectory, parseSegments } from "@mediaroot/core/media";
import type { ListingPage } from "../pages/listing.ts";
import type { MissingMedia } from "../pages/not-found.ts";
import { isSettled } from "../files/representation.ts";
import { type MediaRequest, type Missing, type RenderedReply } from "./media-reply.ts";

/** A reply with all that its page shows. */
export type LoadedReply =
  | Exclude<RenderedReply, { readonly kind: "directory" | "missing" }>
  | { readonly kind: "listing"; readonly segments: readonly string[]; readonly page: ListingPage }
  | (Missing & Explanation);

/** Why nothing is served at a path. */
interface Explanation {
  /** Undefined in production, and if the disk could not be read. */
  readonly missing: MissingMedia | undefined;
  /** The directories that decide what the page says, besides that nothing is at the path. Undefined if more decides, or it may change unseen. */
  readonly listed: readonly ListedDirectory[] | undefined;
}

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
  return policy.development ? loadMissing(request, reply) : { ...reply, missing: undefined, listed: [] };
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
  return { ...reply, ...(await explainMissing(request, reply)) };
}

/**
 * Finds out why nothing is served at a path: the places that were searched, the app that would own it, similar paths. It says
 * nothing if the disk cannot be read.
 */
async function explainMissing(
  { place: { target, tree } }: MediaRequest,
  { segments, trace: known }: Missing,
): Promise<Explanation> {
  const url = `/${target.raw.join("/")}`;
  const logicalPath = segments.join("/");
  const nowhere = { url, logicalPath, attempts: [], owner: undefined, near: [], omitted: undefined };
  const now = Date.now();
  try {
    const parsed = parseSegments(segments);
    const trace = parsed.kind === "refused" ? parsed : (known ?? tree.finder.trace(segments));
    if (trace.kind === "refused") return { missing: { ...nowhere, refusal: trace.reason }, listed: undefined };
    const { attempts } = trace;
    const owner = attempts.flatMap(({ source }) => (source.kind === "app" ? [source.label] : []))[0];
    const { paths, omitted, listed } = await tree.finder.suggest(segments, tree.start.length);
    const missing = { ...nowhere, refusal: undefined, attempts, owner, near: paths.map(tree.urlOf), omitted };
    const isPlain = attempts.every(({ outcome }) => outcome === "absent");
    const isLasting = isPlain && listed?.every(({ identity }) => isSettled(identity, now)) === true;
    return { missing, listed: isLasting ? listed : undefined };
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return { missing: undefined, listed: undefined };
  }
}
