import { readFileSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const IN_MEMORY = "/dev/shm";
/** The system tests write some 100,000 files, and packages that are installed. */
const ENOUGH_BYTES = 8_000_000_000;

/**
 * Where tests have their trees: in memory, if there is room and TMPDIR does not say otherwise. Tests make and remove so many files that on a
 * disk they would mostly wait: ext4 without a journal takes no inode that was freed in the last minutes, and looks for another one long.
 */
export function testDirectory({ TMPDIR }: NodeJS.ProcessEnv): string {
  return TMPDIR ?? (hasRoom() ? IN_MEMORY : tmpdir());
}

function hasRoom(): boolean {
  try {
    const mount = readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .find((line) => line.split(" ")[1] === IN_MEMORY);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return mount !== undefined && !mount.includes("noexec") && bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}
