import type { IncomingMessage } from "node:http";
import type { MediaDirectory } from "@mediaroot/core";
import Negotiator from "negotiator";
import type { MediaReply } from "./media-reply.ts";
import type { MediaTree } from "./media-tree.ts";
import { explainMissing } from "./missing-media.ts";
import { renderListing, renderListingJson } from "../pages/listing.ts";
import { type MissingMedia, renderNotFound, renderNotFoundJson, renderNotFoundText } from "../pages/not-found.ts";
import { type Markup, PAGE_POLICY, RELOADED_PAGE_POLICY } from "../pages/page.ts";
import type { RequestTarget } from "../http/request-target.ts";
import { securityHeaders } from "../http/send-answer.ts";
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
  /** Makes the script element of each page; undefined: pages have none. */
  readonly pageScript: (() => Markup) | undefined;
}

/** A reply that is no file. */
type Told = Exclude<MediaReply, { readonly kind: "file" }>;
/** A media type, and what renders a page in it. */
type Variant = readonly [type: string, render: (script: Markup | undefined) => string];

type Variants = readonly [Variant, ...Variant[]];

const METHODS = ["Allow", "GET, HEAD, OPTIONS"];

/** Renders a reply that is no file. */
export function renderAnswer(asked: Asked, reply: Told, policy: AnswerPolicy): Answer {
  const security = securityHeaders(policy.development);
  if (reply.kind === "methods") return { status: 204, headers: [...METHODS, ...security], text: undefined };
  const { status, type, text, headers, script } = contentOf(asked, reply, policy);
  const allowed = script === undefined ? PAGE_POLICY : RELOADED_PAGE_POLICY;
  const page = ["Cache-Control", "no-cache", "Content-Security-Policy", allowed, ...security];
  return { status, headers: ["Content-Type", `${type}; charset=utf-8`, ...page, ...headers], text };
}

interface Content {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly headers: readonly string[];
  /** The script element in the text. */
  readonly script?: Markup | undefined;
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

function listing({ request, target, tree }: Asked, directory: MediaDirectory, policy: AnswerPolicy): Content {
  const { isCopy, pageScript } = policy;
  const url = `/${target.segments.join("/")}`;
  const page = { url, directory, isCopy, hasParent: directory.logicalPath !== tree.start.join("/") };
  const variants: Variants = [
    ["text/html", (script) => renderListing({ ...page, script })],
    ["application/json", () => renderListingJson(page)],
  ];
  return { status: 200, ...preferred(request, variants, pageScript) };
}

/** In development a 404 tells where the file was looked for; else nothing of the disk is told. */
function missing({ request, target, tree }: Asked, segments: readonly string[], policy: AnswerPolicy): Content {
  const explained = policy.development ? explain(tree, segments, `/${target.raw.join("/")}`) : undefined;
  if (explained === undefined) return plain(404, "Not found");
  // Plain text first: what likes no type best is no browser's window.
  const variants: Variants = [
    ["text/plain", () => renderNotFoundText(explained)],
    ["text/html", (script) => renderNotFound(explained, script)],
    ["application/json", () => renderNotFoundJson(explained)],
  ];
  return { status: 404, ...preferred(request, variants, policy.pageScript) };
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
function preferred(
  request: IncomingMessage,
  variants: Variants,
  pageScript: AnswerPolicy["pageScript"],
): Omit<Content, "status"> {
  const wanted = new Negotiator(request).mediaType(variants.map(([offered]) => offered));
  const [type, render] = variants.find(([offered]) => offered === wanted) ?? variants[0];
  const script = type === "text/html" ? pageScript?.() : undefined;
  return { type, text: render(script), headers: ["Vary", "Accept"], script };
}
