import { readdirSync, readFileSync, statSync } from "node:fs";
import { until } from "./cli.test.support.ts";

/** Waits until a process has the system watch a directory: what is saved there from now on is reported. */
export async function untilWatched(pid: number | undefined, directory: string): Promise<void> {
  const inode = `ino:${statSync(directory).ino.toString(16)} `;
  await until(() => (watchesOf(pid).some((line) => line.includes(inode)) ? true : undefined));
}

/** What a process has the system watch, a line each. */
export function watchesOf(pid: number | undefined): readonly string[] {
  const folder = `/proc/${pid}/fdinfo`;
  return readdirSync(folder)
    .flatMap((name) => textOf(`${folder}/${name}`).split("\n"))
    .filter((line) => line.startsWith("inotify wd"));
}

/** A descriptor may be closed while the list of them is read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
