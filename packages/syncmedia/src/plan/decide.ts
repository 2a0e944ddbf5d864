import type { SyncmediaSettings } from "@mediaroot/core";

/** How files that differ, and files that no app ships any more, are dealt with. */
export type Strategy = SyncmediaSettings["STRATEGY"];

/** What stands at the target where an app's file is wanted. Older and newer: its mtime against that of the app's file. */
export type Place =
  | "absent"
  /** Our copy, and it holds what the app's file holds. */
  | "same copy"
  /** Our copy of other content. */
  | "older copy"
  | "newer copy"
  /** A link of ours, our copy where a directory is wanted, or a directory of nothing but our copies. */
  | "ours in the way"
  /** A file that is not ours, byte for byte the app's. */
  | "identical override"
  | "older override"
  | "newer override"
  /** A link that is not ours: never written through, and removed only by `clear`. */
  | "foreign link"
  /** A directory, a file where a directory is wanted, a fifo: not ours, and in the way. */
  | "override in the way";

/** What is done about it. */
export type Decision =
  | "copy"
  | "update"
  /** It holds what it should. */
  | "unchanged"
  /** Our copy differs, and the strategy leaves it. */
  | "behind"
  /** It is not ours, and stays. */
  | "keep"
  /** It is not ours: asked about, moved to `.syncmedia/replaced/`, then the app's file is copied. */
  | "replace"
  /** It becomes ours as it stands. */
  | "adopt";

const TABLE: Readonly<Record<Strategy, Readonly<Record<Place, Decision>>>> = {
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
 * What is done with one file: the whole policy of syncmedia, as a table.
 *
 * @param adopt whether files that equal the app's become ours
 */
export function decide(strategy: Strategy, place: Place, adopt = false): Decision {
  return adopt && place === "identical override" ? "adopt" : TABLE[strategy][place];
}
