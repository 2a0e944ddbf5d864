import { statSync } from "node:fs";
import path from "node:path";
import { identityOf, type ListedDirectory, lstatAt, sameIdentity } from "@mediaroot/core/media";
import type { LoadedReply } from "./load-page.ts";
import type { MediaRequest } from "./media-reply.ts";
import type { Answer } from "../http/send-answer.ts";
import { createRecentValues } from "../recent-values.ts";

/** Answers for paths at which nothing is, kept for the next request. */
export interface MissingAnswers {
  /**
   * Looks at the disk: at each place where a file for the path might have appeared, and at each directory whose names decided the answer.
   *
   * @returns undefined if no answer is kept for this request, or something has changed
   */
  find(media: MediaRequest): MissingAnswer | undefined;
  /** Keeps an answer, if what it depends on can be looked at. */
  keep(media: MediaRequest, answer: MissingAnswer): void;
  /** Forgets all answers. It must be called when a tree is added. */
  clear(): void;
}

/** A reply that was sent, and the answer that was rendered for it. */
export interface MissingAnswer {
  readonly reply: LoadedReply;
  readonly answer: Answer;
}

interface KeptAnswer extends MissingAnswer {
  /** The Accept header of the request. */
  readonly accept: string | undefined;
  /** Nothing is at the path as long as nothing is at these, and none of the `listed` directories changes. */
  readonly places: readonly string[];
  readonly listed: readonly ListedDirectory[];
}

/** The most memory that all answers may take. */
const MAX_BYTES = 4 * 1024 * 1024;
/** The memory that an answer takes beside its text: header lines, paths, identities. */
const OVERHEAD = 2048;

/** Creates an empty memory. */
export function createMissingAnswers(): MissingAnswers {
  const recent = createRecentValues<KeptAnswer>(MAX_BYTES);
  return {
    find({ method, headers, refusal, place: { url } }) {
      if (refusal !== undefined || (method !== "GET" && method !== "HEAD")) return undefined;
      const kept = recent.get(url);
      if (kept === undefined || kept.accept !== headers.accept) return undefined;
      if (isCurrent(kept)) return kept;
      recent.remove(url);
      return undefined;
    },
    keep({ place, headers: { accept } }, { reply, answer }) {
      if (reply.kind !== "missing" || reply.listed === undefined) return;
      const { listed } = reply;
      const places = placesOf(place)?.filter((one) => !isIn(listed, one));
      if (places === undefined) return;
      const cost = OVERHEAD + 2 * (place.url.length + (accept?.length ?? 0) + (answer.text?.length ?? 0));
      recent.add(place.url, { reply, answer, accept, places, listed }, cost);
    },
    clear: () => recent.clear(),
  };
}

function placesOf(place: MediaRequest["place"]): readonly string[] | undefined {
  try {
    return place.tree.files.absentPlaces(place);
  } catch {
    return undefined;
  }
}

/** Whether a place lies in a listed directory. Whatever appears there changes the directory, so the place itself need not be looked at. */
function isIn(listed: readonly ListedDirectory[], place: string): boolean {
  const parent = path.dirname(place);
  return listed.some((directory) => directory.path === parent);
}

function isCurrent({ places, listed }: KeptAnswer): boolean {
  try {
    return places.every(isEmpty) && listed.every(isUnchanged);
  } catch {
    return false;
  }
}

function isEmpty(place: string): boolean {
  return lstatAt(place) === undefined;
}

function isUnchanged({ path: directory, identity }: ListedDirectory): boolean {
  const stats = statSync(directory, { throwIfNoEntry: false });
  return stats !== undefined && sameIdentity(identityOf(stats), identity);
}
