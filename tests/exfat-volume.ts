import { execFileSync, spawnSync } from "node:child_process";
import { getuid } from "node:process";
import { createTree } from "@mediaroot/core/testing";

/** A mounted file system that knows no links. */
export interface ExfatVolume extends Disposable {
  readonly root: string;
}

/** Whether an exFAT volume can be made and mounted here. */
export const hasExfat: boolean =
  getuid?.() === 0 &&
  ["mkfs.exfat", "mount.exfat-fuse", "losetup"].every((tool) => spawnSync("which", [tool]).status === 0);

/** Makes and mounts an empty exFAT volume. */
export function mountExfat(): ExfatVolume {
  const tree = createTree({ "mounted/": "" });
  const image = tree.path("volume.img");
  execFileSync("truncate", ["-s", "64M", image]);
  execFileSync("mkfs.exfat", [image], { stdio: "ignore" });
  const device = execFileSync("losetup", ["-f", "--show", image], { encoding: "utf8" }).trim();
  execFileSync("mount.exfat-fuse", [device, tree.path("mounted")], { stdio: "ignore" });
  return {
    root: tree.path("mounted"),
    [Symbol.dispose]() {
      execFileSync("umount", ["-l", tree.path("mounted")]);
      execFileSync("losetup", ["-d", device]);
      tree[Symbol.dispose]();
    },
  };
}
