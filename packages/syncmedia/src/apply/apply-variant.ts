import { hash } from "node:crypto";
import type { LedgerFiles } from "@mediaroot/core/internal";
import { applyRemove } from "./apply-remove.ts";
import type { ApplyContext } from "./apply-context.ts";
import { attempt, type Run, timed } from "./apply-run.ts";
import { type Compressor, isVariant, type VariantAction } from "./compressor.ts";
import type { WriteAction } from "../plan/sync-action.ts";
import type { SyncPlan } from "../plan/sync-plan.ts";

/**
 * Compresses the bytes of a variant. Where that gains nothing, the variant of older bytes is removed, if there is one, and the ledger
 * will say so.
 *
 * @returns the action that writes the variant; undefined if there is nothing to write, it failed, or it was interrupted
 */
export async function prepareVariant(
  context: ApplyContext,
  action: VariantAction,
  { run, compressor }: { readonly run: Run; readonly compressor: Compressor },
): Promise<WriteAction | undefined> {
  const compressed = await attempt(run, action, () => compressor.next(action));
  if (compressed === undefined || compressed.kind === "interrupted") return undefined;
  if (compressed.kind === "gainless") {
    recordGainless(context, action);
    removeOld(context, action, run);
    return undefined;
  }
  const { bytes } = compressed;
  const made = { kind: "made", name: action.path, sha256: hash("sha256", bytes), size: bytes.length } as const;
  return { ...action, content: { ...made, make: () => bytes } };
}

/** A variant that could not be replaced does not survive the bytes that it was made of. */
export function removeFailedVariants(context: ApplyContext, { actions }: SyncPlan, run: Run): void {
  const failed = new Set(run.failed.map(({ path }) => path));
  for (const action of actions) {
    if (!isVariant(action) || action.expected === undefined || !failed.has(action.path)) continue;
    try {
      applyRemove(context, action);
    } catch {
      // Somebody has changed it, so it is not ours.
    }
  }
}

/** @returns the files of the ledger, each with the codings that gain nothing for it */
export function withGainless({ files, gainless }: ApplyContext): LedgerFiles {
  if (gainless.size === 0) return files;
  for (const [path, file] of files) {
    const found = gainless.get(file.sha256);
    if (found !== undefined) files.set(path, { ...file, gainless: [...new Set([...(file.gainless ?? []), ...found])] });
  }
  return files;
}

function recordGainless({ gainless }: ApplyContext, { content }: VariantAction): void {
  const { of, coding } = content;
  gainless.set(of, [...new Set([...(gainless.get(of) ?? []), coding])]);
}

function removeOld(context: ApplyContext, { app, path, expected }: VariantAction, run: Run): void {
  if (expected === undefined) run.needless += 1;
  else timed(run, [{ kind: "remove", app, path, expected }], () => applyRemove(context, { path, expected }));
}
