import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { contains } from "./containment.ts";

/**
 * The files below a directory. Links to directories are followed, each target once and never back into a directory that holds
 * the link, so that circles of links end. (Node's recursive `readdir` follows them for ever.) What cannot be read is left out.
 *
 * @param directory absolute
 * @returns absolute paths, as reached from `directory`
 */
export function* filesBelow(directory: string): Generator<string, void> {
  const followed = new Set<string>();
  const directories = [directory];
  // The loop goes on to the directories that it adds: those nearer to the start come first, and with them their links.
  for (const at of directories) {
    for (const entry of readEntries(at)) {
      const file = path.join(at, entry.name);
      const kind = entry.isSymbolicLink() ? followLink(file, at, followed) : entry.isDirectory() ? "directory" : "file";
      if (kind === "directory") directories.push(file);
      else if (kind === "file") yield file;
    }
  }
}

function readEntries(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

function followLink(link: string, parent: string, followed: Set<string>): "file" | "directory" | undefined {
  try {
    const target = realpathSync.native(link);
    if (!statSync(target).isDirectory()) return "file";
    if (followed.has(target) || contains(target, realpathSync.native(parent))) return undefined;
    followed.add(target);
    return "directory";
  } catch {
    return undefined;
  }
}
