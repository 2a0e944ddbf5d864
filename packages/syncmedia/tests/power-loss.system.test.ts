import { copyFileSync, readFileSync } from "node:fs";
import { loadLedger } from "@mediaroot/core/internal";
import { describe, expect, test } from "vitest";
import { canRun, createSite, manyFiles, run, snapshot, syncmedia } from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { canMount, why } from "./volume.test.support.ts";

type Site = ReturnType<typeof createSite>;

/** A file system in an image file, mounted on `disk/`. */
interface Disk extends Disposable {
  /** Cuts the power: mounts what the image holds at this moment on `after/`. */
  cutPower(): void;
}

function must(site: Site, command: string): void {
  const { code, stderr } = run(site.root, "sh", "-c", command);
  if (code !== 0) throw new Error(`${command}: ${stderr}`);
}

/** @param make the command that makes the file system; it gets the name of the image */
function diskOf(site: Site, make: string): Disk {
  must(site, `truncate -s 400M image && ${make} image && mkdir disk after && mount -o loop image disk`);
  return {
    cutPower() {
      // The page cache of the mounted file system is not in the image: only what was written to the device is.
      copyFileSync(site.path("image"), site.path("image.after"));
      const options = make.includes("xfs") ? "loop,nouuid" : "loop";
      must(site, `mount -o ${options} image.after after`);
    },
    [Symbol.dispose]: () => void run(site.root, "sh", "-c", "umount -l after; umount -l disk"),
  };
}

/** The files that the ledger says are done, each compared with its app's. */
function expectNothingShort(site: Site, when: string): void {
  const ledger = loadLedger(site.path("disk/media"), site.root);
  const left = snapshot(site.path("after/media"));
  for (const logicalPath of ledger?.files.keys() ?? []) {
    const source = readFileSync(site.path(logicalPath.replace("/", "/media/")), "latin1");
    expect(left[logicalPath]?.length, `${when}: ${logicalPath}`).toBe(source.length);
    expect(left[logicalPath]).toBe(source);
  }
}

const SETTINGS = { MEDIA_ROOT: "disk/media" };

const FILES = Object.keys(manyFiles(120));

function contents(text: string): Record<string, string> {
  return Object.fromEntries(FILES.map((name) => [name, `${text} ${name} `.repeat(200)]));
}

const DISKS = [
  { name: "ext4", make: "mkfs.ext4 -q" },
  { name: "xfs", make: "mkfs.xfs -q" },
  { name: "btrfs", make: "mkfs.btrfs -q" },
].map((disk) => ({ ...disk, canMake: canMount && canStrace && canRun(`mkfs.${disk.name}`, "-V") }));

for (const { name, make, canMake } of DISKS) {
  describe.skipIf(!canMake)(`a power loss on ${name}${why(`mkfs.${name} or strace`, canMake)}`, () => {
    // Few files are flushed one by one, many by one flush of their file system.
    test.each([20, FILES.length])(
      "right after the command has ended leaves nothing short, of %i new files and of updated ones",
      (count) => {
        const few = (text: string) => Object.fromEntries(Object.entries(contents(text)).slice(0, count));
        using site = createSite(few("first"), SETTINGS);
        using disk = diskOf(site, make);
        expect(syncmedia(site.root).code).toBe(0);
        site.write({ ...few("second and longer"), "blog/media/new/n.js": "new ".repeat(1000) });
        expect(syncmedia(site.root).code).toBe(0);
        disk.cutPower();
        expectNothingShort(site, name);
        expect(Object.keys(snapshot(site.path("after/media")))).toHaveLength(count + 1);
      },
    );

    test("while the command is at work leaves old files or new ones, and the next run does the rest", () => {
      for (const nth of [1, 30, 100]) {
        using site = createSite(contents("first"), SETTINGS);
        using disk = diskOf(site, make);
        expect(syncmedia(site.root).code).toBe(0);
        site.write({ ...contents("second"), "blog/media/new/n.js": "new" });
        tampered(site.root, { calls: CALLS.rename, inject: `signal=KILL:when=${nth}` });
        disk.cutPower();
        const left = snapshot(site.path("after/media"));
        for (const file of FILES) {
          const old = `first ${file} `.repeat(200);
          expect([old, `second ${file} `.repeat(200)], `${nth}: ${file}`).toContain(left[file.replace("/media", "")]);
        }
        run(site.root, "sh", "-c", "sed -i 's#disk/media#after/media#' settings.ts after/media/.syncmedia/ledger.json");
        // The lock of the killed run may be empty, and is waited for then.
        expect(syncmedia(site.root).code).toBe(0);
        const whole = Object.fromEntries(
          [...FILES, "blog/media/new/n.js"].map((file) => [
            file.replace("/media", ""),
            readFileSync(site.path(file), "utf8"),
          ]),
        );
        expect(snapshot(site.path("after/media"))).toEqual(whole);
        expect(syncmedia(site.root, "--check").code).toBe(0);
      }
    });
  });
}
