import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createMediaFinder, type MediaFinder, type MediaSite, type MediaSource } from "@mediaroot/core";
import mime from "mime";
import { parseTarget } from "./request-target.ts";

/** Answers requests for media. */
export interface MediaHandler {
  /** Answers a request whose path lies under MEDIA_URL, ADMIN_MEDIA_PREFIX or a directory mount. False: not ours; nothing was touched. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  readonly finder: MediaFinder;
  /** Forgets what is cached (the watcher calls it). */
  invalidate(): void;
}

/** What a request was answered with, for request lines. */
export interface MediaAnswer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly source: MediaSource | undefined;
  readonly durationMs: number;
}

/** How to answer. */
export interface MediaHandlerOptions {
  /** Called after each answer. */
  readonly onAnswer?: (answer: MediaAnswer) => void;
  /** Detailed 404 pages, the Host check, `Cross-Origin-Resource-Policy: same-origin`. Default: the site's `debug`. */
  readonly development?: boolean;
}

/** Creates the media handler of a site. */
export function createMediaHandler(site: MediaSite, options: MediaHandlerOptions = {}): MediaHandler {
  const finder = createMediaFinder(site);
  const answer = (request: IncomingMessage, response: ServerResponse, logicalPath: string): void => {
    const started = performance.now();
    const file = finder.find(logicalPath);
    if (file === undefined) response.writeHead(404).end("Not found\n");
    else
      response
        .setHeader("Content-Type", mime.getType(file.path) ?? "application/octet-stream")
        .end(readFileSync(file.path));
    options.onAnswer?.({
      method: request.method ?? "GET",
      url: request.url ?? "/",
      status: response.statusCode,
      source: file?.source,
      durationMs: performance.now() - started,
    });
  };
  return {
    finder,
    handle(request, response) {
      const target = parseTarget(request.url ?? "/");
      const path = `/${target?.segments.join("/")}`;
      if (target === undefined || !path.startsWith(site.mediaUrl)) return false;
      answer(request, response, path.slice(site.mediaUrl.length));
      return true;
    },
    invalidate: () => finder.invalidate(),
  };
}
