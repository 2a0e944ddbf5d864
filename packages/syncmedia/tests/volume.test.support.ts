import { mkdirSync } from "node:fs";
import type { TestTree } from "@mediaroot/core/testing";
import { canRun, run } from "./scratch.test.support.ts";

/** Mounts something at a directory for the length of a test. */
export function mounted(
  site: TestTree,
  directory: string,
  command: readonly [string, ...string[]],
): { readonly directory: string } & Disposable {
  mkdirSync(site.path(directory), { recursive: true });
  const [program, ...args] = command;
  const { code, stderr } = run(site.root, program, ...args);
  if (code !== 0) throw new Error(stderr);
  return {
    directory: site.path(directory),
    [Symbol.dispose]: () => void run(site.root, "umount", "-l", site.path(directory)),
  };
}

/** An image of a file system, on a loop device. */
export function image(site: TestTree, make: readonly [string, ...string[]]): { readonly device: string } & Disposable {
  const file = site.path("image");
  run(site.root, "truncate", "-s", "64M", file);
  const [program, ...args] = make;
  run(site.root, program, ...args, file);
  const device = run(site.root, "losetup", "-f", "--show", file).stdout.trim();
  return { device, [Symbol.dispose]: () => void run(site.root, "losetup", "-d", device) };
}

/** @returns the end of a suite's title: why it is skipped, if it is */
export function why(tool: string, isThere: boolean): string {
  return isThere ? "" : ` (skipped: ${tool}, as root, is not here)`;
}

export const canMount: boolean = canRun("mount");
export const canExfat: boolean = canMount && canRun("mkfs.exfat") && canRun("mount.exfat-fuse");
export const canNtfs: boolean = canMount && canRun("mkntfs") && canRun("lowntfs-3g") && canRun("setfattr");

/** Turns an empty directory into a junction, as Windows would (reparse tag 0xA0000003, a mount point buffer). */
export function writeJunction(site: TestTree, directory: string, target: string): void {
  const name = Buffer.from(target, "utf16le");
  const shown = Buffer.from(target.slice(4), "utf16le");
  const names = Buffer.concat([name, Buffer.alloc(2), shown, Buffer.alloc(2)]);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(0xa0000003, 0);
  head.writeUInt16LE(8 + names.length, 4);
  head.writeUInt16LE(0, 8);
  head.writeUInt16LE(name.length, 10);
  head.writeUInt16LE(name.length + 2, 12);
  head.writeUInt16LE(shown.length, 14);
  const value = `0x${Buffer.concat([head, names]).toString("hex")}`;
  const attribute = ["-h", "-n", "system.ntfs_reparse_data", "-v", value];
  const { code, stderr } = run(site.root, "setfattr", ...attribute, site.path(directory));
  if (code !== 0) throw new Error(stderr);
}
