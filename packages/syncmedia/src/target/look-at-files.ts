import { lstatSync } from "node:fs";
import { hasIdentity } from "@mediaroot/core/identity-columns";
import type { IdentityColumns } from "@mediaroot/core/internal";

/** What has been found out about a file of the ledger: a bit for each. */
export const FOUND = {
  /** The plan has looked at the file itself, or needs to know nothing of it. */
  taken: 1,
  /** Its copy is in the target, with the identity that the ledger has. */
  copy: 2,
  /** The app has the file that it was copied from, with the identity that the ledger has. */
  source: 4,
} as const;

/** The files of a ledger that the looking thread looks at. Rows are those of the ledger's table. */
export interface FilesToLookAt {
  /** The logical path of each row. */
  readonly paths: readonly string[];
  /** The target's directory. */
  readonly target: string;
  readonly copies: IdentityColumns;
  /** The media directory of each app whose files are to be looked at, by label. */
  readonly media: ReadonlyMap<string, string>;
  readonly sources: IdentityColumns;
  /** The bits of each row, in memory that both threads share. */
  readonly found: Uint8Array;
}

/**
 * Looks at each file about which nothing has been found out. Begins at the last row, since the plan begins at the first one. Writes down
 * only what is as the ledger has it: at the rest the plan looks itself. Never throws.
 */
export function lookAtFiles({ paths, target, copies, media, sources, found }: FilesToLookAt): void {
  for (let row = paths.length - 1; row >= 0; row -= 1) {
    if (found[row] !== 0) continue;
    const path = paths[row] ?? "";
    const source = placeOfSource(media, path);
    const copy = isRecorded(copies, row, `${target}/${path}`) ? FOUND.copy : 0;
    found[row] = copy | (source !== undefined && isRecorded(sources, row, source) ? FOUND.source : 0);
  }
}

function placeOfSource(media: ReadonlyMap<string, string>, path: string): string | undefined {
  const end = path.indexOf("/");
  const directory = media.get(path.slice(0, end));
  return directory === undefined ? undefined : directory + path.slice(end);
}

/** Whether there is a regular file, with the identity that a row has. */
function isRecorded(identities: IdentityColumns, row: number, place: string): boolean {
  if (Number.isNaN(identities.ino[row])) return false;
  try {
    const stats = lstatSync(place, { throwIfNoEntry: false });
    return stats?.isFile() === true && hasIdentity(identities, row, stats);
  } catch {
    return false;
  }
}
