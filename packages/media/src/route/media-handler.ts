import type { IncomingMessage, ServerResponse } from "node:http";
import type { MediaFinder, MediaSite } from "@mediaroot/core";
import { answerMedia } from "./media-exchange.ts";
import type { MediaHandlerOptions } from "./media-handler-options.ts";
import { createMediaTargets } from "./media-target.ts";
import { createMediaTrees } from "./media-tree.ts";
import { createMissingAnswers } from "./missing-answers.ts";
import { logToStderr } from "../log.ts";
import { takeBatch } from "../http/arrivals.ts";
import { createHostCheck, type HostCheck, refuseTwoHosts } from "../http/host-check.ts";
import type { RequestTarget } from "../http/request-target.ts";
import type { Exchange } from "../http/send-answer.ts";

/** Answers requests for media. */
export interface MediaHandler {
  /**
   * Answers a request whose path lies under MEDIA_URL, ADMIN_MEDIA_PREFIX or a directory mount.
   *
   * @returns false for any other request, which it leaves untouched
   */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /**
   * The same for a caller that has checked the hosts that the request names by itself.
   *
   * @returns false for a target that is not answered here
   */
  handleChecked(exchange: Exchange): boolean;
  /** The number of segments of the longest prefix that is served here and that a target begins with; 0 for none. */
  depthOf(target: RequestTarget | undefined): number;
  /**
   * Serves one more directory.
   *
   * @param prefix a URL prefix
   * @param directory absolute
   */
  mount(prefix: string, directory: string): void;
  /**
   * Gives the URL paths of a file or directory on disk, whether or not it exists.
   *
   * @param file absolute
   */
  urlsOf(file: string): readonly string[];
  /** The finder of MEDIA_URL. */
  readonly finder: MediaFinder;
  /** Empties the caches. Answers are never stale without it; the watcher calls it to free memory. */
  invalidate(): void;
}

/**
 * Creates the media handler of a site. It serves the files from where they are: those of the project first, then those of the
 * apps.
 *
 * @param site the project of `loadProject`, or any plain `MediaSite`
 * @example
 * const media = createMediaHandler(await loadProject());
 * createServer((request, response) => media.handle(request, response) || app(request, response)).listen(8000);
 */
export function createMediaHandler(site: MediaSite, options: MediaHandlerOptions = {}): MediaHandler {
  const development = options.development ?? site.debug;
  const labels = new Set(site.sources.flatMap((source) => (source.kind === "app" ? source.label : [])));
  const trees = createMediaTrees(site, { development, labels });
  const targets = createMediaTargets(trees);
  const refuse = development ? createHostCheck(site.hosts) : refuseTwoHosts;
  const { onAnswer, log = logToStderr, isCopy = () => false, pageScript, mapUrl } = options;
  const missing = createMissingAnswers();
  const indexes = site.indexes ?? development;
  const policy = { development, indexes, onAnswer, log, missing, isCopy, pageScript, mapUrl };
  const handle = (exchange: Exchange, check: HostCheck): boolean => {
    const { request } = exchange;
    const { method = "GET", url = "", headers } = request;
    const place = targets.find(url);
    const batch = takeBatch(request);
    if (place === undefined) return false;
    answerMedia(exchange, { method, headers, place, refusal: check(request), batch }, policy);
    return true;
  };
  return {
    finder: trees.finder,
    mount(prefix, directory) {
      trees.mount(prefix, directory);
      targets.clear();
      missing.clear();
    },
    urlsOf: (file) => trees.values().flatMap((tree) => tree.urlsOf(file)),
    depthOf: (target) => (target && trees.match(target.segments)?.depth) ?? 0,
    handle: (request, response) => handle({ request, response }, refuse),
    handleChecked: (exchange) => handle(exchange, () => undefined),
    invalidate() {
      missing.clear();
      for (const { finder, files } of trees.values()) {
        finder.invalidate();
        files.clear();
      }
    },
  };
}
