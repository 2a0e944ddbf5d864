import { errnoOf, type MediaDirectory, parseSegments } from "@mediaroot/core/media";
import type { MediaTree } from "./media-tree.ts";
import type { ReadyFile } from "../files/ready-file.ts";
import type { RequestTarget } from "../http/request-target.ts";

/** What a request for media is answered with. */
export type MediaReply =
  | { readonly kind: "file"; readonly file: ReadyFile }
  | { readonly kind: "listing"; readonly directory: MediaDirectory }
  | { readonly kind: "missing"; readonly segments: readonly string[] }
  | { readonly kind: "redirect"; readonly location: string }
  /** 204: which methods there are. */
  | { readonly kind: "methods" }
  | { readonly kind: "refused"; readonly status: 400 | 403 | 405 | 500 | 503; readonly reason: string };

/** A request for media, and the tree that its path lies in. */
export interface MediaQuestion {
  readonly method: string;
  readonly target: RequestTarget;
  readonly tree: MediaTree;
  /** MEDIA_INDEXES. */
  readonly indexes: boolean;
}

// What a path can bring about by itself: nothing is there, or nothing can be there.
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
 * Decides what a request for media is answered with: a file, a directory's listing, or why not.
 *
 * @throws system errors; `replyToError` answers them
 */
export function replyTo(question: MediaQuestion): MediaReply {
  const { method, target, tree } = question;
  if (method === "OPTIONS") return { kind: "methods" };
  if (method !== "GET" && method !== "HEAD") {
    return { kind: "refused", status: 405, reason: `Media is only read: ${method} is not answered.` };
  }
  if (target.fault !== undefined) {
    return { kind: "refused", status: 400, reason: `The path of this request ${target.fault}.` };
  }
  const below = target.segments.slice(tree.prefix.length);
  const isDirectory = below.at(-1) === "";
  const segments = [...tree.start, ...(isDirectory ? below.slice(0, -1) : below)];
  // Before they are joined: a decoded slash inside a segment must not become a border between two.
  if (parseSegments(segments).kind === "refused") return { kind: "missing", segments };
  return isDirectory ? directoryReply(question, segments) : fileReply(question, segments);
}

/** Decides what a system error is answered with. No path may bring a 5xx about; a machine out of means does. */
export function replyToError(error: unknown, segments: readonly string[]): MediaReply {
  const code = errnoOf(error) ?? "";
  if (NOT_THERE.has(code)) return { kind: "missing", segments };
  if (FORBIDDEN.has(code))
    return { kind: "refused", status: 403, reason: "The server has no permission to read this." };
  if (EXHAUSTED.has(code)) return { kind: "refused", status: 503, reason: "The server is out of means. Try again." };
  return { kind: "refused", status: 500, reason: "The server could not read this." };
}

function fileReply(question: MediaQuestion, segments: readonly string[]): MediaReply {
  const { tree, target, indexes } = question;
  const file = segments.length === 0 ? undefined : tree.files.take(segments);
  if (file !== undefined) return { kind: "file", file };
  if (!indexes || !standsDirectory(tree, segments)) return { kind: "missing", segments };
  // Relative, with "./" first: whatever the name, it stays on this server.
  const name = encodeURIComponent(target.segments.at(-1) ?? "");
  return { kind: "redirect", location: `./${name}/${printable(target.query)}` };
}

function directoryReply({ tree, indexes }: MediaQuestion, segments: readonly string[]): MediaReply {
  // Which apps have media is asked anew: a cache is never the last word.
  if (segments.length === 0) tree.finder.invalidate();
  const directory = indexes ? tree.finder.listDirectory(segments) : undefined;
  return directory === undefined ? { kind: "missing", segments } : { kind: "listing", directory };
}

function standsDirectory({ finder }: MediaTree, segments: readonly string[]): boolean {
  if (segments.length === 0) return true;
  const trace = finder.trace(segments);
  if (trace.kind === "refused") return false;
  return trace.attempts.find(({ outcome }) => outcome !== "absent")?.outcome === "directory";
}

/** A header may hold nothing else. */
function printable(query: string): string {
  return query.replaceAll(
    /[^\u0021-\u007E]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
