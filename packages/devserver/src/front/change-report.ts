import path from "node:path";
import type { CurrentWorker } from "../supervisor/current-worker.ts";
import { renderHidden } from "../project/hidden-edits.ts";
import type { FrontSite } from "./front-site.ts";
import { createExpectedFiles } from "../live-reload/expected-files.ts";
import { requestedBelow } from "../live-reload/requested-below.ts";
import { decidePageChange, type PageChange } from "../live-reload/page-change.ts";
import type { Change } from "../watch/watch.ts";

/** Says what changes on disk mean for open pages and for the user. */
export interface ChangeReport {
  /** Reports a burst of changes. */
  changed(changes: readonly Change[]): void;
  /** Reports the files that have come into new directories before those were watched. Whatever comes later, their watch tells. */
  lookAgain(): void;
}

/** Inputs and callbacks of a change report. */
export interface ChangeReportOptions {
  readonly current: Pick<CurrentWorker, "templates">;
  readonly site: Pick<FrontSite, "current" | "requested">;
  /** Called when media or a template has changed. */
  readonly onPageChange: (change: PageChange) => void;
  /** Called with a line for the user when changed files of apps are not served, because MEDIA_ROOT holds copies of syncmedia. */
  readonly onHidden: (text: string) => void;
  /** Called with each directory in which a requested file is expected: one above it has appeared. It need not exist. */
  readonly onExpected: (directory: string) => void;
}

/** Creates a report. */
export function createChangeReport(options: ChangeReportOptions): ChangeReport {
  const { current, site, onPageChange, onHidden, onExpected } = options;
  const expected = createExpectedFiles();
  const urlsOf = (place: string): readonly string[] => site.current()?.urlsOf(place) ?? [];
  const report = (changes: readonly Change[]): void => {
    const hidden = findHidden(changes, site);
    if (hidden.size > 0) onHidden(renderHidden([...hidden.values()]));
    const shown = changes.filter(({ path: file }) => !hidden.has(file));
    const templateDirectories = [...(site.current()?.project.templateDirectories ?? []), ...current.templates()];
    const change = decidePageChange(shown, { templateDirectories, requested: site.requested, urlsOf });
    if (change !== undefined) onPageChange(change);
  };
  const arrived = (): readonly Change[] => expected.takeArrived().map((file) => ({ kind: "added", path: file }));
  return {
    changed(changes) {
      const added = changes.flatMap((change) => (change.kind === "added" ? change.path : []));
      expected.add(requestedBelow(added, urlsOf, site.requested));
      report([...changes, ...arrived()]);
      for (const file of expected.missing()) onExpected(path.dirname(file));
    },
    lookAgain() {
      report(arrived());
      expected.clear();
    },
  };
}

/**
 * An edit of a file changes no page if a copy of syncmedia is served instead. Then the user gets a line that says so.
 *
 * @returns the changed files instead of which copies are served, each with its logical path
 */
function findHidden(changes: readonly Change[], site: Pick<FrontSite, "current">): ReadonlyMap<string, string> {
  const files = new Set(changes.filter(({ kind }) => kind !== "removed").map((change) => change.path));
  return new Map(
    [...files].flatMap((file) => {
      const logicalPath = site.current()?.copyHiding(file);
      return logicalPath === undefined ? [] : [[file, logicalPath]];
    }),
  );
}
