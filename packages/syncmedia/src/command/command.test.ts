import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync, utimesSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "../../tests/run-syncmedia.test.support.ts";
import { createSite } from "../../tests/scratch.test.support.ts";

const OLD = new Date("2001-01-01T00:00:00Z");

describe("looking without touching", () => {
  test("--dry-run prints the plan and writes nothing at all", async () => {
    using site = createSite({ "blog/media/b.css": "b" });
    const { code, stdout } = await runSyncmedia(site.root, "-n");
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "+ copy blog/b.css",
        "app    method  copy  unchanged  bytes",
        "admin  copy       0          0    0 B",
        "blog   copy       1          0    1 B",
        "total             1          0    1 B",
        `1 change to make in ${site.path("media")}.\n`,
      ].join("\n"),
    );
    expect(lstatSync(site.path("media"), { throwIfNoEntry: false })).toBeUndefined();
  });

  test("--json has the documented keys, and no others", async () => {
    const document = readFileSync(new URL("../../../../docs/cli.md", import.meta.url), "utf8");
    const example = JSON.parse(/^```json\n([^]*?)^```$/m.exec(document)?.[1] ?? "") as Record<string, unknown>;
    using site = createSite({ "blog/media/b.css": "app", "media/blog/b.css": "mine", "contrib/admin/media/a.js": "a" });
    utimesSync(site.path("media/blog/b.css"), OLD, OLD);
    const { stdout } = await runSyncmedia(site.root, "--auto", "--strategy", "update", "--yes", "--json");
    const printed = JSON.parse(stdout) as Record<string, unknown>;
    const blog = (printed["apps"] as { readonly app: string }[]).find(({ app }) => app === "blog");
    expect(Object.keys(printed)).toEqual(Object.keys(example));
    expect(Object.keys(blog ?? {}).toSorted()).toEqual(Object.keys((example["apps"] as object[])[0] ?? {}).toSorted());
  });

  test("-q says nothing but errors, -v names every file", async () => {
    using site = createSite({ "blog/media/b.css": "b" });
    expect(await runSyncmedia(site.root, "-q")).toEqual({ code: 0, stdout: "", stderr: "" });
    site.write({ "blog/media/c.css": "c" });
    expect((await runSyncmedia(site.root, "-v")).stdout).toContain("copied blog/c.css");
  });
});

describe("-q", () => {
  test.each([
    { flags: ["-q", "--check"], exitCode: 3 },
    { flags: ["-q"], exitCode: 1 },
  ])("$flags names what was not done and why, and nothing else", async ({ flags, exitCode }) => {
    using site = createSite({ "blog/media/b.css": "b", "blog/media/aux.css": "x", "contrib/admin/media/a.js": "a" });
    expect(await runSyncmedia(site.root, ...flags)).toEqual({
      code: exitCode,
      stdout: "",
      stderr: "skipped blog/aux.css: has a Windows device name\n",
    });
  });

  test("reports links that cannot be made", async () => {
    using site = createSite({ "blog/media/b.css": "b", "media/blog/mine.css": "mine" });
    const { code, stdout, stderr } = await runSyncmedia(site.root, "--link", "-q");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^not linked blog: .*\n  By hand, .*\nCopy instead with --copy.*\n$/);
  });
});

describe("wrong usage", () => {
  test.each<readonly [string, readonly string[], string]>([
    ["two methods", ["--link", "--copy"], "--"],
    ["an unknown strategy", ["--strategy", "syn"], 'Did you mean "sync"?'],
    ["a strategy without a name", ["--strategy"], "--"],
    ["an unknown option", ["--force"], "--"],
    ["an option with an error in it", ["--dryrun"], "Did you mean --dry-run?"],
    ["an unknown label", ["bolg"], 'Did you mean "blog"?'],
    ["a target that is empty, as an unset variable is", ["--to", ""], "--"],
    ["settings that are empty", ["--settings", ""], "--"],
    ["settings that are not there", ["--settings", "nowhere.ts"], "nowhere.ts"],
    ["--strategy with --link", ["--link", "--strategy", "sync"], "--"],
    ["--link with --to", ["--link", "--to", "out"], "--"],
    ["--link with --adopt", ["--link", "--adopt"], "--adopt --copy"],
    ["-v with -q", ["-v", "-q"], "--"],
  ])("is refused with exit code 2: %s", async (_, args, says) => {
    using site = createSite({ "blog/media/b.css": "b" });
    const { code, stdout, stderr } = await runSyncmedia(site.root, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error /);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("    at ");
    expect(lstatSync(site.path("media"), { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe("the warning of version control", () => {
  test.each([
    { when: "comes with DEBUG in a tree that does not ignore the copies", DEBUG: true, ignored: "", warned: true },
    { when: "does not come where they are ignored", DEBUG: true, ignored: "/media/\n", warned: false },
    { when: "comes where some apps' are ignored", DEBUG: true, ignored: "/media/admin/\n", warned: true },
    { when: "does not come where each app's are", DEBUG: true, ignored: "/media/*/\n", warned: false },
    { when: "does not come without DEBUG", DEBUG: false, ignored: "", warned: false },
  ])("$when", async ({ DEBUG, ignored, warned }) => {
    const media = { "blog/media/b.css": "b", "contrib/admin/media/a.css": "a" };
    using site = createSite({ ...media, ".gitignore": ignored }, { DEBUG });
    execFileSync("git", ["init", "-q", site.root]);
    expect((await runSyncmedia(site.root)).stderr.includes("under version control")).toBe(warned);
  });
});
