import type { MediaSource } from "@mediaroot/core";
import type { Log } from "../log.ts";
import type { Markup } from "../pages/page.ts";

/** A request for media that has been answered, for request logs. */
export interface AnsweredRequest {
  readonly method: string;
  /** The request target as received. */
  readonly url: string;
  readonly status: number;
  /** The source of the file; undefined for an answer that is no file. */
  readonly source: MediaSource | undefined;
  /** The path of the file, absolute; undefined for an answer that is no file. */
  readonly path: string | undefined;
  /** The directories in which a change may change this answer, absolute. They need not exist. */
  readonly directories: readonly string[];
  /** Milliseconds from the request until the answer was handed to the network. */
  readonly durationMs: number;
}

/** The options of `createMediaHandler`, `mediaRoute` and `addMediaToApp`. */
export interface MediaHandlerOptions {
  /**
   * Whether this is a development server: 404 pages list the places that were searched, directories have listings unless
   * MEDIA_INDEXES says otherwise, requests for a host that is not in ALLOWED_HOSTS are refused, and answers have
   * `Cross-Origin-Resource-Policy: same-origin`.
   *
   * @default the site's `debug`
   */
  readonly development?: boolean | undefined;
  /**
   * Called for each answer after it was sent.
   *
   * @default nothing is called
   * @example
   * onAnswer: ({ method, url, status, source }) => console.log(method, url, status, source?.kind),
   */
  readonly onAnswer?: ((answer: AnsweredRequest) => void) | undefined;
  /**
   * Called with a log line and its cause when a fault is the server's (EMFILE, an I/O error, an application that throws).
   *
   * @default the line is written to stderr
   * @example
   * log: (line, cause) => logger.error({ err: cause }, line),
   */
  readonly log?: Log | undefined;
  /**
   * Decides whether a file of the project is a copy that syncmedia made. Listings show it.
   *
   * @default none is
   */
  readonly isCopy?: ((logicalPath: string) => boolean) | undefined;
  /**
   * Makes a script element for listings and 404 pages, such as live reload's. Its source must be of the page's own origin.
   *
   * @default pages have no script
   */
  readonly pageScript?: (() => Markup) | undefined;
  /**
   * The URL path of a page about all media of the site. Listings and 404 pages link to it in development.
   *
   * @default they have no such link
   */
  readonly mapUrl?: string | undefined;
}
