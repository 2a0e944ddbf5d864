import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, lchownSync, lstatSync, mkdirSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CLI, canRun, createSite, manyFiles, type Ran, run, snapshot, syncmedia } from "./scratch.test.support.ts";
import { why } from "./volume.test.support.ts";

type Site = ReturnType<typeof createSite>;

const NOBODY = 65_534;
const SETPRIV = "setpriv";
const canSetpriv = canRun(SETPRIV);
const AS_NOBODY = ["--reuid", String(NOBODY), "--clear-groups", process.execPath];

function asNobody(site: Site, ...args: readonly string[]): Ran {
  chmodSync(site.root, 0o755);
  return run(site.root, SETPRIV, ...AS_NOBODY, CLI, ...args);
}

/** Exchanges a directory for a link and back, as fast as it can. */
const EXCHANGE = `
  const [, directory, elsewhere] = process.argv;
  const attempt = (action) => { try { action(); } catch {} };
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    attempt(() => fs.renameSync(directory, directory + ".real"));
    attempt(() => fs.symlinkSync(elsewhere, directory));
    attempt(() => fs.unlinkSync(directory));
    attempt(() => fs.renameSync(directory + ".real", directory));
  }`;

/** Runs syncs while another user exchanges a directory of the target. */
async function raced(site: Site, directory: string, rounds: number): Promise<void> {
  const attack = [...AS_NOBODY, "-e", EXCHANGE, site.path(directory), site.path("elsewhere")];
  const attacker = spawn(SETPRIV, attack, { stdio: "ignore" });
  const ended = once(attacker, "exit");
  try {
    for (let round = 0; round < rounds; round += 1) {
      const files = Object.keys(manyFiles(600)).map((name) => [name, `round ${round}`]);
      site.write(Object.fromEntries(files) as Record<string, string>);
      syncmedia(site.root, "--strategy", round % 2 === 0 ? "sync" : "overwrite", "--yes");
    }
  } finally {
    attacker.kill("SIGKILL");
    await ended;
  }
}

describe.skipIf(!canSetpriv)(`root over a target that another user may write to${why("setpriv", canSetpriv)}`, () => {
  test.each(["media/blog", "media/blog/d1"])(
    "writes and deletes nothing outside while that user exchanges %s for a link",
    async (directory) => {
      using site = createSite(manyFiles(600));
      chmodSync(site.root, 0o755);
      mkdirSync(site.path("elsewhere"));
      // A directory of each name, so that whatever goes there finds its way.
      for (let nth = 0; nth < 30; nth += 1) mkdirSync(site.path("elsewhere", `d${nth}`));
      for (let nth = 0; nth < 30; nth += 1) mkdirSync(site.path("elsewhere/blog", `d${nth}`), { recursive: true });
      const before = snapshot(site.path("elsewhere"));
      expect(syncmedia(site.root).code).toBe(0);
      run(site.root, "sh", "-c", "find media -path media/.syncmedia -prune -o -type d -exec chown 65534 {} +");
      await raced(site, directory, 6);
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
