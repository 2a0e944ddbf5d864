import type { BucketUpload } from "./bucket-plan.ts";

/** How many objects are sent at once. */
export const AT_ONCE = 8;

/**
 * Calls `work` with each upload in order, eight at once.
 *
 * @param signal ends it between two objects
 * @throws the first error of `work`, once the other calls have ended
 */
export async function uploadAll(
  uploads: readonly BucketUpload[],
  work: (upload: BucketUpload) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const waiting = uploads.values();
  let isStopped = false;
  const workers = Array.from({ length: Math.min(AT_ONCE, uploads.length) }, async () => {
    for (const upload of waiting) {
      if (isStopped || signal?.aborted === true) return;
      try {
        await work(upload);
      } catch (error) {
        isStopped = true;
        throw error;
      }
    }
  });
  const ends = await Promise.allSettled(workers);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
