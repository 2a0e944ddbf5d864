import { lstatSync, renameSync } from "node:fs";
import path from "node:path";
import { errnoOf, identityOf, type LedgerFile, type StatIdentity } from "@mediaroot/core";
import {
  afterRename,
  type ApplyContext,
  makeParents,
  absolutePathIn,
  requireExpected,
  requireReached,
} from "./apply-context.ts";
import { clearObstacle } from "./apply-remove.ts";
import { settled } from "../disk/content.ts";
import { type StagedCopy, stageCopy, stageMade } from "./copy-file.ts";
import { TEMPORARY } from "../state/journal.ts";
import { discard } from "../disk/remove.ts";
import type { WriteAction, WriteContent } from "../plan/sync-action.ts";

/**
 * Writes a file: copied to a temporary file, recorded in the journal, then renamed. A reader sees the old file or the new one.
 *
 * @throws SOURCE_CHANGED, TARGET_CHANGED; system errors; the old file is unchanged then
 */
export function applyWrite(context: ApplyContext, action: WriteAction): void {
  const temporary = context.temporary();
  const copy = stage(action.content, temporary);
  try {
    const entry = action.staged
      ? putAside(context, action, { temporary, copy })
      : put(context, action, { temporary, copy });
    if (action.staged) context.staged.set(action.app, [...(context.staged.get(action.app) ?? []), entry]);
    else context.files.set(action.path, entry);
    context.bytes.set(action.app, (context.bytes.get(action.app) ?? 0) + copy.size);
  } catch (error) {
    discard(temporary);
    throw error;
  }
}

function stage(content: WriteContent, temporary: string): StagedCopy {
  return content.kind === "file" ? stageCopy(content.file, temporary) : stageMade(content, temporary);
}

interface Staged {
  readonly temporary: string;
  readonly copy: StagedCopy;
}

function put(context: ApplyContext, action: WriteAction, { temporary, copy }: Staged): LedgerFile {
  const place = absolutePathIn(context, action.path);
  for (const obstacle of action.obstacles) clearObstacle(context, obstacle, action.path);
  const expected = expectedNow(context, action, place);
  makeParents(context, context.state.target, place);
  context.journal.add({ path: action.path, ...copy });
  requireReached(place, action.path);
  requireExpected(place, action.path, expected);
  try {
    renameSync(temporary, place);
  } catch (error) {
    if (errnoOf(error) !== "EXDEV") throw error;
    return putAcrossDevices(context, action, { place, expected });
  }
  return entryOf(action, place, copy);
}

/** An override that was set aside by a hard link is still there; the link has changed its ctime, and nothing else may have changed. */
function expectedNow(context: ApplyContext, action: WriteAction, place: string): StatIdentity | undefined {
  const { path: wanted, expected, obstacles } = action;
  const aside = obstacles.find(({ path: cleared }) => cleared === wanted)?.expected;
  if (aside === undefined) return afterRename(context, wanted, expected);
  const stats = lstatSync(place, { throwIfNoEntry: false });
  return stats === undefined ? expected : { ...aside, ctimeMs: stats.ctimeMs };
}

interface Destination {
  readonly place: string;
  readonly expected: StatIdentity | undefined;
}

/** For a mount inside the target: the temporary file must be beside the file. The journal records it before it exists. */
function putAcrossDevices(context: ApplyContext, action: WriteAction, { place, expected }: Destination): LedgerFile {
  const temporary = path.join(path.dirname(place), TEMPORARY + crypto.randomUUID());
  context.journal.add({ temp: path.relative(context.state.target, temporary).replaceAll(path.sep, "/") });
  try {
    const copy = stage(action.content, temporary);
    context.journal.add({ path: action.path, ...copy });
    // Copying a large file again takes a while, so the path is checked again.
    requireExpected(place, action.path, expected);
    renameSync(temporary, place);
    return entryOf(action, place, copy);
  } catch (error) {
    discard(temporary);
    throw error;
  }
}

/** Writes to the app's staged directory, which a swap will put in place of a link. */
function putAside(context: ApplyContext, action: WriteAction, { temporary, copy }: Staged): LedgerFile {
  const place = path.join(context.state.staging, ...action.path.split("/"));
  makeParents(context, context.state.staging, place);
  context.journal.add({ path: action.path, ...copy });
  renameSync(temporary, place);
  return entryOf(action, place, copy);
}

function entryOf({ path: logicalPath, content, release }: WriteAction, place: string, copy: StagedCopy): LedgerFile {
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
  };
}
