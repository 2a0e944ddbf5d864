import type { IncomingHttpHeaders } from "node:http";
import { errnoOf, type Trace } from "@mediaroot/core/media";
import type { MediaTarget } from "./media-target.ts";
import type { ReadyFile } from "../files/file-cache.ts";
import { codingsFor } from "../http/accept-encoding.ts";
import type { HostRefusal } from "../http/host-check.ts";

/** The reply to a request for media: a file, or a reply for which an answer is rendered. */
export type MediaReply = { readonly kind: "file"; readonly file: ReadyFile } | RenderedReply;

/** A reply that is no file. */
export type RenderedReply =
  | { readonly kind: "directory"; readonly segments: readonly string[] }
  | Missing
  | { readonly kind: "redirect"; readonly location: string }
  /** 204: the methods that are allowed. */
  | { readonly kind: "methods" }
  | Refused;

/** A reply for a path at which nothing is served. */
export interface Missing {
  readonly kind: "missing";
  readonly segments: readonly string[];
  /** The places that were searched; undefined if none were. */
  readonly trace?: Trace;
}

/** A reply that is one sentence. */
export interface Refused {
  readonly kind: "refused";
  readonly status: 400 | 403 | 404 | 405 | 406 | 500 | 503;
  readonly reason: string;
}

/** A request for media, and what its target names. */
export interface MediaRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly place: MediaTarget;
  /** Why the hosts that the request names forbid an answer; undefined if they allow it. */
  readonly refusal: HostRefusal | undefined;
  /** What `takeBatch` gives for it. */
  readonly batch: number | undefined;
}

// The path itself causes these: nothing is there, or nothing can be there.
const NOT_THERE = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "ENAMETOOLONG",
  "EINVAL",
  "EILSEQ",
  "ENXIO",
  "ENODEV",
  "EISDIR",
]);
const FORBIDDEN = new Set(["EACCES", "EPERM"]);
const EXHAUSTED = new Set(["EMFILE", "ENFILE", "ENOMEM"]);

/**
 * Looks up the reply to a request for media.
 *
 * @param indexes MEDIA_INDEXES
 * @throws system errors; `replyToError` turns them into replies
 */
export function loadReply(media: MediaRequest, indexes: boolean): MediaReply {
  const { method, place, refusal } = media;
  if (refusal !== undefined) return { kind: "refused", ...refusal };
  if (method === "OPTIONS") return { kind: "methods" };
  if (method !== "GET" && method !== "HEAD") {
    return { kind: "refused", status: 405, reason: `Media is read-only; ${method} is not allowed.` };
  }
  const { segments } = place;
  switch (place.kind) {
    case "file":
      return fileReply(media, indexes);
    case "directory":
      return { kind: indexes ? "directory" : "missing", segments };
    case "refused":
      return { kind: "missing", segments };
    case "undecodable":
      return { kind: "refused", status: 400, reason: `The path of this request ${place.target.fault}.` };
  }
}

/** Decides the reply to a system error. No path may cause a 5xx; a machine without resources does. */
export function replyToError(error: unknown, segments: readonly string[]): RenderedReply {
  const code = errnoOf(error) ?? "";
  if (NOT_THERE.has(code)) return { kind: "missing", segments };
  if (FORBIDDEN.has(code))
    return { kind: "refused", status: 403, reason: "The server has no permission to read this." };
  if (EXHAUSTED.has(code)) {
    return { kind: "refused", status: 503, reason: "The server has run out of file descriptors or memory. Try again." };
  }
  return { kind: "refused", status: 500, reason: "The server could not read this." };
}

function fileReply({ place, headers, batch }: MediaRequest, indexes: boolean): MediaReply {
  const { tree, target, segments } = place;
  const file = segments.length === 0 ? undefined : tree.files.take(place, { codings: codingsFor(headers), batch });
  if (file?.kind === "not-acceptable") {
    return { kind: "refused", status: 406, reason: "This file is not there in any encoding that the request accepts." };
  }
  if (file !== undefined) return { kind: "file", file };
  if (!indexes) return { kind: "missing", segments };
  const trace = tree.finder.trace(segments);
  if (segments.length > 0 && !leadsToDirectory(trace)) return { kind: "missing", segments, trace };
  // A relative location that begins with "./" stays on this server, whatever the name.
  const name = encodeURIComponent(target.segments.at(-1) ?? "");
  return { kind: "redirect", location: `./${name}/${encodeUnprintable(target.query)}` };
}

function leadsToDirectory(trace: Trace): boolean {
  if (trace.kind === "refused") return false;
  return trace.attempts.find(({ outcome }) => outcome !== "absent")?.outcome === "directory";
}

/** Header lines hold printable characters only. */
function encodeUnprintable(query: string): string {
  return query.replaceAll(
    /[^\u0021-\u007E]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
