import { lstatSync } from "node:fs";
import { identityColumns, type LedgerTable } from "@mediaroot/core/internal";
import { type FilesToLookAt, FOUND } from "./look-at-files.ts";

/** What the looking thread has found out about files before the plan asks for it. */
export interface LookAhead {
  /** Whether the copy of a file has been found as the ledger has it. */
  hasCopy(logicalPath: string): boolean;
  /** Whether the app's file has been found as the ledger has it. */
  hasSource(logicalPath: string): boolean;
  /** Ends the work of the thread. */
  end(): void;
}

/** A thread that can be started to look at files. */
export interface LookingThread {
  /**
   * Starts the thread.
   *
   * @returns gives it its work; a thread that has ended does nothing then. Undefined if it cannot be started.
   */
  readonly start: () => ((files: FilesToLookAt) => void) | undefined;
  /**
   * The size from which on a ledger is worth it, in bytes.
   *
   * @default that of about 20,000 files
   */
  readonly worthwhile?: number | undefined;
}

/** To start a thread takes as much processor time as to look at some thousand files twice. With fewer files it saves less. */
const WORTHWHILE = 20_000 * 160;

/** What there is to look at. */
export interface LookedAt {
  /** The files of the ledger; none is deleted meanwhile. */
  readonly files: LedgerTable;
  readonly target: string;
  /** The media directory of each app whose files are looked at too, by label. */
  readonly media: ReadonlyMap<string, string>;
}

const NOTHING: LookAhead = { hasCopy: () => false, hasSource: () => false, end: () => {} };

/**
 * Starts the thread, if there is one and the ledger is large. Called before the ledger is read, which takes about as long as the start.
 *
 * @param ledger the path of the ledger
 * @returns begins to look ahead
 */
export function prepareToLook(ledger: string, thread: LookingThread | undefined): (at: LookedAt) => LookAhead {
  const give = thread && sizeOf(ledger) >= (thread.worthwhile ?? WORTHWHILE) ? thread.start() : undefined;
  return give === undefined ? () => NOTHING : (at) => lookAhead(at, give);
}

/** @returns 0 for a file that cannot be looked at: whoever reads it reports why */
function sizeOf(file: string): number {
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}

function lookAhead({ files, target, media }: LookedAt, give: (files: FilesToLookAt) => void): LookAhead {
  const columns = files.columns();
  const [copies, sources] = [identityColumns(columns, "copy"), identityColumns(columns, "source")];
  if (copies === undefined || sources === undefined) return NOTHING;
  const found = new Uint8Array(new SharedArrayBuffer(columns.paths.length));
  give({ paths: columns.paths, target, copies, media, sources, found });
  const has = (path: string, what: number): boolean => {
    const row = files.rowOf(path);
    if (row === undefined) return false;
    const bits = found[row] ?? 0;
    if (bits === 0) found[row] = FOUND.taken;
    return (bits & what) !== 0;
  };
  return {
    hasCopy: (path) => has(path, FOUND.copy),
    hasSource: (path) => has(path, FOUND.source),
    end: () => void found.fill(FOUND.taken),
  };
}
