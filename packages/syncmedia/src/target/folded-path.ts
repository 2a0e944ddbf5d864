/** @returns what a file system that ignores letter case, or the form of Unicode, may take a path for */
export function folded(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
