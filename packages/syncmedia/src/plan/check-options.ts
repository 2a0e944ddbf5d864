import { syncError } from "../errors.ts";
import type { PlanDraft } from "./plan-draft.ts";
import type { SyncOptions } from "./sync-options.ts";
import type { Method } from "./sync-plan.ts";

/**
 * Refuses options and settings that contradict each other.
 *
 * @throws OPTION_CONFLICT
 */
export function checkOptions(method: Method, draft: PlanDraft, options: SyncOptions): void {
  checkMethod(method, draft, options);
  checkHash(method, draft, options);
  checkCompress(draft, options);
}

function checkMethod(method: Method, { target }: PlanDraft, options: SyncOptions): void {
  if (method !== "link") return;
  const first = options.method === undefined ? 'SYNCMEDIA.METHOD "link"' : "--link";
  if (options.strategy !== undefined) {
    const write = "A strategy applies to copies only: leave out --strategy, or use --copy or --auto.";
    throw syncError("OPTION_CONFLICT", { first, second: "--strategy", write });
  }
  if (options.adopt === true) {
    const write = "First run --adopt --copy; then --link can replace what was adopted.";
    throw syncError("OPTION_CONFLICT", { first, second: "--adopt", write });
  }
  if (target.inPlace) return;
  const write = "Links would leave out overrides: use --copy.";
  throw syncError("OPTION_CONFLICT", { first, second: options.to === undefined ? "SYNCMEDIA.TARGET" : "--to", write });
}

function checkHash(method: Method, { target, hash, labels }: PlanDraft, options: SyncOptions): void {
  if (!hash) return;
  const first = options.hash === undefined ? "SYNCMEDIA.HASH" : "--hash";
  const conflict = (second: string, write: string): Error => syncError("OPTION_CONFLICT", { first, second, write });
  if (target.inPlace) {
    const write =
      'Content-named copies do not belong among the files that people edit. Publish elsewhere: write `SYNCMEDIA: { TARGET: "public" }`, or use --to public.';
    throw conflict("a target that is MEDIA_ROOT", write);
  }
  if (method !== "copy") throw conflict(`method "${method}"`, "A link publishes no content-named files: use --copy.");
  if (labels !== undefined) throw labelsConflict(options);
}

/** @returns the error for content-named files of some of the apps */
export function labelsConflict({ hash }: SyncOptions): Error {
  const first = hash === undefined ? "SYNCMEDIA.HASH" : "--hash";
  const write = "A manifest names the files of all apps: leave the labels out.";
  return syncError("OPTION_CONFLICT", { first, second: "labels", write });
}

function checkCompress({ target, codings }: PlanDraft, options: SyncOptions): void {
  if (codings.length === 0 || !target.inPlace) return;
  const first = options.compress === undefined ? "SYNCMEDIA.COMPRESS" : "--compress";
  const write =
    'Compressed variants do not belong among the files that people edit. Publish elsewhere: write `SYNCMEDIA: { TARGET: "public" }`, or use --to public.';
  throw syncError("OPTION_CONFLICT", { first, second: "a target that is MEDIA_ROOT", write });
}
