import type { SyncmediaSettings } from "@mediaroot/core";
import type { Strategy } from "./decide.ts";
import type { Method } from "./sync-plan.ts";

/**
 * The options of a sync.
 *
 * @example
 * planSync(project, { labels: ["admin"], strategy: "update" });
 */
export interface SyncOptions {
  /**
   * Labels of installed apps. Empty: all apps, and copies that no app ships any more.
   *
   * @default []
   */
  readonly labels?: readonly string[] | undefined;
  /**
   * Whether apps are copied, linked, or linked where possible.
   *
   * @default `SYNCMEDIA.METHOD` of the settings, "copy" unless set
   */
  readonly method?: Method | undefined;
  /**
   * The rule for files that differ.
   *
   * @default `SYNCMEDIA.STRATEGY` of the settings, "sync" unless set
   */
  readonly strategy?: Strategy | undefined;
  /**
   * A directory, relative to the current directory. If it is not MEDIA_ROOT, overrides and uploads are published to it too.
   *
   * @default `SYNCMEDIA.TARGET` of the settings, MEDIA_ROOT unless set
   */
  readonly to?: string | undefined;
  /**
   * Take over files that are identical to the apps'.
   *
   * @default false
   */
  readonly adopt?: boolean | undefined;
  /**
   * Publish a content-named copy of each app's file, and a manifest. Takes a target other than MEDIA_ROOT.
   *
   * @default SYNCMEDIA.HASH
   */
  readonly hash?: boolean | undefined;
  /** Publish compressed variants of each file beside it. Default: SYNCMEDIA.COMPRESS. Takes a target other than MEDIA_ROOT. */
  readonly compress?: SyncmediaSettings["COMPRESS"] | undefined;
  /** Fail if a published style sheet or module refers to a file that is not published. @default false */
  readonly strict?: boolean | undefined;
}
