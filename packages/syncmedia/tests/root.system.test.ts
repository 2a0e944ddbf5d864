import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, lchownSync, lstatSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { freeze } from "./frozen.test.support.ts";
import {
  CLI,
  canRun,
  createSite,
  manyFiles,
  type Ran,
  run,
  snapshot,
  syncmedia,
  until,
} from "./scratch.test.support.ts";
import { canStrace } from "./strace.test.support.ts";
import { why } from "./volume.test.support.ts";

type Site = ReturnType<typeof createSite>;

const NOBODY = 65_534;
const SETPRIV = "setpriv";
const canSetpriv = canRun(SETPRIV);
const AS_NOBODY = ["--reuid", String(NOBODY), "--clear-groups"];

function asNobody(site: Site, ...args: readonly string[]): Ran {
  chmodSync(site.root, 0o755);
  return run(site.root, SETPRIV, ...AS_NOBODY, process.execPath, CLI, ...args);
}

/** Exchanges a directory for a link and back, each time in one system call (`RENAME_EXCHANGE`), as fast as it can. */
const EXCHANGE = `
import ctypes, sys, time
rename = ctypes.CDLL(None).renameat2
directory, link = [name.encode() for name in sys.argv[1:]]
end = time.time() + 60
while time.time() < end:
    for _ in range(1000): rename(-100, directory, -100, link, 2)
`;
/** One that other users may run too. */
const PYTHON = "/usr/bin/python3";
const canExchange = canSetpriv && canStrace && canRun(PYTHON);

/** Runs a sync that has planned everything when another user begins to exchange a directory of the target. */
async function raced(site: Site, directory: string): Promise<void> {
  const frozen = await freeze(site);
  const attack = [...AS_NOBODY, PYTHON, "-c", EXCHANGE, site.path(directory), site.path(`${directory}.link`)];
  const attacker = spawn(SETPRIV, attack, { stdio: "ignore" });
  const ended = once(attacker, "exit");
  try {
    await until(() => lstatSync(site.path(directory), { throwIfNoEntry: false })?.isSymbolicLink() === true);
    await frozen.thaw();
  } finally {
    attacker.kill("SIGKILL");
    await ended;
  }
}

describe.skipIf(!canSetpriv)(`root over a target that another user may write to${why("setpriv", canSetpriv)}`, () => {
  test.skipIf(!canExchange).each(["media/blog", "media/blog/d1"])(
    "writes and deletes nothing outside while that user exchanges %s for a link",
    async (directory) => {
      using site = createSite(manyFiles(600));
      chmodSync(site.root, 0o755);
      // A directory of each name, so that whatever goes there finds its way, and a copy, so that there is something to delete.
      const theirs = Array.from({ length: 30 }, (_, nth) => [`elsewhere/d${nth}/stale.css`, "theirs"]);
      site.write({ ...(Object.fromEntries(theirs) as Record<string, string>), "elsewhere/stale.css": "theirs" });
      const before = snapshot(site.path("elsewhere"));
      expect(syncmedia(site.root).code).toBe(0);
      run(site.root, "sh", "-c", "find media -path media/.syncmedia -prune -o -type d -exec chown 65534 {} +");
      for (const text of ["first", "second"]) {
        site.write(
          Object.fromEntries(Object.keys(manyFiles(600)).map((name) => [name, text])) as Record<string, string>,
        );
        symlinkSync(site.path("elsewhere"), site.path(`${directory}.link`));
        await raced(site, directory);
        const back = `[ ! -L "$0" ] || { rm "$0"; mv "$0.link" "$0"; }; rm -rf "$0.link"`;
        run(site.root, "sh", "-c", back, directory);
      }
      expect(snapshot(site.path("elsewhere"))).toEqual(before);
    },
  );

  test("leaves a ledger that the owner of the target can read and go on with", () => {
    using site = createSite({ "blog/media/a.css": "1", "media/": "" });
    chownSync(site.path("media"), NOBODY, NOBODY);
    expect(syncmedia(site.root).code).toBe(0);
    const owners = [".syncmedia", ".syncmedia/ledger.json"].map((name) => lstatSync(site.path("media", name)).uid);
    expect(owners).toEqual([NOBODY, NOBODY]);
    expect(asNobody(site, "--check")).toMatchObject({ code: 0, stderr: "" });
    site.write({ "contrib/admin/media/b.js": "b" });
    expect(asNobody(site).code).toBe(0);
    expect(syncmedia(site.root, "--check").code).toBe(0);
  });

  test.each([
    ".syncmedia",
    ".syncmedia/ledger.json",
    ".syncmedia/journal.jsonl",
    ".syncmedia/lock",
    ".syncmedia/replaced",
  ])("refuses %s of a third user, and changes nothing", (name) => {
    using site = createSite({ "blog/media/a.css": "1" });
    expect(syncmedia(site.root).code).toBe(0);
    site.write({ "media/blog/a.css": "mine", "blog/media/a.css": "2" });
    if (name.endsWith("replaced")) mkdirSync(site.path("media", name));
    else if (name !== ".syncmedia" && !name.endsWith("ledger.json")) site.write({ [`media/${name}`]: "" });
    lchownSync(site.path("media", name), 1234, 1234);
    const { code, stdout, stderr } = syncmedia(site.root, "--strategy", "overwrite", "--yes");
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(`${site.path("media", name)} belongs to another user (uid 1234)`);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "mine" });
  });
});

describe("a directory whose files belong to a group", () => {
  test("hands its setgid bit down, whatever the umask, and stays readable for a web server", () => {
    using site = createSite({ "blog/media/js/a.js": "a", "media/": "" });
    chmodSync(site.path("media"), 0o2775);
    expect(run(site.root, "sh", "-c", `umask 027; exec "$0" "$1"`, process.execPath, CLI).code).toBe(0);
    for (const directory of ["media/blog", "media/blog/js"])
      expect((statSync(site.path(directory)).mode & 0o7777).toString(8)).toBe("2755");
  });
});
