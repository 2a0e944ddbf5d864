import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { syncError } from "../errors.ts";
import type { SyncAction, WriteAction } from "../plan/sync-action.ts";
import type { CompressedContent } from "../plan/write-content.ts";
import { compress, isWorthwhile } from "../publication/compression.ts";
import { makeBytes } from "./copy-file.ts";

/** The action that writes a compressed variant. */
export type VariantAction = WriteAction & { readonly content: CompressedContent };

/** The result of compressing some bytes. */
export type Compressed =
  | { readonly kind: "worthwhile"; readonly bytes: Buffer }
  | { readonly kind: "gainless" }
  /** The signal was aborted before it was done. */
  | { readonly kind: "interrupted" };

/** Compresses ahead of what is written. */
export interface Compressor {
  /**
   * @param action the next one; variants of the same bytes come one after the other
   * @throws SOURCE_CHANGED; system errors
   */
  next(action: VariantAction): Promise<Compressed>;
}

/** @returns whether an action writes a compressed variant */
export function isVariant(action: SyncAction): action is VariantAction {
  return action.kind === "write" && action.content.kind === "compressed";
}

/** No further file is begun while those that are being compressed, or wait to be written, have this many bytes. */
const MAX_AHEAD = 128 * 1024 * 1024;

/**
 * Creates a compressor. It works on as many files at once as there are processors, and goes on to the next ones while a large one
 * takes long.
 *
 * @param actions the actions of a plan
 * @param signal ends the work soon, in the middle of a file too
 */
export function createCompressor(actions: readonly SyncAction[], signal?: AbortSignal): Compressor {
  const contents = new Map(actions.filter(isVariant).map(({ content }) => [keyOf(content), content])).entries();
  const started = new Map<string, { readonly result: Promise<Compressed>; readonly size: number }>();
  let [working, ahead] = [0, 0];
  let current = "";

  const begin = (key: string, content: CompressedContent): Promise<Compressed> => {
    const size = sizeOf(content);
    [working, ahead] = [working + 1, ahead + size];
    const result = compressContent(content, signal).finally(() => {
      working -= 1;
      fill();
    });
    // An error is reported by the action that waits for it, which may not have come yet.
    result.catch(() => {});
    started.set(key, { result, size });
    return result;
  };

  const fill = (): void => {
    if (working >= availableParallelism() || ahead >= MAX_AHEAD || signal?.aborted === true) return;
    const next = contents.next();
    if (next.done === true) return;
    void begin(...next.value);
    fill();
  };

  return {
    next({ content }) {
      const key = keyOf(content);
      if (key !== current) {
        ahead -= started.get(current)?.size ?? 0;
        started.delete(current);
        current = key;
      }
      fill();
      return started.get(key)?.result ?? begin(key, content);
    },
  };
}

function sizeOf({ base }: CompressedContent): number {
  return base.kind === "made" ? base.size : base.file.identity.size;
}

function keyOf({ of, coding }: CompressedContent): string {
  return `${coding} ${of}`;
}

async function compressContent(content: CompressedContent, signal: AbortSignal | undefined): Promise<Compressed> {
  const bytes = bytesOf(content);
  try {
    const compressed = await compress(bytes, content.coding, signal);
    return isWorthwhile(bytes.length, compressed.length)
      ? { kind: "worthwhile", bytes: compressed }
      : { kind: "gainless" };
  } catch (error) {
    if (signal?.aborted === true) return { kind: "interrupted" };
    throw error;
  }
}

function bytesOf({ base, of }: CompressedContent): Uint8Array {
  if (base.kind === "made") return makeBytes(base);
  const bytes = readFileSync(base.file.path);
  if (hash("sha256", bytes, "hex") !== of) throw syncError("SOURCE_CHANGED", { file: base.file.path });
  return bytes;
}
