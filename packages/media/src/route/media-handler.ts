import type { IncomingMessage, ServerResponse } from "node:http";
import type { MediaFinder, MediaSite, MediaSource } from "@mediaroot/core";
import { createMediaExchange } from "./media-exchange.ts";
import { createMediaTrees, urlsOf } from "./media-tree.ts";
import { type Notes, printNote } from "../notes.ts";
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

/** What a request was answered with, for request lines. */
export interface MediaAnswer {
  readonly method: string;
  /** The request target as it came. */
  readonly url: string;
  readonly status: number;
  /** The source of the file; undefined for an answer that is no file. */
  readonly source: MediaSource | undefined;
  /** The file, absolute. */
  readonly path: string | undefined;
  /** Where a change may change this answer, absolute. They need not exist. */
  readonly directories: readonly string[];
  /** Milliseconds until the answer was handed to the network. */
  readonly durationMs: number;
}

/** How to answer. */
export interface MediaHandlerOptions {
  /** Told of each answer once it is given. */
  readonly onAnswer?: ((answer: MediaAnswer) => void) | undefined;
  /**
   * Detailed 404 pages, the Host check, `Cross-Origin-Resource-Policy: same-origin`. Default: the site's `debug`.
   */
  readonly development?: boolean | undefined;
  /** Told of trouble that is not the asker's. Default: it is printed to stderr. */
  readonly notes?: Notes | undefined;
  /** Whether a file of the project is a copy that syncmedia made, for listings. Default: none is. */
  readonly isCopy?: ((logicalPath: string) => boolean) | undefined;
  /**
   * Renders a `<script src>` of the page's own origin for the pages that are made here (listings, 404), such as live
   * reload's. Default: they have none.
   */
  readonly pageScript?: (() => string) | undefined;
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
  const { onAnswer, notes = printNote, isCopy = () => false, pageScript } = options;
  const answer = createMediaExchange(site, { development, onAnswer, notes, isCopy, pageScript });
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
