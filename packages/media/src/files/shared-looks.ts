/**
 * Binds a look at the disk, so that the requests of one batch share it.
 *
 * @param isCurrent whether a file is still what it was
 * @returns a function that takes the batch of the request, as `takeBatch` gives it; without one it looks at the disk
 */
export function bindSharedLooks<File>(
  isCurrent: (file: File) => boolean,
): (file: File, batch: number | undefined) => boolean {
  const current = new Set<File>();
  let lastBatch: number | undefined;
  return (file, batch) => {
    if (batch === undefined) return isCurrent(file);
    if (batch !== lastBatch) current.clear();
    lastBatch = batch;
    if (current.has(file)) return true;
    if (!isCurrent(file)) return false;
    current.add(file);
    return true;
  };
}
