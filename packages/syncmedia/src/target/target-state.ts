import { lstatSync, type Stats } from "node:fs";
import { identityOf, type LedgerFile, type StatIdentity } from "@mediaroot/core";
import { compareWithLedger } from "../disk/content.ts";
import { placeOf } from "./inside-target.ts";
import { walkTarget } from "./target-walk.ts";

/** What stands at a path of the target. Links are never followed. */
export type Standing =
  | { readonly kind: "absent" }
  /** Our copy, unedited; `entry` is the ledger's word for it as it stands now. */
  | { readonly kind: "copy"; readonly path: string; readonly identity: StatIdentity; readonly entry: LedgerFile }
  | { readonly kind: "our link"; readonly path: string; readonly identity: StatIdentity }
  /** A directory that holds nothing but our copies (and directories of them). */
  | { readonly kind: "our directory"; readonly path: string; readonly copies: readonly StandingCopy[] }
  | Override;

export type StandingCopy = Extract<Standing, { kind: "copy" }>;

/** Something that is not ours. */
export interface Override {
  readonly kind: "override";
  readonly path: string;
  readonly identity: StatIdentity;
  readonly what: "file" | "edited copy" | "link" | "directory" | "special file";
}

/** Looks at the target, a directory once. */
export interface TargetState {
  /** What stands at a logical path, or at the first part of it that is no directory. */
  at(logicalPath: string): Standing;
  /** Everything below a directory: files, links, directories that are empty, each with whose it is. */
  below(logicalPath: string): readonly Found[];
}

/** What tells ours from theirs. */
export interface Ownership {
  /** What the ledger says of a file. */
  readonly entryOf: (logicalPath: string) => LedgerFile | undefined;
  /** Whether a link that stands at a logical path is ours. */
  readonly isOurLink: (logicalPath: string, place: string) => boolean;
  /** Whether an empty directory is one that a killed run has made. */
  readonly isOurDirectory: (logicalPath: string) => boolean;
}

/**
 * Creates the view of a target.
 *
 * @param target its real directory, which need not exist
 */
export function createTargetState(target: string, ownership: Ownership): TargetState {
  const directories = new Map<string, Standing | "directory">([["", "directory"]]);

  const look = (path: string): Standing | "directory" => {
    const stats = lstatSync(placeOf(target, path), { throwIfNoEntry: false });
    if (stats === undefined) return { kind: "absent" };
    return stats.isDirectory() ? "directory" : classify({ target, path, stats }, ownership);
  };

  const directoryAt = (path: string): Standing | "directory" => {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const above = directoryAt(parentOf(path));
    const found = above === "directory" ? look(path) : above;
    directories.set(path, found);
    return found;
  };

  const below = (directory: string): readonly Found[] =>
    [...walkTarget(placeOf(target, directory), directory)].flatMap(({ path, stats, isEmpty }): readonly Found[] => {
      if (stats === undefined) return [{ kind: "unreachable", path }];
      if (!stats.isDirectory()) return [classify({ target, path, stats }, ownership)];
      if (!isEmpty || ownership.isOurDirectory(path)) return [];
      return [{ kind: "override", path, identity: identityOf(stats), what: "directory" }];
    });

  /** An empty directory is the user's, unless a killed run has made it. */
  const directoryOf = (path: string, inside: readonly Found[]): Standing => {
    const copies = inside.filter((standing) => standing.kind === "copy");
    const isOurs = inside.length === 0 ? ownership.isOurDirectory(path) : copies.length === inside.length;
    if (isOurs) return { kind: "our directory", path, copies };
    return { kind: "override", path, identity: identityOf(lstatSync(placeOf(target, path))), what: "directory" };
  };

  return {
    below,
    at(path) {
      const above = directoryAt(parentOf(path));
      const found = above === "directory" ? look(path) : above;
      return found === "directory" ? directoryOf(path, below(path)) : found;
    },
  };
}

/** Something below a directory. */
export type Found =
  | Exclude<Standing, { readonly kind: "absent" | "our directory" }>
  /** A name that is no UTF-8. It is not ours, and nothing can be done about it. */
  | { readonly kind: "unreachable"; readonly path: string };

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

interface Stood {
  readonly target: string;
  readonly path: string;
  readonly stats: Stats;
}

function classify({ target, path, stats }: Stood, { entryOf, isOurLink }: Ownership): Standing & Found {
  const identity = identityOf(stats);
  const place = placeOf(target, path);
  const override = (what: Override["what"]): Override => ({ kind: "override", path, identity, what });
  if (stats.isSymbolicLink()) {
    return isOurLink(path, place) ? { kind: "our link", path, identity } : override("link");
  }
  if (!stats.isFile()) return override("special file");
  const entry = entryOf(path);
  if (entry === undefined) return override("file");
  const compared = compareWithLedger(entry, "copy", { path: place, identity });
  return compared.same ? { kind: "copy", path, identity, entry: compared.entry } : override("edited copy");
}
