import { lstatSync, renameSync } from "node:fs";
import { splitPath, type StatIdentity } from "@mediaroot/core";
import { errnoOf, identityOf, type LedgerFile, parentOf } from "@mediaroot/core/internal";
import { afterRename, type ApplyContext, makeParents, markChanged, reach, requireExpected } from "./apply-context.ts";
import { clearObstacle } from "./apply-remove.ts";
import { settled } from "../disk/content.ts";
import { type StagedCopy, stageBytes, stageCopy, stageMade } from "./copy-file.ts";
import { type JournalRecord, TEMPORARY } from "../state/journal.ts";
import { flushFile } from "../disk/flush.ts";
import { discard } from "../disk/remove.ts";
import type { WriteAction } from "../plan/sync-action.ts";

/** A file that is copied to a temporary file. */
export interface StagedWrite {
  readonly action: WriteAction;
  readonly temporary: string;
  readonly copy: StagedCopy;
}

/**
 * Copies a file to a temporary file.
 *
 * @param temporary its path; default: a new one
 * @throws SOURCE_CHANGED; system errors
 */
export function stageWrite(
  context: ApplyContext,
  action: WriteAction,
  temporary: string = context.temporary(),
): StagedWrite {
  return { action, temporary, copy: stage(context, action, temporary) };
}

/**
 * Moves a staged file to its path. It is recorded in the journal and on disk already. A reader sees the old file or the new one.
 *
 * @throws TARGET_CHANGED; system errors; the old file is unchanged then, and the staged one is still there or gone
 */
export function applyWrite(context: ApplyContext, write: StagedWrite): void {
  const { action, copy } = write;
  const entry = action.staged ? putAside(context, write) : put(context, write);
  if (action.staged) context.staged.set(action.app, [...(context.staged.get(action.app) ?? []), entry]);
  else context.files.set(action.path, entry);
  context.bytes.set(action.app, (context.bytes.get(action.app) ?? 0) + copy.size);
}

function stage(context: ApplyContext, { path, content }: WriteAction, temporary: string): StagedCopy {
  if (content.kind === "file") return stageCopy(content.file, temporary, content.sha256);
  if (content.kind === "made") return stageMade(content, temporary);
  if (content.kind === "manifest") return stageBytes(Buffer.from(content.render(context.files)), temporary);
  throw new TypeError(`${path} is not compressed yet`);
}

function put(context: ApplyContext, { action, temporary, copy }: StagedWrite): LedgerFile {
  for (const obstacle of action.obstacles) clearObstacle(context, obstacle, action.path);
  const place = makeParents(context, action.path);
  const expected = expectedNow(context, action, place);
  requireExpected(place, action.path, expected);
  try {
    renameSync(temporary, place);
  } catch (error) {
    if (errnoOf(error) !== "EXDEV") throw error;
    return putAcrossDevices(context, action, expected);
  }
  markChanged(context, action.path);
  return entryOf(action, place, copy);
}

/**
 * An override that was set aside by a hard link is still there. The link has changed its ctime, and nothing else may have
 * changed.
 */
function expectedNow(context: ApplyContext, action: WriteAction, place: string): StatIdentity | undefined {
  const { path: wanted, expected, obstacles } = action;
  const aside = obstacles.find(({ path: cleared }) => cleared === wanted)?.expected;
  if (aside === undefined) return afterRename(context, { logicalPath: wanted, place }, expected);
  const stats = lstatSync(place, { throwIfNoEntry: false });
  return stats === undefined ? expected : { ...aside, ctimeMs: stats.ctimeMs };
}

/** For a mount inside the target: the temporary file must be beside the file. The journal records it before it exists. */
function putAcrossDevices(context: ApplyContext, action: WriteAction, expected: StatIdentity | undefined): LedgerFile {
  const beside = [...splitPath(parentOf(action.path)), TEMPORARY + crypto.randomUUID()].join("/");
  context.journal.add({ temp: beside });
  const temporary = makeParents(context, beside);
  try {
    const copy = stage(context, action, temporary);
    context.journal.add(recordOf(action, copy));
    context.journal.flush();
    flushFile(temporary);
    const place = reach(context, action.path) ?? "";
    // Copying a large file again takes a while, so the path is checked again.
    requireExpected(place, action.path, expected);
    renameSync(temporary, place);
    markChanged(context, action.path);
    return entryOf(action, place, copy);
  } catch (error) {
    discard(temporary);
    throw error;
  }
}

/** Moves a staged file to the app's staging directory, which a swap will put in place of a link. */
function putAside(context: ApplyContext, { action, temporary, copy }: StagedWrite): LedgerFile {
  const place = context.staging.make(action.path, (directory) => markChanged(context, directory));
  renameSync(temporary, place);
  markChanged(context, action.path);
  return entryOf(action, place, copy);
}

/** The journal's record of a write. */
export function recordOf({ path, content, release, variant }: WriteAction, copy: StagedCopy): JournalRecord {
  const publishes = content.kind === "manifest" ? content.release : undefined;
  return { path, ...copy, release, ...variant, publishes };
}

function entryOf(
  { path: logicalPath, content, release, variant }: WriteAction,
  place: string,
  copy: StagedCopy,
): LedgerFile {
  const { sha256, size } = copy;
  const identity = identityOf(lstatSync(place));
  const isOurs = identity.size === size && identity.mtimeMs === copy.mtimeMs;
  return {
    path: logicalPath,
    sha256,
    size,
    // If somebody changed the copy already, its content will be compared next time.
    copy: isOurs ? settled(identity) : undefined,
    source: content.kind === "file" ? settled(content.file.identity) : undefined,
    release,
    ...variant,
  };
}
