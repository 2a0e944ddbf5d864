import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CLI, canRun, createSite, exactly, run, snapshot, stateOf, syncmedia } from "./scratch.test.support.ts";

type Site = ReturnType<typeof createSite>;

/** Mounts something at a directory for the length of a test. */
function mounted(
  site: Site,
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
function image(site: Site, make: readonly [string, ...string[]]): { readonly device: string } & Disposable {
  const file = site.path("image");
  run(site.root, "truncate", "-s", "64M", file);
  const [program, ...args] = make;
  run(site.root, program, ...args, file);
  const device = run(site.root, "losetup", "-f", "--show", file).stdout.trim();
  return { device, [Symbol.dispose]: () => void run(site.root, "losetup", "-d", device) };
}

const why = (tool: string, isThere: boolean): string => (isThere ? "" : ` (skipped: ${tool}, as root, is not here)`);
const canMount = canRun("mount");
const canStrace = canRun("strace", "-V");
const canExfat = canMount && canRun("mkfs.exfat") && canRun("mount.exfat-fuse");
const canNtfs = canMount && canRun("mkntfs") && canRun("lowntfs-3g");
const canSetpriv = canRun("setpriv");

describe.skipIf(!canMount)(`a full disk${why("mount", canMount)}`, () => {
  it("leaves old or new files, names what was not done, and the next run with room ends well", () => {
    using site = createSite({ "blog/media/a.css": "old", "media/": "" });
    using mount = mounted(site, "media", ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", site.path("media")]);
    syncmedia(site.root);
    site.write({ "media/mine.css": "mine", "blog/media/a.css": "new", "blog/media/big.js": "x".repeat(60_000) });
    site.write({ "blog/media/c.css": "y".repeat(4000), "blog/media/big2.js": "x".repeat(90_000) });
    const mine = exactly(site.path("media/mine.css"));
    const full = syncmedia(site.root);
    expect(full.code).toBe(1);
    expect(full.stdout).toContain("failed blog/big2.js");
    expect(full.stdout).toContain("ENOSPC");
    expect(snapshot(mount.directory)).not.toHaveProperty("blog/big2.js");
    run(site.root, "mount", "-o", "remount,size=1m", site.path("media"));
    expect(syncmedia(site.root).code).toBe(0);
    const { "mine.css": kept, ...copies } = snapshot(mount.directory);
    expect(Object.keys(copies)).toEqual(["blog/a.css", "blog/big.js", "blog/big2.js", "blog/c.css"]);
    expect(kept).toBe("mine");
    expect(exactly(site.path("media/mine.css"))).toEqual(mine);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    expect(syncmedia(site.root).stdout).toContain("up to date");
  });
});

describe.skipIf(!canMount)(`a read-only target${why("mount", canMount)}`, () => {
  it("is told in one line, and an up-to-date one is no error", () => {
    using site = createSite({ "blog/media/a.css": "a", "media/": "" });
    using mount = mounted(site, "media", ["mount", "-t", "tmpfs", "tmpfs", site.path("media")]);
    syncmedia(site.root);
    run(site.root, "mount", "-o", "remount,ro", site.path("media"));
    expect(syncmedia(site.root).code).toBe(0);
    site.write({ "blog/media/a.css": "b" });
    const { code, stderr } = syncmedia(site.root);
    expect(code).toBe(1);
    expect(stderr).toContain("EROFS");
    expect(stderr).not.toContain("    at ");
    expect(snapshot(mount.directory)).toEqual({ "blog/a.css": "a" });
  });
});

describe.skipIf(!canMount)(`a mount inside the target${why("mount", canMount)}`, () => {
  it("gets its files by a temporary file beside them, and keeps no litter", () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/on/b.css": "1", "media/blog/on/": "" });
    using mount = mounted(site, "media/blog/on", ["mount", "-t", "tmpfs", "tmpfs", site.path("media/blog/on")]);
    expect(syncmedia(site.root).code).toBe(0);
    site.write({ "blog/media/on/b.css": "2" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "1", "blog/on/b.css": "2" });
    expect(readdirSync(mount.directory)).toEqual(["b.css"]);
    writeFileSync(site.path("media/blog/on/b.css"), "mine");
    expect(syncmedia(site.root, "--strategy", "overwrite", "--yes").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "1", "blog/on/b.css": "2" });
  });

  it.skipIf(!canStrace)("is cleared of the temporary file of a killed run", () => {
    using site = createSite({ "blog/media/on/b.css": "1", "media/blog/on/": "" });
    using mount = mounted(site, "media/blog/on", ["mount", "-t", "tmpfs", "tmpfs", site.path("media/blog/on")]);
    for (let nth = 1; ; nth += 1) {
      site.write({ "blog/media/on/b.css": `version ${nth}` });
      const calls = "rename,renameat,renameat2";
      const rules = ["-e", `trace=${calls}`, "-e", `inject=${calls}:signal=KILL:when=${nth}`];
      if (run(site.root, "strace", "-f", "-qq", "-o/dev/null", ...rules, process.execPath, CLI).code === 0) break;
      expect(syncmedia(site.root).code).toBe(0);
      expect({ nth, names: readdirSync(mount.directory) }).toEqual({ nth, names: ["b.css"] });
    }
  });
});

describe.skipIf(!canStrace)(`an input/output error${why("strace", canStrace)}`, () => {
  it.each([
    ["rename", "rename,renameat,renameat2", "EIO"],
    ["rename", "rename,renameat,renameat2", "EBUSY"],
    ["rename", "rename,renameat,renameat2", "EPERM"],
    ["read of a source", "read,pread64", "EIO"],
    ["write", "pwrite64", "EIO"],
  ])("at each %s: old or new files, named, and mended by the next run (%s %s)", (what, calls, errno) => {
    for (let nth = 1; nth < 7; nth += 1) {
      using site = createSite({ "blog/media/a.css": "old", "blog/media/b.css": "old", "media/mine": "mine" });
      syncmedia(site.root);
      site.write({ "blog/media/a.css": "new", "blog/media/b.css": "new", "blog/media/c.css": "new" });
      const rules = ["-e", `trace=${calls}`, "-e", `inject=${calls}:error=${errno}:when=${nth}`];
      if (what.startsWith("read")) rules.push("-P", site.path("blog/media/a.css"));
      const faulty = run(site.root, "strace", "-f", "-qq", "-o/dev/null", ...rules, process.execPath, CLI);
      const left = snapshot(site.path("media"));
      for (const name of ["blog/a.css", "blog/b.css"]) expect(["old", "new"]).toContain(left[name]);
      const whole = { "blog/a.css": "new", "blog/b.css": "new", "blog/c.css": "new", mine: "mine" };
      if (faulty.code === 0) expect(left).toEqual(whole);
      else expect(faulty.stdout + faulty.stderr).toContain(errno);
      expect(syncmedia(site.root).code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual(whole);
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    }
  });
});

describe.skipIf(!canRun("chattr", "-V"))(`an immutable file${why("chattr", canRun("chattr", "-V"))}`, () => {
  it("stays, is named, and does not keep the others", ({ skip }) => {
    using site = createSite({ "blog/media/a.css": "old", "blog/media/b.css": "old" });
    syncmedia(site.root);
    site.write({ "blog/media/a.css": "new", "blog/media/b.css": "new" });
    if (run(site.root, "chattr", "+i", site.path("media/blog/a.css")).code !== 0)
      skip("this file system knows no immutable files");
    try {
      const { code, stdout } = syncmedia(site.root);
      expect(code).toBe(1);
      expect(stdout).toContain("failed blog/a.css");
      expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "old", "blog/b.css": "new" });
    } finally {
      run(site.root, "chattr", "-i", site.path("media/blog/a.css"));
    }
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "new", "blog/b.css": "new" });
  });
});

describe.skipIf(!canSetpriv)(`another user${why("setpriv", canSetpriv)}`, () => {
  const asNobody = (site: Site, ...args: readonly string[]) => {
    chmodSync(site.root, 0o755);
    return run(site.root, "setpriv", "--reuid", "65534", "--clear-groups", process.execPath, CLI, ...args);
  };

  it("who may not write is told so, and nothing is changed", () => {
    using site = createSite({ "blog/media/a.css": "a", "media/mine": "mine" });
    const { code, stderr } = asNobody(site);
    expect(code).toBe(1);
    expect(stderr).toContain("EACCES");
    expect(stderr).not.toContain("    at ");
    expect(snapshot(site.path("media"))).toEqual({ mine: "mine" });
  });

  it("who may not link is told so by --link, before any write", () => {
    using site = createSite({ "blog/media/a.css": "a", "media/mine": "mine" });
    const { code, stdout } = asNobody(site, "--link");
    expect(code).toBe(1);
    expect(stdout).toContain("links cannot be made there");
    expect(snapshot(site.path("media"))).toEqual({ mine: "mine" });
  });

  it("who cannot read an app prunes nothing of it, and syncs the others", () => {
    using site = createSite({ "contrib/admin/media/sub/a.js": "a", "blog/media/b.css": "b", "media/": "" });
    chmodSync(site.path("media"), 0o777);
    expect(asNobody(site).code).toBe(0);
    chmodSync(site.path("contrib/admin/media/sub"), 0o700);
    site.write({ "blog/media/b.css": "b 2" });
    const { code, stdout } = asNobody(site);
    expect(code).toBe(1);
    expect(stdout).toContain("contrib/admin/media/sub");
    expect(snapshot(site.path("media"))).toEqual({ "admin/sub/a.js": "a", "blog/b.css": "b 2" });
  });

  it("who cannot read one file is told its name, and gets the others", () => {
    using site = createSite({ "blog/media/a.css": "a", "blog/media/b.css": "b", "media/": "" });
    chmodSync(site.path("media"), 0o777);
    chmodSync(site.path("blog/media/a.css"), 0o600);
    const { code, stdout } = asNobody(site);
    expect(code).toBe(1);
    expect(stdout).toContain("failed blog/a.css");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
  });
});

describe.skipIf(!canRun("prlimit"))(`few file descriptors${why("prlimit", canRun("prlimit"))}`, () => {
  it("are enough: 40", () => {
    using site = createSite(
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`blog/media/${index}.css`, "x"])),
    );
    expect(run(site.root, "prlimit", "--nofile=40", process.execPath, CLI).code).toBe(0);
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(200);
  });
});

describe.skipIf(!canExfat)(`exFAT${why("exfat", canExfat)}`, () => {
  it("gets copies where links are impossible, and knows them again", () => {
    using site = createSite({ "contrib/admin/media/a.css": "a", "blog/media/b.css": "b" });
    using disk = image(site, ["mkfs.exfat"]);
    using mount = mounted(site, "media", ["mount.exfat-fuse", disk.device, site.path("media")]);
    const linked = syncmedia(site.root, "--link");
    expect(linked.code).toBe(1);
    expect(linked.stdout).toContain("links cannot be made there");
    expect(linked.stdout).toContain("ln -s");
    expect(snapshot(mount.directory)).toEqual({});
    const auto = syncmedia(site.root, "--auto");
    expect(auto.code).toBe(0);
    expect(auto.stdout).toContain("admin, blog are copied, not linked: links cannot be made there: the file system");
    expect(snapshot(mount.directory)).toEqual({ "admin/a.css": "a", "blog/b.css": "b" });
    expect(syncmedia(site.root, "--auto").stdout).toContain("up to date");
    writeFileSync(site.path("media/blog/b.css"), "B");
    site.write({ "contrib/admin/media/a.css": "2" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(mount.directory)).toEqual({ "admin/a.css": "2", "blog/b.css": "B" });
    expect(syncmedia(site.root, "--strategy", "overwrite", "--yes").code).toBe(0);
    expect(snapshot(mount.directory)).toEqual({ "admin/a.css": "2", "blog/b.css": "b" });
  });

  it("names twins of letter case, of which it holds but one", () => {
    using site = createSite({ "blog/media/a.css": "lower", "blog/media/A.css": "upper" });
    using disk = image(site, ["mkfs.exfat"]);
    using mount = mounted(site, "media", ["mount.exfat-fuse", disk.device, site.path("media")]);
    for (let round = 0; round < 2; round += 1) {
      const { code, stderr } = syncmedia(site.root);
      expect(code).toBe(1);
      expect(stderr).toContain("differ only in letter case");
    }
    expect(Object.values(snapshot(mount.directory))).toEqual(["upper"]);
  });
});

describe.skipIf(!canNtfs)(`NTFS${why("ntfs-3g", canNtfs)}`, () => {
  it("gets copies, and a genuine junction is recognised, replaced and removed without touching its target", () => {
    using site = createSite({ "blog/media/b.css": "b" });
    using disk = image(site, ["mkntfs", "-F", "-Q"]);
    using mount = mounted(site, "media", [
      "lowntfs-3g",
      "-o",
      "windows_names,ignore_case",
      disk.device,
      site.path("media"),
    ]);
    mkdirSync(site.path("media/elsewhere"));
    writeFileSync(site.path("media/elsewhere/x.css"), "theirs");
    mkdirSync(site.path("media/blog"));
    writeJunction(site, "media/blog", String.raw`\??\C:\elsewhere`);
    expect(lstatSync(site.path("media/blog")).isSymbolicLink()).toBe(true);
    expect(syncmedia(site.root).stdout).toContain("kept blog: a link that is not syncmedia's");
    expect(syncmedia(site.root, "--strategy", "clear", "--yes").code).toBe(0);
    const { "elsewhere/x.css": theirs, "blog/b.css": copy } = snapshot(mount.directory);
    expect([theirs, copy]).toEqual(["theirs", "b"]);
    expect(syncmedia(site.root).stdout).toContain("up to date");
  });
});

/** Turns an empty directory into a junction, as Windows would (reparse tag 0xA0000003, a mount point buffer). */
function writeJunction(site: Site, directory: string, target: string): void {
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
  const { status, stderr } = spawnSync("setfattr", [
    "-h",
    "-n",
    "system.ntfs_reparse_data",
    "-v",
    value,
    site.path(directory),
  ]);
  if (status !== 0) throw new Error(String(stderr));
}

describe("names and files that systems stumble over", () => {
  it("a 250-byte name has no longer temporary name", () => {
    const name = `${"n".repeat(246)}.css`;
    using site = createSite({ [`blog/media/${name}`]: "long", [`blog/media/${"m".repeat(255)}`]: "longer" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ [`blog/${name}`]: "long", [`blog/${"m".repeat(255)}`]: "longer" });
  });

  it("100,000 files need less than 300 MB, cold and unchanged", () => {
    const tree = Array.from({ length: 100_000 }, (_, index) => [`blog/media/d${index % 500}/${index}.css`, "x"]);
    using site = createSite(Object.fromEntries(tree));
    for (const copied of [100_000, 0]) {
      const { code, stdout, kilobytes } = measured(site);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`blog +copy +${copied} `));
      expect(kilobytes).toBeLessThan(300_000);
    }
  });

  it("a sparse file of 5 GB is copied in constant memory, its holes kept", () => {
    using site = createSite({ "blog/media/": "" });
    run(site.root, "truncate", "-s", "5G", site.path("blog/media/big.bin"));
    const { code, kilobytes } = measured(site);
    expect(code).toBe(0);
    expect(kilobytes).toBeLessThan(200_000);
    const copy = statSync(site.path("media/blog/big.bin"));
    expect(copy.size).toBe(5 * 1024 ** 3);
    expect(copy.blocks).toBeLessThan(1000);
  });
});

/** Runs syncmedia and tells the most memory that it held. */
function measured(site: Site): { readonly code: number | null; readonly stdout: string; readonly kilobytes: number } {
  const tell = `data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))`;
  const { code, stdout, stderr } = run(site.root, process.execPath, "--import", tell, CLI);
  return { code, stdout, kilobytes: Number(stderr) };
}
