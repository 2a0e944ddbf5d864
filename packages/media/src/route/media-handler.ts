import type { IncomingMessage, ServerResponse } from "node:http";
import type { MediaFinder, MediaSite } from "@mediaroot/core";
import { createMediaExchange } from "./media-exchange.ts";
import type { MediaHandlerOptions } from "./media-handler-options.ts";
import { createMediaTrees, urlsOf } from "./media-tree.ts";
import { logToStderr } from "../log.ts";
import { parseTarget } from "../http/request-target.ts";

/** Answers requests for media. */
export interface MediaHandler {
  /**
   * Answers a request whose path lies under MEDIA_URL, ADMIN_MEDIA_PREFIX or a directory mount.
   *
   * @returns false where it does not: then nothing was touched
   */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** How many segments has the prefix under which a request target is answered here; 0 for a target that is not. */
  depthOf(url: string): number;
  /**
   * Serves one more directory.
   *
   * @param prefix a URL prefix
   * @param directory absolute
   */
  mount(prefix: string, directory: string): void;
  /**
   * The URL paths under which a place on disk is served, or would be.
   *
   * @param file absolute
   */
  urlsOf(file: string): readonly string[];
  /** The finder of MEDIA_URL. */
  readonly finder: MediaFinder;
  /** Forgets what is cached (the watcher calls it). Answers are never stale without it. */
  invalidate(): void;
}

/**
 * Creates the media handler of a site: project first, then the apps, straight from where the files are.
 *
 * @param site plain data; `Project` satisfies it
 */
export function createMediaHandler(site: MediaSite, options: MediaHandlerOptions = {}): MediaHandler {
  const development = options.development ?? site.debug;
  const labels = new Set(site.sources.flatMap((source) => (source.kind === "app" ? source.label : [])));
  const trees = createMediaTrees(site, { development, labels });
  const { onAnswer, log = logToStderr, isCopy = () => false, pageScript } = options;
  const answer = createMediaExchange(site, { development, onAnswer, log, isCopy, pageScript });
  return {
    finder: trees.finder,
    mount: trees.mount,
    urlsOf: (file) => [...trees.values()].flatMap((tree) => urlsOf(tree, file)),
    depthOf: (url) => trees.match(parseTarget(url)?.segments ?? [])?.depth ?? 0,
    handle(request, response) {
      const target = parseTarget(request.url ?? "");
      const tree = target === undefined ? undefined : trees.match(target.segments)?.value;
      if (target === undefined || tree === undefined) return false;
      answer({ request, response, target, tree });
      return true;
    },
    invalidate() {
      for (const { finder, files } of trees.values()) {
        finder.invalidate();
        files.clear();
      }
    },
  };
}
