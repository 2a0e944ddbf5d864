import { lstatSync, type Stats } from "node:fs";
import type { StatIdentity } from "@mediaroot/core";
import { identityOf, isCutShort, type LedgerFile, parentOf } from "@mediaroot/core/internal";
import { compareWithLedger } from "../disk/content.ts";
import { absolutePath } from "./target-path.ts";
import { walkTarget } from "./target-walk.ts";

/** The state of a path in the target. Links are never followed. */
export type TargetEntry =
  | { readonly kind: "absent" }
  /** An unedited copy of ours; `ledgerFile` is its ledger line, updated to how the copy is on disk now. */
  | {
      readonly kind: "copy";
      readonly path: string;
      readonly identity: StatIdentity;
      readonly ledgerFile: LedgerFile;
      /** Whether a power loss has cut it short. */
      readonly isCut: boolean;
    }
  | { readonly kind: "our link"; readonly path: string; readonly identity: StatIdentity }
  /** A directory that holds only copies of ours, and directories of them. */
  | { readonly kind: "our directory"; readonly path: string; readonly copies: readonly CopyEntry[] }
  | Override;

export type CopyEntry = Extract<TargetEntry, { kind: "copy" }>;

/** Something that syncmedia does not own. */
export interface Override {
  readonly kind: "override";
  readonly path: string;
  readonly identity: StatIdentity;
  readonly what: "file" | "edited copy" | "link" | "directory" | "special file";
}

/** Something below a directory of the target. */
export type EntryBelow =
  | Exclude<TargetEntry, { readonly kind: "absent" | "our directory" }>
  /** A name that is not valid UTF-8. It is not ours, and Node cannot do anything with it. */
  | { readonly kind: "unreachable"; readonly path: string };

/** A view of the target. Each directory is looked at once. */
export interface TargetState {
  /** @returns the entry at a logical path, or at the first part of that path that is not a directory */
  at(logicalPath: string): TargetEntry;
  /** Whether our copy is at a logical path, with the identity that the ledger has. Costs less than `at`, which compares contents too. */
  hasRecorded(logicalPath: string): boolean;
  /** @returns every file, link and empty directory below a directory */
  below(logicalPath: string): readonly EntryBelow[];
}

/** Decides what is ours. */
export interface Ownership {
  /** @returns the ledger's line for a file */
  readonly ledgerFileOf: (logicalPath: string) => LedgerFile | undefined;
  /** Whether the ledger has this identity for our copy. */
  readonly isRecorded: (logicalPath: string, identity: StatIdentity) => boolean;
  /** Whether another thread has found our copy with the identity that the ledger has. */
  readonly isFound: (logicalPath: string) => boolean;
  /** Whether the link at a logical path is ours. */
  readonly isOurLink: (logicalPath: string, place: string) => boolean;
  /** Whether a killed run made this empty directory. */
  readonly isOurDirectory: (logicalPath: string) => boolean;
}

/**
 * Creates the view of a target.
 *
 * @param target its real directory, which need not exist
 */
export function createTargetState(target: string, ownership: Ownership): TargetState {
  const directories = new Map<string, TargetEntry | "directory">([["", "directory"]]);

  const look = (path: string): TargetEntry | "directory" => {
    const stats = lstatSync(absolutePath(target, path), { throwIfNoEntry: false });
    if (stats === undefined) return { kind: "absent" };
    return stats.isDirectory() ? "directory" : classify({ target, path, stats }, ownership);
  };

  const directoryAt = (path: string): TargetEntry | "directory" => {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const above = directoryAt(parentOf(path));
    const entry = above === "directory" ? look(path) : above;
    directories.set(path, entry);
    return entry;
  };

  const below = (directory: string): readonly EntryBelow[] => entriesBelow(target, directory, ownership);

  const directoryEntry = (path: string, inside: readonly EntryBelow[]): TargetEntry => {
    const copies = inside.filter((entry) => entry.kind === "copy");
    // An empty directory is the user's, unless a killed run made it.
    const isOurs = inside.length === 0 ? ownership.isOurDirectory(path) : copies.length === inside.length;
    if (isOurs) return { kind: "our directory", path, copies };
    return { kind: "override", path, identity: identityOf(lstatSync(absolutePath(target, path))), what: "directory" };
  };

  return {
    below,
    hasRecorded(path) {
      if (directoryAt(parentOf(path)) !== "directory") return false;
      if (ownership.isFound(path)) return true;
      const stats = lstatSync(absolutePath(target, path), { throwIfNoEntry: false });
      return stats?.isFile() === true && ownership.isRecorded(path, stats);
    },
    at(path) {
      const above = directoryAt(parentOf(path));
      const entry = above === "directory" ? look(path) : above;
      return entry === "directory" ? directoryEntry(path, below(path)) : entry;
    },
  };
}

function entriesBelow(target: string, directory: string, ownership: Ownership): readonly EntryBelow[] {
  return [...walkTarget(absolutePath(target, directory), directory)].flatMap(
    ({ path, stats, isEmpty }): readonly EntryBelow[] => {
      if (stats === undefined) return [{ kind: "unreachable", path }];
      if (!stats.isDirectory()) return [classify({ target, path, stats }, ownership)];
      if (!isEmpty || ownership.isOurDirectory(path)) return [];
      return [{ kind: "override", path, identity: identityOf(stats), what: "directory" }];
    },
  );
}

interface Looked {
  readonly target: string;
  readonly path: string;
  readonly stats: Stats;
}

function classify(
  { target, path, stats }: Looked,
  { ledgerFileOf, isOurLink }: Ownership,
): CopyEntry | Extract<TargetEntry, { kind: "our link" }> | Override {
  const identity = identityOf(stats);
  const place = absolutePath(target, path);
  const override = (what: Override["what"]): Override => ({ kind: "override", path, identity, what });
  if (stats.isSymbolicLink()) {
    return isOurLink(path, place) ? { kind: "our link", path, identity } : override("link");
  }
  if (!stats.isFile()) return override("special file");
  const ledgerFile = ledgerFileOf(path);
  if (ledgerFile === undefined) return override("file");
  const compared = compareWithLedger(ledgerFile, "copy", { path: place, identity });
  if (compared.same) return { kind: "copy", path, identity, ledgerFile: compared.ledgerFile, isCut: false };
  const isCut = ledgerFile.copy !== undefined && isCutShort(ledgerFile.copy, identity);
  return isCut ? { kind: "copy", path, identity, ledgerFile, isCut } : override("edited copy");
}
