import type { SyncmediaSettings } from "@mediaroot/core";
import type { Ledger } from "@mediaroot/core/internal";
import type { DanglingReference } from "@mediaroot/core/references";
import type { PublicationFindings } from "../state/cache-file.ts";
import type { StateFingerprint } from "../state/state-directory.ts";
import type { Strategy } from "./decide.ts";
import type { SyncAction } from "./sync-action.ts";
import type { PublishedManifest } from "./write-content.ts";

/** How media gets into the target: by copies, by links, or by links where possible. */
export type Method = SyncmediaSettings["METHOD"];

/** A path that is left as it is, and why. */
export interface Remark {
  readonly app: string;
  readonly path: string;
  readonly reason: string;
}

/** A path that could not be processed. */
export interface Failure {
  readonly app: string;
  readonly path: string;
  readonly error: Error;
}

/** A link that cannot be made. */
export interface LinkRefusal {
  readonly app: string;
  readonly path: string;
  readonly reason: string;
  /** The command that makes the link by hand. */
  readonly command: string;
}

/** The part of a plan that concerns an app. */
export interface AppPlan {
  readonly app: string;
  readonly method: "copy" | "link";
  /** Why `--auto` copies the app instead of linking it. */
  readonly why: string | undefined;
  /** The number of files and links that are up to date. */
  readonly unchanged: number;
}

/** The actions of a sync, and what it leaves alone. Plain data, except for the errors in `failed`. */
export interface SyncPlan {
  /** The real directory that is written to. */
  readonly target: string;
  readonly method: Method;
  readonly strategy: Strategy;
  /** Labels of apps whose target directory is deleted first (strategy `clear`). */
  readonly cleared: readonly string[];
  /**
   * First names of logical paths that most of a target outside the project belongs to, and that this project does not have.
   * The plan removes them, although another project seems to publish them.
   */
  readonly foreign: readonly string[];
  readonly apps: readonly AppPlan[];
  readonly actions: readonly SyncAction[];
  /** Overrides that stay. */
  readonly kept: readonly Remark[];
  /** Copies of ours that differ and that the strategy leaves as they are. */
  readonly behind: readonly Remark[];
  /** Files that become ours without being written. */
  readonly adopted: readonly Remark[];
  /** Files of the apps that are never served, and so are not written. */
  readonly skipped: readonly Remark[];
  readonly failed: readonly Failure[];
  /** Links that cannot be made. With method `link` a single refusal means that nothing is done. */
  readonly refusals: readonly LinkRefusal[];
  readonly warnings: readonly string[];
  /** References of published files that lead to no published file, by file and place; without those that SYNCMEDIA.DANGLING silences. */
  readonly dangling: readonly DanglingReference[];
  /** The ledger before the actions. Each action adds to it or removes from it. */
  readonly ledger: Ledger;
  /** The files that are ours by the ledger on disk and the journal of a killed run. */
  readonly owned: Ledger["files"];
  /** Whether the ledger on disk is out of date, or a killed run left something to remove. */
  readonly unsettled: boolean;
  /** The manifest to publish; undefined without content-named files. */
  readonly manifest: PublishedManifest | undefined;
  /** What this run has found out about the publication, for the next run; undefined if the next run knows it already. */
  readonly findings: PublicationFindings | undefined;
  /** Identifies the ledger on disk that the plan is based on. */
  readonly fingerprint: StateFingerprint;
}

/** What only a directory's plan has. */
type UnreportedKey = "ledger" | "owned" | "unsettled" | "findings" | "fingerprint";

/** The part of a plan that is reported: that of a directory, or of a bucket. */
export interface ReportedPlan extends Omit<SyncPlan, UnreportedKey | "manifest"> {
  readonly manifest: Pick<PublishedManifest, "file" | "state"> | undefined;
}

/** The part of a result that is reported. */
export interface ReportedResult extends Omit<SyncResult, "plan"> {
  /** What is not syncmedia's, stays, and was not known when the plan was made. */
  readonly kept?: readonly Remark[] | undefined;
}

/** The result of applying a plan. */
export interface SyncResult {
  readonly plan: SyncPlan;
  readonly done: readonly SyncAction[];
  readonly failed: readonly Failure[];
  /** The number of actions that an interruption left undone. */
  readonly undone: number;
  /** Bytes written, by app. */
  readonly bytes: ReadonlyMap<string, number>;
  /** Milliseconds, by app. */
  readonly durations: ReadonlyMap<string, number>;
  /** The directory below `.syncmedia/replaced/` that things which are not ours were moved to; undefined if there were none. */
  readonly replacedIn: string | undefined;
  /** Whether the project's copy of the manifest was written. */
  readonly wroteManifest: boolean;
}
