import type { MediaSource } from "@mediaroot/core";
import type { Log } from "../log.ts";
import type { Markup } from "../pages/page.ts";

/** What a request was answered with, for request lines. */
export interface AnsweredRequest {
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
  readonly onAnswer?: ((answer: AnsweredRequest) => void) | undefined;
  /**
   * Detailed 404 pages, indexes unless MEDIA_INDEXES says otherwise, the Host check, `Cross-Origin-Resource-Policy:
   * same-origin`. Default: the site's `debug`.
   */
  readonly development?: boolean | undefined;
  /** Told of trouble that is not the asker's. Default: it is printed to stderr. */
  readonly log?: Log | undefined;
  /** Whether a file of the project is a copy that syncmedia made, for listings. Default: none is. */
  readonly isCopy?: ((logicalPath: string) => boolean) | undefined;
  /**
   * Makes a `<script src>` of the page's own origin for listings and 404 pages, such as live reload's. Default: they have
   * none.
   */
  readonly pageScript?: (() => Markup) | undefined;
}
