import { closeSync, fsyncSync } from "node:fs";
import { parseLogicalPath } from "@mediaroot/core";
import type { LedgerFile } from "@mediaroot/core/internal";
import type { DirectoryTree } from "../disk/directory-tree.ts";
import { removeFile, removeIfEmpty } from "../disk/remove.ts";
import type { StateDirectory } from "./state-directory.ts";
import { appendStateFile, readStateFile } from "./state-file.ts";
import { writeWhole } from "../disk/write-whole.ts";

/** A copy that is about to be renamed to its path. */
export interface CopyRecord extends Pick<LedgerFile, "release" | "encoding" | "of"> {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** For a manifest: the number of its release. */
  readonly publishes?: number | undefined;
}

/**
 * A step that is about to be taken. It is recorded before it is taken, so that the next run knows what is ours even after a
 * kill at any instant.
 */
export type JournalRecord =
  | CopyRecord
  | { readonly link: string; readonly to: string }
  /** The logical path of a temporary file outside `.syncmedia/`. */
  | { readonly temp: string }
  /** The logical path of a directory for files that come next. */
  | { readonly directory: string };

/** The journal of a run. The file is created with the first record. */
export interface Journal {
  add(...records: readonly JournalRecord[]): void;
  /** Flushes the records to disk, so that a power loss cannot take them. */
  flush(): void;
  close(): void;
}

/** Creates a journal. The records are written before `add` returns. */
export function createJournal(state: StateDirectory): Journal {
  let fd: number | undefined;
  return {
    add(...records) {
      fd ??= appendStateFile(state, state.journal);
      // The newline comes first, so that a record cut short by a full disk does not damage the next one.
      writeWhole(fd, Buffer.from(records.map((record) => `\n${JSON.stringify(record)}`).join("")));
    },
    flush() {
      if (fd !== undefined) fsyncSync(fd);
    },
    close() {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}

/** Removes what a killed run left outside `.syncmedia/`: temporary files and empty directories. */
export function removeStrayFiles(state: StateDirectory, tree: DirectoryTree): void {
  for (const record of recordsOf(readStateFile(state, state.journal) ?? "").toReversed()) {
    if ("directory" in record) removeMade(tree, record.directory);
    if (!("temp" in record) || !record.temp.includes(TEMPORARY)) continue;
    const place = reachOrNot(tree, record.temp);
    if (place !== undefined) removeFile(place);
  }
}

/** Removes a directory of the target that was made for files and has none, if possible. */
export function removeMade(tree: DirectoryTree, directory: string): void {
  const place = reachOrNot(tree, directory);
  if (place !== undefined) removeIfEmpty(place);
}

function reachOrNot(tree: DirectoryTree, logicalPath: string): string | undefined {
  try {
    return tree.reach(logicalPath);
  } catch {
    // A directory on the way was replaced, or cannot be read.
    return undefined;
  }
}

/** Prefix of temporary files outside `.syncmedia/`. It is short, so that no file system refuses the name. */
export const TEMPORARY = ".syncmedia-";

/** @returns the records of a journal, those of other versions and damaged ones left out */
export function recordsOf(text: string): readonly JournalRecord[] {
  return text.split("\n").flatMap(parseRecord);
}

/** A line cut short by a kill or a full disk records a step that was not taken. */
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
