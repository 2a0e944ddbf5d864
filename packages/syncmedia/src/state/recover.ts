import { lstatSync, type Stats } from "node:fs";
import {
  createLedgerTable,
  errnoOf,
  type LedgerFile,
  type LoadedLedger,
  type Release,
  sha256Of,
} from "@mediaroot/core/internal";
import { absolutePath, isReachedDirectly } from "../target/target-path.ts";
import { type CopyRecord, recordsOf } from "./journal.ts";
import type { StateDirectory } from "./state-directory.ts";
import { readStateFile } from "./state-file.ts";

/** The ledger, completed from the journal of a killed run. */
export interface Recovery {
  readonly ledger: LoadedLedger;
  /** Whether there was a killed run. */
  readonly interrupted: boolean;
  /** Logical paths of the directories that it made. */
  readonly directories: ReadonlySet<string>;
}

/**
 * Adds to the ledger what a killed run wrote. The journal has what it was about to write; the target shows whether it did.
 *
 * @param ledger the ledger before that run
 */
export function recover(state: StateDirectory, ledger: LoadedLedger): Recovery {
  const text = readStateFile(state, state.journal);
  if (text === undefined) return { ledger, interrupted: false, directories: new Set() };
  const files = createLedgerTable(ledger.files);
  const links = new Map(ledger.links);
  const directories = new Set<string>();
  const releases = [...(ledger.releases ?? [])];
  for (const record of recordsOf(text)) {
    if ("directory" in record) directories.add(record.directory);
    else if ("link" in record) links.set(record.link, record.to);
    else if ("path" in record && isInTarget(state, record)) {
      files.set(record.path, entryOf(record));
      releases.push(...releaseOf(record, releases));
    }
  }
  return {
    ledger: { ...ledger, files, links, ...(releases.length === 0 ? {} : { releases }) },
    interrupted: true,
    directories,
  };
}

function isInTarget({ target }: StateDirectory, record: CopyRecord): boolean {
  const place = absolutePath(target, record.path);
  if (!isReachedDirectly(place)) return false;
  const stats = statsAt(place);
  if (stats?.isFile() !== true || stats.size !== record.size || stats.mtimeMs !== record.mtimeMs) return false;
  return sha256Of(place) === record.sha256;
}

/** A copy that was to replace a file by a directory may be recorded while the file is still there. */
function statsAt(place: string): Stats | undefined {
  try {
    return lstatSync(place, { throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

function releaseOf({ publishes, mtimeMs }: CopyRecord, known: readonly Release[]): readonly Release[] {
  if (publishes === undefined || publishes <= (known.at(-1)?.number ?? 0)) return [];
  return [{ number: publishes, publishedAt: Math.round(mtimeMs) }];
}

function entryOf({ path, sha256, size, release, encoding, of }: CopyRecord): LedgerFile {
  return { path, sha256, size, release, encoding, of };
}
