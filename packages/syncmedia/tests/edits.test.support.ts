import { existsSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What may happen to a file of an app or of a target, or to the directory that it is in. */
export const EDITS: Readonly<Record<string, (file: string) => void>> = {
  "it gets other bytes": (file: string) => writeFileSync(file, "other"),
  "it gets other bytes of the same number, and its mtime back"(file: string) {
    const { mtime } = statSync(file);
    writeFileSync(file, "4321");
    utimesSync(file, mtime, mtime);
  },
  "it is removed": (file: string) => rmSync(file),
  "a link leads to it": (file: string) => moveAndLink(file),
  "a directory is in its place"(file: string) {
    rmSync(file);
    mkdirSync(file);
  },
  "a link leads to its directory": (file: string) => moveAndLink(path.dirname(file)),
  "another one is beside it": (file: string) => writeFileSync(`${file}.new.css`, "new"),
};

function moveAndLink(place: string): void {
  if (existsSync(`${place}.moved`)) return;
  renameSync(place, `${place}.moved`);
  symlinkSync(`${path.basename(place)}.moved`, place);
}
