import { spawnSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CLI, createSite, run, snapshot, syncmedia } from "./scratch.test.support.ts";

type Site = ReturnType<typeof createSite>;

/** A site that has been synced, and whose next sync has something to do. */
function changedSite(): Site {
  const site = createSite({ "blog/media/a.css": "1", "blog/media/b.css": "1" });
  syncmedia(site.root);
  site.write({ "blog/media/a.css": "2", "outside.txt": "outside" });
  return site;
}

/** Runs the command; one that hangs is killed. */
function bounded(site: Site, ...args: readonly string[]): { readonly code: number | null; readonly stderr: string } {
  const options = { cwd: site.root, encoding: "utf8", timeout: 20_000, killSignal: "SIGKILL" } as const;
  const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], options);
  return { code: status, stderr };
}

describe("state that somebody else may have put there", () => {
  test.each(["a file outside", "a file that does not exist"])(
    "a journal that is a link to %s is refused: nothing outside is written",
    (what) => {
      using site = changedSite();
      const outside = what === "a file outside" ? "outside.txt" : "new.txt";
      symlinkSync(site.path(outside), site.path("media/.syncmedia/journal.jsonl"));
      const { code, stderr } = bounded(site);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error .*journal\.jsonl is a link or not a regular file/);
      expect(readFileSync(site.path("outside.txt"), "utf8")).toBe("outside");
      expect(existsSync(site.path("new.txt"))).toBe(false);
      expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "1", "blog/b.css": "1" });
    },
  );

  test("a journal with a second name is refused: nothing is appended to it", () => {
    using site = changedSite();
    linkSync(site.path("outside.txt"), site.path("media/.syncmedia/journal.jsonl"));
    const { code, stderr } = bounded(site);
    expect(code).toBe(1);
    expect(stderr).toContain("journal.jsonl has a second name");
    expect(readFileSync(site.path("outside.txt"), "utf8")).toBe("outside");
  });

  test.each(["ledger.json", "journal.jsonl", "lock"])("a fifo as %s is refused and does not hang", (name) => {
    using site = changedSite();
    run(site.root, "sh", "-c", `rm -f media/.syncmedia/${name}; mkfifo media/.syncmedia/${name}`);
    for (const flags of [[], ["--no-wait"]]) {
      const { code, stderr } = bounded(site, ...flags);
      expect(code).toBe(1);
      expect(stderr).toMatch(new RegExp(`^error .*${name}.* not a regular file`));
      expect(stderr).not.toContain("    at ");
    }
    expect(snapshot(site.path("media"))["blog/a.css"]).toBe("1");
  });

  test.each(["a fifo", "a link"])("a cache that is %s is refused, does not hang, and nothing is written", (what) => {
    using site = changedSite();
    const to = ["--to", "public", "--hash"];
    syncmedia(site.root, ...to);
    const cache = site.path("public/.syncmedia/cache.json");
    run(
      site.root,
      "sh",
      "-c",
      what === "a fifo" ? `rm ${cache}; mkfifo ${cache}` : `ln -sf ../../outside.txt ${cache}`,
    );
    site.write({ "blog/media/a.css": "3" });
    const { code, stderr } = bounded(site, ...to);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error .*cache\.json.* not a regular file/);
    expect(snapshot(site.path("public"))["blog/a.css"]).toBe("2");
  });

  test("a lock that is a link is refused, and its target is not read", () => {
    using site = changedSite();
    symlinkSync(site.path("outside.txt"), site.path("media/.syncmedia/lock"));
    expect(bounded(site).stderr).toMatch(/^error .*lock is a link or not a regular file/);
  });

  test.each(["replaced", "staging"])("a link as %s is refused: nothing goes to where it leads", (name) => {
    using site = changedSite();
    mkdirSync(site.path("elsewhere"));
    site.write({ "media/blog/b.css": "mine", "elsewhere/theirs": "theirs" });
    symlinkSync(site.path("elsewhere"), site.path("media/.syncmedia", name));
    const { code } = bounded(site, "--strategy", "overwrite", "--yes");
    expect(code).toBe(1);
    expect(snapshot(site.path("elsewhere"))).toEqual({ theirs: "theirs" });
    expect(readFileSync(site.path("media/blog/b.css"), "utf8")).toBe("mine");
  });

  test("a state directory that is a link is refused", () => {
    using site = changedSite();
    renameSync(site.path("media/.syncmedia"), site.path("elsewhere"));
    symlinkSync(site.path("elsewhere"), site.path("media/.syncmedia"));
    for (const flags of [[], ["--check"], ["--link"]]) {
      const { code, stderr } = bounded(site, ...flags);
      expect(code).toBe(1);
      expect(stderr).toContain(".syncmedia is a link");
    }
  });
});
