import { type Claims, claim } from "../thread/claims.ts";
import type { MediaFile } from "@mediaroot/core";
import { type StagedCopy, stageCopy } from "./copy-file.ts";

/** A file to copy, in a form that can be sent to another thread. */
export interface CopyOrder {
  /** Its index in the claims. */
  readonly index: number;
  readonly file: Pick<MediaFile, "path" | "identity">;
  /** The path of the new file. */
  readonly temporary: string;
  readonly sha256: string | undefined;
}

/** Files for a thread to copy. */
export interface CopyMessage {
  readonly orders: readonly CopyOrder[];
  readonly claims: Claims;
}

/** The copies that a thread has made, by index. */
export type Copies = ReadonlyMap<number, StagedCopy>;

/** Copies the files that no other thread has claimed. One that fails is left out: whoever sent it tries again, and reports its error. */
export function copyOrders({ orders, claims }: CopyMessage): Copies {
  const copies = new Map<number, StagedCopy>();
  for (const { index, file, temporary, sha256 } of orders) {
    if (!claim(claims, index)) continue;
    try {
      copies.set(index, stageCopy(file, temporary, sha256));
    } catch {
      continue;
    }
  }
  return copies;
}
