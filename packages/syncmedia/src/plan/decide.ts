import type { SyncmediaSettings } from "@mediaroot/core";

/** The rule for files that differ, and for files that no app ships any more. */
export type Strategy = SyncmediaSettings["STRATEGY"];

/** The state of the path in the target where an app's file belongs. Older and newer compare its mtime with the app file's. */
export type PathState =
  | "absent"
  /** Our copy, with the content of the app's file. */
  | "same copy"
  /** Our copy, with other content than the app's file. */
  | "older copy"
  | "newer copy"
  /** A link of ours, a copy of ours that was cut short or is where a directory belongs, or a directory of copies of ours only. */
  | "ours in the way"
  /** A file that is not ours, with the content of the app's file. */
  | "identical override"
  | "older override"
  | "newer override"
  /** A link that is not ours. It is never written through, and only `clear` removes it. */
  | "foreign link"
  /** Not ours, and not a file at this path: a directory, a file where a directory belongs, a fifo. */
  | "override in the way";

/** The decision about the path. */
export type Decision =
  | "copy"
  | "update"
  /** It is up to date. */
  | "unchanged"
  /** Our copy differs, and the strategy leaves it as it is. */
  | "behind"
  /** It is not ours and stays. */
  | "keep"
  /** It is not ours. After confirmation it is moved to `.syncmedia/replaced/` and the app's file is copied. */
  | "replace"
  /** It becomes ours without being written. */
  | "adopt";

const TABLE: Readonly<Record<Strategy, Readonly<Record<PathState, Decision>>>> = {
  sync: {
    absent: "copy",
    "same copy": "unchanged",
    "older copy": "update",
    "newer copy": "update",
    "ours in the way": "copy",
    "identical override": "keep",
    "older override": "keep",
    "newer override": "keep",
    "foreign link": "keep",
    "override in the way": "keep",
  },
  new: {
    absent: "copy",
    "same copy": "unchanged",
    "older copy": "behind",
    "newer copy": "behind",
    "ours in the way": "copy",
    "identical override": "keep",
    "older override": "keep",
    "newer override": "keep",
    "foreign link": "keep",
    "override in the way": "keep",
  },
  update: {
    absent: "copy",
    "same copy": "unchanged",
    "older copy": "update",
    "newer copy": "behind",
    "ours in the way": "copy",
    "identical override": "keep",
    "older override": "replace",
    "newer override": "keep",
    "foreign link": "keep",
    "override in the way": "keep",
  },
  overwrite: {
    absent: "copy",
    "same copy": "update",
    "older copy": "update",
    "newer copy": "update",
    "ours in the way": "copy",
    "identical override": "replace",
    "older override": "replace",
    "newer override": "replace",
    "foreign link": "keep",
    "override in the way": "replace",
  },
  clear: {
    absent: "copy",
    "same copy": "update",
    "older copy": "update",
    "newer copy": "update",
    "ours in the way": "copy",
    "identical override": "replace",
    "older override": "replace",
    "newer override": "replace",
    "foreign link": "replace",
    "override in the way": "replace",
  },
};

/**
 * Decides what to do with one file. The table is the whole policy of syncmedia.
 *
 * @param state the state of the file's path in the target
 * @param adopt whether files that are identical to the app's become ours; default false
 */
export function decide(strategy: Strategy, state: PathState, adopt = false): Decision {
  return adopt && state === "identical override" ? "adopt" : TABLE[strategy][state];
}
