import type { IncomingMessage } from "node:http";
import type { MediaDirectory } from "@mediaroot/core";
import Negotiator from "negotiator";
import type { MediaReply } from "./media-reply.ts";
import type { MediaTree } from "./media-tree.ts";
import { explainMissing } from "./missing-media.ts";
import { renderListing, renderListingJson } from "../pages/listing.ts";
import { type MissingMedia, renderNotFound, renderNotFoundJson, renderNotFoundText } from "../pages/not-found.ts";
import { PAGE_POLICY, RELOADED_PAGE_POLICY } from "../pages/page.ts";
import type { RequestTarget } from "../http/request-target.ts";
import { securityHeaders } from "../http/security-headers.ts";
import type { Answer } from "../http/send-answer.ts";

/** Who asked for what. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly target: RequestTarget;
  readonly tree: MediaTree;
}

/** How answers that are no files are written. */
export interface AnswerPolicy {
  readonly development: boolean;
  readonly isCopy: (logicalPath: string) => boolean;
  /** Renders the script of every page of ours; undefined: they have none. */
  readonly pageScript: (() => string) | undefined;
}

/** A reply that is no file. */
type Told = Exclude<MediaReply, { readonly kind: "file" }>;
/** A media type, and what renders a page in it. */
type Variant = readonly [type: string, render: () => string];

const METHODS = ["Allow", "GET, HEAD, OPTIONS"];

/** Renders a reply that is no file. */
export function renderAnswer(asked: Asked, reply: Told, policy: AnswerPolicy): Answer {
  const security = securityHeaders(policy.development);
  if (reply.kind === "methods") return { status: 204, headers: [...METHODS, ...security], text: undefined };
  const { status, type, text, headers } = contentOf(asked, reply, policy);
  const script = type === "text/html" ? policy.pageScript?.() : undefined;
  const allowed = script === undefined ? PAGE_POLICY : RELOADED_PAGE_POLICY;
  const page = ["Cache-Control", "no-cache", "Content-Security-Policy", allowed, ...security];
  return {
    status,
    headers: ["Content-Type", `${type}; charset=utf-8`, ...page, ...headers],
    text: script === undefined ? text : withScript(text, script),
  };
}

function withScript(page: string, script: string): string {
  const end = page.lastIndexOf("</body>");
  return `${page.slice(0, end)}${script}\n${page.slice(end)}`;
}

interface Content {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly headers: readonly string[];
}

function contentOf(asked: Asked, reply: Exclude<Told, { kind: "methods" }>, policy: AnswerPolicy): Content {
  switch (reply.kind) {
    case "listing":
      return listing(asked, reply.directory, policy);
    case "missing":
      return missing(asked, reply.segments, policy);
    case "redirect":
      return { ...plain(301, `Moved to ${reply.location}`), headers: ["Location", reply.location] };
    case "refused":
      return { ...plain(reply.status, reply.reason), headers: headersOf(reply.status) };
  }
}

function headersOf(status: number): readonly string[] {
  if (status === 405) return METHODS;
  return status === 503 ? ["Retry-After", "1"] : [];
}

function listing({ request, target, tree }: Asked, directory: MediaDirectory, { isCopy }: AnswerPolicy): Content {
  const url = `/${target.segments.join("/")}`;
  const page = { url, directory, isCopy, hasParent: directory.logicalPath !== tree.start.join("/") };
  return preferred(200, request, [
    ["text/html", () => renderListing(page)],
    ["application/json", () => renderListingJson(page)],
  ]);
}

/** In development a 404 tells where the file was looked for; else nothing of the disk is told. */
function missing({ request, target, tree }: Asked, segments: readonly string[], policy: AnswerPolicy): Content {
  const explained = policy.development ? explain(tree, segments, `/${target.raw.join("/")}`) : undefined;
  if (explained === undefined) return plain(404, "Not found");
  // Plain text first: what likes no type best is no browser's window.
  return preferred(404, request, [
    ["text/plain", () => renderNotFoundText(explained)],
    ["text/html", () => renderNotFound(explained)],
    ["application/json", () => renderNotFoundJson(explained)],
  ]);
}

/** The disk that had nothing to serve may also refuse to be searched for names that are near. */
function explain(tree: MediaTree, segments: readonly string[], url: string): MissingMedia | undefined {
  try {
    return explainMissing(tree, segments, url);
  } catch {
    return undefined;
  }
}

function plain(status: number, text: string): Content {
  return { status, type: "text/plain", text: `${text}\n`, headers: [] };
}

/** Negotiates by Accept (RFC 9110, section 12.5.1). Nobody is sent away with 406. */
function preferred(status: number, request: IncomingMessage, variants: readonly [Variant, ...Variant[]]): Content {
  const wanted = new Negotiator(request).mediaType(variants.map(([offered]) => offered));
  const [type, render] = variants.find(([offered]) => offered === wanted) ?? variants[0];
  return { status, type, text: render(), headers: ["Vary", "Accept"] };
}
