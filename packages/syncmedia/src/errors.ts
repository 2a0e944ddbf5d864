import type { ErrorCatalogue } from "@mediaroot/core";
import { defineErrors, type ErrorFactory } from "@mediaroot/core/media";
import { type BucketFacts, bucketErrors } from "./bucket-errors.ts";

/** The facts that each error of `@mediaroot/syncmedia` is built from. */
export interface SyncFacts extends BucketFacts {
  readonly OPTION_CONFLICT: { readonly first: string; readonly second: string; readonly write: string };
  readonly TARGET_OVERLAP: { readonly target: string; readonly source: string; readonly directory: string };
  readonly TARGET_INVALID: { readonly target: string; readonly reason: string };
  readonly TARGET_NOT_WRITABLE: { readonly target: string; readonly reason: string };
  readonly STATE_REFUSED: { readonly path: string; readonly reason: string };
  readonly SOURCE_UNREADABLE: { readonly reason: string };
  readonly SYNC_LOCKED: { readonly file: string; readonly holder: string };
  readonly SYNC_LOCK_LOST: { readonly target: string };
  readonly SYNC_INTERRUPTED: { readonly target: string };
  readonly PLAN_STALE: { readonly target: string };
  readonly CONFIRM_NEEDED: { readonly count: number };
  readonly NOT_CONFIRMED: { readonly target: string };
  readonly TARGET_SHARED: { readonly target: string; readonly names: readonly string[] };
  readonly SOURCE_CHANGED: { readonly file: string };
  readonly TARGET_CHANGED: { readonly path: string; readonly found: string };
  readonly LINK_FAILED: { readonly path: string; readonly reason: string };
  readonly LINK_KEPT: { readonly app: string };
  readonly DANGLING_REFERENCES: { readonly lines: readonly string[] };
  readonly PUBLISHED_NAME_TAKEN: { readonly path: string };
  readonly MANIFEST_NOT_WRITTEN: { readonly file: string; readonly reason: string };
  readonly NOTHING_WRITTEN: { readonly target: string };
  readonly LEDGER_NOT_WRITTEN: { readonly target: string; readonly reason: string };
}

/** The errors of `@mediaroot/syncmedia`. */
export const syncErrors: ErrorCatalogue<SyncFacts> = {
  OPTION_CONFLICT: {
    exitCode: 2,
    message: (f) => `${f.first} and ${f.second} cannot be used together.`,
    fix: (f) => f.write,
  },
  TARGET_OVERLAP: {
    exitCode: 2,
    message: (f) =>
      `The target ${f.target} and ${f.source}, ${f.directory}, are the same directory or lie one inside the other.`,
    fix: () => "Choose a target outside every media source, so that no file is both read and written.",
  },
  TARGET_INVALID: {
    exitCode: 1,
    message: (f) => `${f.target} ${f.reason}.`,
    fix: () => "Move it away, or choose another target. Nothing was written.",
  },
  TARGET_NOT_WRITABLE: {
    exitCode: 1,
    message: (f) => `Nothing can be written to ${f.target}: ${f.reason}.`,
    fix: () =>
      "Run the command as the user who owns the target, or free space or grant rights there. Nothing was changed.",
  },
  STATE_REFUSED: {
    exitCode: 1,
    message: (f) => `${f.path} ${f.reason}: syncmedia trusts no state that somebody else may have put there.`,
    fix: () =>
      "Run syncmedia as the user who owns it, or remove it if you do not know who made it. Nothing was changed.",
  },
  SOURCE_UNREADABLE: {
    exitCode: 1,
    message: (f) => `The media sources cannot be listed: ${f.reason}.`,
    fix: () => "Give the user who runs this command the right to read them. Nothing was changed.",
  },
  SYNC_LOCKED: {
    exitCode: 1,
    message: (f) => `Another syncmedia is running there, locked by ${f.holder}.`,
    fix: (f) => `Wait for it (leave out --no-wait). If that process no longer exists, remove ${f.file}.`,
  },
  SYNC_LOCK_LOST: {
    exitCode: 1,
    message: (f) =>
      `The lock of ${f.target} was lost: another syncmedia took it over while this one was stopped for more than a minute, or somebody removed it.`,
    fix: () => "Nothing more was written. Run syncmedia again.",
  },
  SYNC_INTERRUPTED: {
    exitCode: 1,
    message: (f) => `Interrupted before anything was done in ${f.target}.`,
    fix: () => "Run the command again.",
  },
  PLAN_STALE: {
    exitCode: 1,
    message: (f) => `Another syncmedia has changed ${f.target} since this plan was made.`,
    fix: () => "Run syncmedia again; a script makes a new plan and applies that.",
  },
  CONFIRM_NEEDED: {
    exitCode: 2,
    message: (f) =>
      f.count === 0
        ? "This deletes the target directories first, which needs confirmation."
        : `This replaces or removes ${f.count} ${f.count === 1 ? "thing" : "things"} that syncmedia did not write, which needs confirmation.`,
    fix: () =>
      "See what would be done with --dry-run, then pass --yes; a script passes `confirmed: true` to applySync. What is not syncmedia's is moved to .syncmedia/replaced/.",
  },
  NOT_CONFIRMED: {
    exitCode: 2,
    message: (f) => `Not confirmed: nothing was changed in ${f.target}.`,
    fix: () => "--dry-run shows what would be done. --strategy sync keeps every override.",
  },
  TARGET_SHARED: {
    exitCode: 2,
    message: (f) =>
      `Everything published to ${f.target} of ${f.names.join(", ")} would be removed, which needs confirmation.`,
    fix: () =>
      "If another project publishes there, give this one its own directory with --to. If a volume is not mounted, mount it. If those files may be removed, pass --yes (a script: `confirmed: true`).",
  },
  SOURCE_CHANGED: {
    exitCode: 1,
    message: (f) => `${f.file} changed while it was copied.`,
    fix: () => "Run syncmedia again once the file no longer changes.",
  },
  TARGET_CHANGED: {
    exitCode: 1,
    message: (f) => `${f.path} was left alone: ${f.found}.`,
    fix: () => "Run syncmedia again. It plans anew from what is there now.",
  },
  LINK_FAILED: {
    exitCode: 1,
    message: (f) => `No link could be made at ${f.path}: ${f.reason}.`,
    fix: () => "Use --copy, or --auto to link where possible.",
  },
  LINK_KEPT: {
    exitCode: 1,
    message: (f) => `The media of "${f.app}" stays linked, because not all its files can be copied.`,
    fix: () => "Fix the files that are listed as failed and run syncmedia again.",
  },
  DANGLING_REFERENCES: {
    exitCode: 1,
    message: (f) =>
      [
        `${f.lines.length} ${f.lines.length === 1 ? "reference leads" : "references lead"} to no published file:`,
        ...f.lines.map((line) => `  - ${line}`),
      ].join("\n"),
    fix: () =>
      'Add the missing files, silence known ones with `SYNCMEDIA: { DANGLING: ["label/**"] }`, or leave --strict out. Nothing was written.',
  },
  PUBLISHED_NAME_TAKEN: {
    exitCode: 1,
    message: (f) => `${f.path} in the target is not syncmedia's, and a published file needs that name.`,
    fix: () => "Move it out of the target, and run the command again.",
  },
  MANIFEST_NOT_WRITTEN: {
    exitCode: 1,
    message: (f) => `The manifest could not be written to ${f.file}: ${f.reason}.`,
    fix: () => "Make that file writable, or name another in MEDIA_MANIFEST. The publication itself is complete.",
  },
  NOTHING_WRITTEN: {
    exitCode: 1,
    message: (f) => `syncmedia has written nothing to ${f.target}, so there is nothing to compare.`,
    fix: () => "Name the target with --to, or run syncmedia first.",
  },
  LEDGER_NOT_WRITTEN: {
    exitCode: 1,
    message: (f) => `The ledger of ${f.target} could not be written: ${f.reason}.`,
    fix: () =>
      "Free space or grant rights there and run syncmedia again. The journal has recorded what this run wrote.",
  },
  ...bucketErrors,
};

/** Creates an error of `@mediaroot/syncmedia`. */
export const syncError: ErrorFactory<SyncFacts> = defineErrors(syncErrors);
