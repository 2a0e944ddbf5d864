import { closeSync, lstatSync, openSync, readFileSync } from "node:fs";
import { errnoOf, type Ledger, type LedgerFile, parseLogicalPath, sha256Of } from "@mediaroot/core";
import { isReachedDirectly, placeOf } from "../target/inside-target.ts";
import { removeFile } from "../disk/remove.ts";
import { removeIfEmpty, type StateDirectory } from "./state-directory.ts";
import { writeWhole } from "../disk/write-whole.ts";

/** A copy that is about to be renamed to its place. */
interface CopyRecord {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * One step that is about to be taken. A run writes each down before it takes it, so that the next one knows what is
 * ours even after a kill at any instant.
 */
export type JournalRecord =
  | CopyRecord
  | { readonly link: string; readonly to: string }
  /** A temporary file outside `.syncmedia/`, by its path in the target. */
  | { readonly temp: string }
  /** A directory for files that come next. */
  | { readonly directory: string };

/** Appends records. The file is made with the first. */
export interface Journal {
  add(record: JournalRecord): void;
  close(): void;
}

/** @returns the journal of a run; each record is on file before `add` returns */
export function createJournal(state: StateDirectory): Journal {
  let fd: number | undefined;
  return {
    add(record) {
      fd ??= openSync(state.journal, "a", 0o600);
      // The newline comes first: a record torn by a full disk then spoils none but itself.
      writeWhole(fd, Buffer.from(`\n${JSON.stringify(record)}`));
    },
    close() {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}

/** The ledger that a killed run did not come to write, and whether there was such a run. */
export interface Recovery {
  readonly ledger: Ledger;
  readonly interrupted: boolean;
  /** The directories that it has made. */
  readonly directories: ReadonlySet<string>;
}

/**
 * Adds to the ledger what a killed run has put in place: the journal says what it was about to write, the target whether
 * it did.
 *
 * @param ledger as it was before that run
 */
export function recover(state: StateDirectory, ledger: Ledger): Recovery {
  const text = readJournal(state.journal);
  if (text === undefined) return { ledger, interrupted: false, directories: new Set() };
  const files = new Map(ledger.files);
  const links = new Map(ledger.links);
  const directories = new Set<string>();
  for (const record of recordsOf(text)) {
    if ("directory" in record) directories.add(record.directory);
    else if ("link" in record) links.set(record.link, record.to);
    else if ("path" in record && stands(state, record)) files.set(record.path, entryOf(record));
  }
  return { ledger: { target: ledger.target, files, links }, interrupted: true, directories };
}

/** Removes what a killed run left outside `.syncmedia/`: temporary files beside their places, and empty directories. */
export function clearLitter(state: StateDirectory): void {
  for (const record of recordsOf(readJournal(state.journal) ?? "").toReversed()) {
    if ("directory" in record) removeMade(placeOf(state.target, record.directory));
    if (!("temp" in record) || !record.temp.includes(TEMPORARY)) continue;
    const place = placeOf(state.target, record.temp);
    if (isReachedDirectly(place)) removeFile(place);
  }
}

/** Removes a directory of the target that was made for files and got none, if that can be done. */
export function removeMade(place: string): void {
  try {
    if (lstatSync(place).isDirectory() && isReachedDirectly(place)) removeIfEmpty(place);
  } catch {
    // It went, or cannot be looked at.
  }
}

/** How a temporary file outside `.syncmedia/` is called: short, so that no file system finds it too long. */
export const TEMPORARY = ".syncmedia-";

function readJournal(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

function recordsOf(text: string): readonly JournalRecord[] {
  return text.split("\n").flatMap(parseRecord);
}

/** A line that a kill or a full disk has torn tells of a step that was not taken. */
function parseRecord(line: string): readonly JournalRecord[] {
  try {
    const record = JSON.parse(line) as JournalRecord;
    return parseLogicalPath(pathOf(record)).kind === "path" ? [record] : [];
  } catch {
    return [];
  }
}

function pathOf(record: JournalRecord): string {
  if ("path" in record) return record.path;
  if ("temp" in record) return record.temp;
  return "link" in record ? record.link : record.directory;
}

function stands({ target }: StateDirectory, record: CopyRecord): boolean {
  const place = placeOf(target, record.path);
  if (!isReachedDirectly(place)) return false;
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || stats.size !== record.size || stats.mtimeMs !== record.mtimeMs) return false;
  return sha256Of(place) === record.sha256;
}

function entryOf({ path, sha256, size }: CopyRecord): LedgerFile {
  return { path, sha256, size };
}
