import type { S3Settings } from "./s3-settings.ts";

/** How `syncmedia` publishes media, unless its flags say otherwise. */
export interface SyncmediaSettings {
  /**
   * Whether apps are copied, linked, or linked where possible.
   *
   * @default "copy"
   */
  readonly METHOD: "copy" | "link" | "auto";
  /**
   * The rule for files that differ from those in the target.
   *
   * @default "sync"
   */
  readonly STRATEGY: "sync" | "clear" | "overwrite" | "new" | "update";
  /**
   * The target: a directory, relative to the project root, or a bucket, `s3://bucket/prefix`.
   *
   * @default MEDIA_ROOT
   */
  readonly TARGET: string | undefined;
  /**
   * Whether `syncmedia` publishes a content-named copy of each file of an app, and a manifest of the names. "all" includes uploads.
   *
   * @default false
   */
  readonly HASH: boolean | "all";
  /**
   * The compressed variants that are published beside each file: "br" into `core.js.br`, "gzip" into `core.js.gz`, "zst" into
   * `core.js.zst`.
   *
   * @default []
   */
  readonly COMPRESS: readonly ("br" | "gzip" | "zst")[];
  /** How long content-named files stay once the newest manifest no longer names them. */
  readonly KEEP: {
    /**
     * Files of this many releases are kept, the newest included.
     *
     * @default 3
     */
    readonly RELEASES: number;
    /**
     * Files are kept this many days after the release that no longer names them.
     *
     * @default 7
     */
    readonly DAYS: number;
  };
  /**
   * Glob patterns of logical paths whose references may lead nowhere, without a warning: `["reveal/js/**"]`.
   *
   * @default []
   */
  readonly DANGLING: readonly string[];
  /** The server, region and keys of a target that is a bucket. */
  readonly S3: S3Settings;
}
