import type { MediaSource } from "../finder/media-file.ts";

/** A directory of MOUNTS, served like media outside MEDIA_URL. */
export interface DirectoryMount {
  /** URL prefix without a trailing "/": `/css`. */
  readonly prefix: string;
  /** Absolute. */
  readonly directory: string;
}

/** An application of MOUNTS, beside the project's own. */
export interface ApplicationMount {
  /** URL prefix without a trailing "/": `/old`. */
  readonly prefix: string;
  /** The name of the application, as in MOUNTS. */
  readonly application: string;
}

/** The part of a project that serving media needs. Plain data, which can be sent to another process. */
export interface MediaSite {
  /** MEDIA_URL: a path, or an absolute URL if media is served elsewhere. */
  readonly mediaUrl: string;
  /** ADMIN_MEDIA_PREFIX. */
  readonly adminMediaPrefix: string | undefined;
  /** The media sources, in order of precedence. */
  readonly sources: readonly MediaSource[];
  /** MEDIA_IGNORE. */
  readonly ignore: readonly string[];
  /** The directories of MOUNTS. */
  readonly mounts: readonly DirectoryMount[];
  /** The applications of MOUNTS. Paths under them are not media, even below a directory of `mounts`. */
  readonly applicationMounts?: readonly ApplicationMount[] | undefined;
  /** ALLOWED_HOSTS. */
  readonly hosts: readonly string[];
  /** MEDIA_INDEXES. Undefined: directories are listed in development only. */
  readonly indexes: boolean | undefined;
  /** DEBUG. */
  readonly debug: boolean;
  /**
   * The directory that `syncmedia` publishes to (SYNCMEDIA.TARGET), absolute: with DEBUG off its files are served instead of the sources'.
   */
  readonly publication?: string | undefined;
}
