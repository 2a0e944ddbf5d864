import { type Dirent, opendirSync } from "node:fs";
import path from "node:path";
import { entryAt, type LinkRules } from "@mediaroot/core/internal";

/** Reading more entries, and comparing their names with another, takes too long for a suggestion. */
const MAX_ENTRIES = 5000;

/**
 * Lists the names of templates for suggestions, those nearest to the top of a directory first. It stops after 5000 files and
 * directories. Links are followed as they are when a template is read.
 *
 * @param directories template directories, absolute; what cannot be read is left out
 */
export function templateNames(directories: readonly string[], links: LinkRules): readonly string[] {
  const names = new Set<string>();
  let left = MAX_ENTRIES;
  for (const directory of directories) {
    for (const { kind, name } of entriesBelow(directory, links)) {
      if (left === 0) return [...names];
      left -= 1;
      if (kind === "file") names.add(name);
    }
  }
  return [...names];
}

/** @returns the names of the templates of a directory, one by one, those nearest to its top first */
export function* namesBelow(directory: string, links: LinkRules): Generator<string, void> {
  for (const { kind, name } of entriesBelow(directory, links)) if (kind === "file") yield name;
}

interface Entry {
  readonly kind: "file" | "directory" | "other";
  /** Below the template directory, joined by "/". */
  readonly name: string;
}

function* entriesBelow(directory: string, links: LinkRules): Generator<Entry, void> {
  const directories: (readonly string[])[] = [[]];
  // The loop goes on to the directories that it adds.
  for (const above of directories) {
    for (const entry of readEntries(path.join(directory, ...above))) {
      const segments = [...above, entry.name];
      const kind = entry.isSymbolicLink() ? followLink(directory, segments, links) : kindOf(entry);
      if (kind === "directory") directories.push(segments);
      yield { kind, name: segments.join("/") };
    }
  }
}

/** One by one: a directory may have millions. */
function* readEntries(directory: string): Generator<Dirent, void> {
  try {
    const opened = opendirSync(directory);
    try {
      for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) yield entry;
    } finally {
      opened.closeSync();
    }
  } catch {
    // It does not exist, or cannot be read.
  }
}

function kindOf(entry: Dirent): Entry["kind"] {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "directory" : "other";
}

function followLink(directory: string, segments: readonly string[], links: LinkRules): Entry["kind"] {
  try {
    const { kind } = entryAt(directory, segments, links);
    return kind === "file" || kind === "directory" ? kind : "other";
  } catch {
    return "other";
  }
}
