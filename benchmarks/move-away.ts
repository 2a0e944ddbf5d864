import { existsSync, renameSync } from "node:fs";

let moved = 0;

/**
 * Makes room for a cold run. What was there is deleted with the directory above it, once all is measured: after many files were deleted,
 * ext4 without a journal needs much longer for each new file, for minutes, because it takes no inode that was freed lately.
 */
export function moveAway(directory: string): void {
  if (existsSync(directory)) renameSync(directory, `${directory}-${(moved += 1)}`);
}
