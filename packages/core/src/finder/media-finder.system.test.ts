import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { splitPath } from "../logical-path.ts";
import type { MediaSource } from "./media-file.ts";
import { createMediaFinder, type MediaFinder } from "./media-finder.ts";
import { createTree, type TestTree } from "../testing.ts";

const TOOLS = ["/usr/sbin/losetup", "/usr/sbin/mkfs.exfat", "/usr/sbin/mount.exfat-fuse", "/dev/fuse"];
const missing = process.getuid?.() === 0 ? TOOLS.filter((tool) => !existsSync(tool)) : ["root"];
const reason = missing.length === 0 ? "" : ` (skipped: needs ${missing.join(", ")})`;

describe.skipIf(missing.length > 0)(`on a file system that ignores letter case${reason}`, () => {
  let tree: TestTree;
  let loop: string;

  beforeAll(() => {
    tree = createTree({ "image/": "", "media/uploads/": "" });
    const image = tree.path("image/exfat.img");
    execFileSync("truncate", ["-s", "16M", image]);
    execFileSync("mkfs.exfat", [image]);
    loop = execFileSync("losetup", ["-f", "--show", image], { encoding: "utf8" }).trim();
    execFileSync("mount.exfat-fuse", [loop, tree.path("media/uploads")]);
    mkdirSync(tree.path("media/uploads/Pics/2024"), { recursive: true });
    writeFileSync(tree.path("media/uploads/Pics/2024/One.jpg"), "");
    writeFileSync(tree.path("media/uploads/Été.txt"), "");
  });

  afterAll(() => {
    execFileSync("umount", [tree.path("media/uploads")]);
    execFileSync("losetup", ["-d", loop]);
    tree[Symbol.dispose]();
  });

  const finders: readonly (readonly [string, string, () => MediaFinder])[] = [
    ["that is a whole source", "", () => finderOver(tree.path("media/uploads"))],
    ["that is mounted inside a source", "uploads/", () => finderOver(tree.path("media"))],
  ];

  describe.each(finders)("%s", (_, below, finder) => {
    test.each(["Pics/2024/One.jpg", "Été.txt"])("finds %s as it is spelled", (name) => {
      expect(finder().find(splitPath(below + name))).toBeDefined();
    });

    test.each([
      "pics/2024/One.jpg",
      "Pics/2024/one.jpg",
      "Pics/2024/One.JPG",
      "PICS/2024/ONE.JPG",
      "été.txt",
      "ÉTÉ.TXT",
    ])("does not find %s, which production would not find", async (name) => {
      expect(finder().find(splitPath(below + name))).toBeUndefined();
      expect(await finder().listDirectory(splitPath(below + name))).toBeUndefined();
    });

    test("lists what it finds", () => {
      const { files } = finder().list();
      expect(files.map(({ logicalPath }) => logicalPath)).toEqual([`${below}Pics/2024/One.jpg`, `${below}Été.txt`]);
    });
  });
});

function finderOver(directory: string): MediaFinder {
  const sources: readonly MediaSource[] = [{ kind: "project", mount: "", directory }];
  return createMediaFinder({ sources, ignore: [] });
}
