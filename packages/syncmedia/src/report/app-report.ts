import type { ReportedPlan } from "../plan/sync-plan.ts";

/** The result for one app, in numbers of files. */
export interface AppReport {
  readonly app: string;
  readonly method: "copy" | "link";
  /** Why `--auto` copied the app instead of linking it. */
  readonly why?: string | undefined;
  copied: number;
  updated: number;
  /** Compressed variants written. */
  compressed: number;
  /** Copies and directories whose name has changed in letter case. */
  renamed: number;
  unchanged: number;
  pruned: number;
  /** Overrides. */
  kept: number;
  /** Copies that differ and that the strategy leaves as they are. */
  behind: number;
  adopted: number;
  /** Things that were not ours and were moved to `.syncmedia/replaced/`. */
  replaced: number;
  linked: number;
  /** Files that are never served, and so are not written. */
  skipped: number;
  failed: number;
  /** Bytes written, or to be written. */
  bytes: number;
  milliseconds: number;
}

/** The keys of `AppReport` that count files. */
export const COUNTS = [
  "copied",
  "updated",
  "compressed",
  "renamed",
  "unchanged",
  "pruned",
  "kept",
  "behind",
  "adopted",
  "replaced",
  "linked",
  "skipped",
  "failed",
] as const;

/** A change that was made, or would be made. */
export interface Change {
  readonly app: string;
  readonly path: string;
  readonly change: "copied" | "updated" | "compressed" | "renamed" | "pruned" | "replaced" | "linked";
}

/** The counts that the plan does not have. */
export interface Counted {
  readonly changes: readonly Change[];
  readonly kept: readonly { readonly app: string }[];
  readonly failed: readonly { readonly app: string }[];
  /** The number of bytes by app. */
  readonly bytes: Iterable<readonly [app: string, bytes: number]>;
  /** Milliseconds by app. */
  readonly durations: Iterable<readonly [app: string, duration: number]>;
}

/** Counts files, bytes and milliseconds for each app of a plan, and for those that only a result names. */
export function countByApp(
  plan: Pick<ReportedPlan, "apps" | "behind" | "adopted" | "skipped">,
  { changes, kept, failed, bytes, durations }: Counted,
): readonly AppReport[] {
  const rows = new Map<string, AppReport>();
  for (const { app, method, why, unchanged } of plan.apps) rows.set(app, { ...emptyRow(app, method), why, unchanged });
  const row = (app: string): AppReport => rows.get(app) ?? addRow(rows, app);
  for (const { app, change } of changes) row(app)[change] += 1;
  for (const { app } of kept) row(app).kept += 1;
  for (const key of ["behind", "adopted", "skipped"] as const) for (const { app } of plan[key]) row(app)[key] += 1;
  for (const { app } of failed) row(app).failed += 1;
  for (const [app, written] of bytes) row(app).bytes = written;
  for (const [app, duration] of durations) row(app).milliseconds = Math.round(duration);
  return [...rows.values()];
}

function emptyRow(app: string, method: "copy" | "link"): AppReport {
  const counts = Object.fromEntries(COUNTS.map((key) => [key, 0])) as Record<(typeof COUNTS)[number], number>;
  return { app, method, ...counts, bytes: 0, milliseconds: 0 };
}

function addRow(rows: Map<string, AppReport>, app: string): AppReport {
  const row = emptyRow(app, "copy");
  rows.set(app, row);
  return row;
}
