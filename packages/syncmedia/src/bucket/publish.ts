import { MediarootError } from "@mediaroot/core";
import { MANIFEST_NAME } from "../plan/write-content.ts";
import type { BucketApplyOptions } from "./apply-options.ts";
import type { BucketPlan, BucketRemoval, BucketUpload } from "./bucket-plan.ts";
import type { BucketRun } from "./bucket-run.ts";
import type { Publishing } from "./publishing.ts";
import { AT_ONCE, uploadAll } from "./upload-all.ts";
import { uploadObject } from "./upload-object.ts";

interface Progress {
  readonly run: BucketRun;
  readonly options: BucketApplyOptions;
}

/** Does the actions of a plan, once the ledger in the bucket says what is intended. Failures are recorded in `run`. */
export async function publish(publishing: Publishing, plan: BucketPlan, progress: Progress): Promise<void> {
  const { run, options } = progress;
  try {
    await send(publishing, plan, progress);
    // Ctrl-C may have come after the manifest was written: the release is published all the same.
    publishing.finishRelease(publishing.files.get(MANIFEST_NAME)?.pending === undefined);
    if (run.isComplete() && options.signal?.aborted !== true) await prune(publishing, plan, progress);
    else await publishing.save();
  } catch (error) {
    run.stop({ app: BUCKET_GROUP, path: plan.target, error: error as Error });
    await saveAfter(publishing, error);
  }
}

/** Stands in a report for the name of an app, where an error has ended the whole run. */
const BUCKET_GROUP = "(bucket)";

/** Content-named objects first, then plain ones; the manifest once all are there. */
async function send(publishing: Publishing, { actions }: BucketPlan, { run, options }: Progress): Promise<void> {
  const uploads = actions.filter((action) => action.kind === "write");
  const work = async (upload: BucketUpload): Promise<void> => {
    const start = performance.now();
    try {
      const uploaded = await uploadObject(publishing, upload);
      if (uploaded.kind === "stored") run.done(upload, uploaded.bytes, (performance.now() - start) / AT_ONCE);
      else run.keep(upload);
    } catch (error) {
      run.fail(upload, error);
    }
    options.onProgress?.(run.ended(), run.sent());
  };
  const isManifest = ({ path }: BucketUpload): boolean => path === MANIFEST_NAME;
  const isHashed = ({ object }: BucketUpload): boolean => object.of !== undefined;
  await uploadAll(uploads.filter(isHashed), work, options.signal);
  await uploadAll(
    uploads.filter((upload) => !isHashed(upload) && !isManifest(upload)),
    work,
    options.signal,
  );
  if (run.isComplete()) await uploadAll(uploads.filter(isManifest), work, options.signal);
}

/** Removes objects. The ledger is written before, with what is about to be removed, and after that, without it. */
async function prune(publishing: Publishing, { actions }: BucketPlan, { run }: Progress): Promise<void> {
  const { files, store, keys } = publishing;
  const removals = actions.filter((action) => action.kind === "remove");
  for (const { path, isCertain } of removals) {
    const file = files.get(path);
    if (file !== undefined) files.set(path, { ...file, pending: isCertain ? "change" : "create" });
  }
  await publishing.save();
  if (removals.length === 0) return;
  const own: BucketRemoval[] = [];
  for (const removal of removals) if (await isOwn(publishing, removal)) own.push(removal);
  await store.remove(own.map(({ path }) => keys.of(path)));
  for (const { path } of removals) files.delete(path);
  await publishing.save();
  for (const removal of removals) run.done(removal, 0, 0);
}

async function isOwn({ store, keys }: Publishing, { path, isCertain }: BucketRemoval): Promise<boolean> {
  return isCertain || (await store.head(keys.of(path)))?.sha256 !== undefined;
}

/** Writes the ledger after an error, unless another run has the lock now or the server cannot be reached. */
async function saveAfter(publishing: Publishing, error: unknown): Promise<void> {
  const code = error instanceof MediarootError ? error.code : undefined;
  if (code === undefined || code === "BUCKET_LOCK_LOST" || code === "BUCKET_UNREACHABLE") return;
  await publishing.save().catch(() => {});
}
