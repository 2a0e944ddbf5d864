import type { SyncAction, WriteAction } from "../plan/sync-action.ts";
import type { FileContent } from "../plan/write-content.ts";
import { discard } from "../disk/remove.ts";
import { claim, type Claims, createClaims } from "../thread/claims.ts";
import type { ApplyContext } from "./apply-context.ts";
import { type StagedWrite, stageWrite } from "./apply-write.ts";
import type { Copies, CopyOrder } from "./copy-orders.ts";
import { type CopyingThread, startCopyingThread } from "./copying-thread.ts";

/** Makes the temporary files of a run. Where there is much to copy, a second thread copies ahead of what is written. */
export interface Copier {
  /**
   * @param action the next one
   * @throws SOURCE_CHANGED; system errors
   */
  stage(action: WriteAction): Promise<StagedWrite>;
  /** Ends the second thread, and removes what it has copied ahead. */
  stop(): Promise<void>;
}

type FileWrite = WriteAction & { readonly content: FileContent };

/** A file that was sent to the second thread. */
interface Sent {
  readonly order: CopyOrder;
  readonly claims: Claims;
  /** What the second thread has copied of this file and those that were sent with it. */
  readonly copies: Promise<Copies>;
}

/** So many files, or files of so many bytes, are sent to the second thread at once. */
const GROUP = { files: 250, bytes: 16_000_000 };
/** No more are sent while so many files, or files of so many bytes, wait to be written. */
const MAX_AHEAD = { files: 5000, bytes: 256_000_000 };

/** @param actions the actions of a plan, which are staged in this order */
export function createCopier(context: ApplyContext, actions: readonly SyncAction[]): Copier {
  const files = actions.filter(isFileWrite);
  const thread = startCopyingThread(files.length);
  if (thread !== undefined) return copyAhead(context, files, thread);
  return { stage: async (action) => stageWrite(context, action), stop: async () => {} };
}

function isFileWrite(action: SyncAction): action is FileWrite {
  return action.kind === "write" && action.content.kind === "file";
}

function copyAhead(context: ApplyContext, files: readonly FileWrite[], thread: CopyingThread): Copier {
  const sent = new Map<WriteAction, Sent>();
  let [next, ahead] = [0, 0];

  const send = (): void => {
    while (next < files.length && sent.size < MAX_AHEAD.files && ahead < MAX_AHEAD.bytes) {
      const group = groupFrom(files, next);
      next += group.length;
      for (const one of group) ahead += sizeOf(one);
      for (const [action, one] of sendGroup(context, group, thread)) sent.set(action, one);
    }
  };

  const take = (action: WriteAction, one: Sent): void => {
    sent.delete(action);
    ahead -= one.order.file.identity.size;
    send();
  };

  send();
  return {
    async stage(action) {
      const one = sent.get(action);
      if (one === undefined) return stageWrite(context, action);
      take(action, one);
      return stageSent(context, action, one);
    },
    async stop() {
      next = files.length;
      // Not waited for: it may have begun with a large file. Once it has ended, it writes no more.
      await thread.close();
      for (const { order, claims } of sent.values()) if (!claim(claims, order.index)) discard(order.temporary);
      sent.clear();
    },
  };
}

/** A group ends with the file that makes it large: what is copied ahead takes room on the disk. */
function groupFrom(files: readonly FileWrite[], start: number): readonly FileWrite[] {
  let [end, bytes] = [start, 0];
  for (; end < files.length && end - start < GROUP.files && bytes < GROUP.bytes; end += 1) {
    const file = files[end];
    bytes += file === undefined ? 0 : sizeOf(file);
  }
  return files.slice(start, end);
}

/** The second thread begins with the last file of a group, because this one begins with the first. */
function sendGroup(
  context: ApplyContext,
  group: readonly FileWrite[],
  thread: CopyingThread,
): readonly (readonly [WriteAction, Sent])[] {
  const claims = createClaims(group.length);
  const orders = group.map((action, index) => orderOf(action, index, context.temporary()));
  const copies = thread.copy({ orders: orders.toReversed(), claims });
  return group.flatMap((action, index) => {
    const order = orders[index];
    return order === undefined ? [] : [[action, { order, claims, copies }] as const];
  });
}

function orderOf({ content }: FileWrite, index: number, temporary: string): CopyOrder {
  const { path, identity } = content.file;
  return { index, file: { path, identity }, temporary, sha256: content.sha256 };
}

async function stageSent(
  context: ApplyContext,
  action: WriteAction,
  { order, claims, copies }: Sent,
): Promise<StagedWrite> {
  if (claim(claims, order.index)) return stageWrite(context, action, order.temporary);
  const copy = (await copies).get(order.index);
  return copy === undefined ? stageWrite(context, action) : { action, temporary: order.temporary, copy };
}

function sizeOf({ content }: FileWrite): number {
  return content.file.identity.size;
}
