import type { IncomingMessage } from "node:http";
import Negotiator from "negotiator";
import type { LoadedReply } from "./load-page.ts";
import { renderListing, renderListingJson } from "../pages/listing.ts";
import { renderNotFound, renderNotFoundJson, renderNotFoundText } from "../pages/not-found.ts";
import { PAGE_POLICY, type PageExtras, RELOADED_PAGE_POLICY } from "../pages/page.ts";
import { type Answer, securityHeaders, textAnswer } from "../http/send-answer.ts";

/** How answers are rendered. */
export interface RenderOptions extends PageExtras {
  readonly development: boolean;
}

/** A media type, and what renders a page in it. */
type Variant = readonly [type: string, render: () => string];

const METHODS = ["Allow", "GET, HEAD, OPTIONS"];

/** Renders the answer of a reply, in the media type that the request prefers. */
export function renderAnswer(request: IncomingMessage, reply: LoadedReply, options: RenderOptions): Answer {
  const security = securityHeaders(options.development);
  if (reply.kind === "methods") return { status: 204, headers: [...METHODS, ...security], text: undefined };
  const { status, type, text, headers } = contentOf(request, reply, options);
  const hasScript = options.script !== undefined && type === "text/html";
  const policy = ["Content-Security-Policy", hasScript ? RELOADED_PAGE_POLICY : PAGE_POLICY];
  const page = ["Content-Type", `${type}; charset=utf-8`, "Cache-Control", "no-cache", ...policy];
  return textAnswer({ status, headers: [...page, ...security, ...headers], text });
}

interface Content {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly headers: readonly string[];
}

type ContentReply = Exclude<LoadedReply, { readonly kind: "methods" }>;

function contentOf(request: IncomingMessage, reply: ContentReply, extras: PageExtras): Content {
  switch (reply.kind) {
    case "listing":
      return preferred(200, request, [
        ["text/html", () => renderListing(reply.page, extras)],
        ["application/json", () => renderListingJson(reply.page)],
      ]);
    case "missing":
      return missingContent(request, reply, extras);
    case "redirect":
      return { ...plain(301, `Moved to ${reply.location}`), headers: ["Location", reply.location] };
    case "refused":
      return { ...plain(reply.status, reply.reason), headers: refusalHeaders(reply.status) };
  }
}

function missingContent(
  request: IncomingMessage,
  { missing }: Extract<LoadedReply, { readonly kind: "missing" }>,
  extras: PageExtras,
): Content {
  if (missing === undefined) return plain(404, "Not found");
  // Plain text comes first, for clients without a preference: browsers have one.
  return preferred(404, request, [
    ["text/plain", () => renderNotFoundText(missing)],
    ["text/html", () => renderNotFound(missing, extras)],
    ["application/json", () => renderNotFoundJson(missing)],
  ]);
}

function refusalHeaders(status: number): readonly string[] {
  if (status === 405) return METHODS;
  // A cache must not give this answer to a client that accepts an encoding which is there.
  if (status === 406) return ["Vary", "Accept-Encoding"];
  return status === 503 ? ["Retry-After", "1"] : [];
}

function plain(status: number, text: string): Content {
  return { status, type: "text/plain", text: `${text}\n`, headers: [] };
}

/** Negotiates by Accept (RFC 9110, section 12.5.1). Clients that accept none of the variants get the first, not a 406. */
function preferred(status: number, request: IncomingMessage, variants: readonly [Variant, ...Variant[]]): Content {
  const wanted = new Negotiator(request).mediaType(variants.map(([offered]) => offered));
  const [type, render] = variants.find(([offered]) => offered === wanted) ?? variants[0];
  return { status, type, text: render(), headers: ["Vary", "Accept"] };
}
