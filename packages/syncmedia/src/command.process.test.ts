import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readFileSync, utimesSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createSite, snapshot, syncmedia } from "./scratch.test.support.ts";

const OLD = new Date("2001-01-01T00:00:00Z");

describe("looking without touching", () => {
  it("--dry-run prints the plan and writes nothing at all", () => {
    using site = createSite({ "blog/media/b.css": "b" });
    const { code, stdout } = syncmedia(site.root, "-n");
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

  it("--check exits 3 and says what differs, and 0 when nothing does", () => {
    using site = createSite({ "blog/media/b.css": "b" });
    const differs = syncmedia(site.root, "--check");
    expect(differs).toMatchObject({ code: 3 });
    expect(differs.stdout).toContain("blog/b.css");
    expect(lstatSync(site.path("media"), { throwIfNoEntry: false })).toBeUndefined();
    syncmedia(site.root);
    expect(syncmedia(site.root, "--check").code).toBe(0);
    site.write({ "media/blog/b.css": "an override differs from the app, and yet all is as it should be" });
    expect(syncmedia(site.root, "--check").code).toBe(0);
  });

  it("--json prints one document on stdout and all else on stderr", () => {
    using site = createSite({ "blog/media/b.css": "b", "media/admin/x": "" }, { DEBUG: true });
    mkdirSync(site.path(".git"));
    const { stdout, stderr } = syncmedia(site.root, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      target: site.path("media"),
      applied: true,
      exitCode: 0,
      apps: [
        { app: "admin", copied: 0 },
        { app: "blog", copied: 1, bytes: 1 },
      ],
      changes: [{ app: "blog", path: "blog/b.css", change: "copied" }],
    });
    expect(stderr).toContain("warning");
    const failed = syncmedia(site.root, "--json", "nobody");
    expect(JSON.parse(failed.stdout)).toMatchObject({ error: { code: "APP_UNKNOWN" }, exitCode: 2 });
  });

  it("--json has the keys that the documentation tells of, and no others", () => {
    const document = readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8");
    const example = JSON.parse(/^```json\n([^]*?)^```$/m.exec(document)?.[1] ?? "") as Record<string, unknown>;
    using site = createSite({ "blog/media/b.css": "app", "media/blog/b.css": "mine", "contrib/admin/media/a.js": "a" });
    utimesSync(site.path("media/blog/b.css"), OLD, OLD);
    const { stdout } = syncmedia(site.root, "--auto", "--strategy", "update", "--yes", "--json");
    const printed = JSON.parse(stdout) as Record<string, unknown>;
    const blog = (printed["apps"] as { readonly app: string }[]).find(({ app }) => app === "blog");
    expect(Object.keys(printed)).toEqual(Object.keys(example));
    expect(Object.keys(blog ?? {}).toSorted()).toEqual(Object.keys((example["apps"] as object[])[0] ?? {}).toSorted());
  });

  it("-q says nothing but errors, -v names every file", () => {
    using site = createSite({ "blog/media/b.css": "b" });
    expect(syncmedia(site.root, "-q")).toEqual({ code: 0, stdout: "", stderr: "" });
    site.write({ "blog/media/c.css": "c" });
    expect(syncmedia(site.root, "-v").stdout).toContain("copied blog/c.css");
  });
});

describe("wrong usage", () => {
  it.each<readonly [string, readonly string[], string]>([
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
    ["-v with -q", ["-v", "-q"], "--"],
  ])("is refused with exit code 2: %s", (_, args, says) => {
    using site = createSite({ "blog/media/b.css": "b" });
    const { code, stdout, stderr } = syncmedia(site.root, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error /);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("    at ");
    expect(lstatSync(site.path("media"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("is told as JSON too, where that was asked for", () => {
    using site = createSite();
    const { code, stdout, stderr } = syncmedia(site.root, "--json", "--strategy", "syn");
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: expect.stringContaining("sync") }, exitCode: 2 });
    expect(stderr).toMatch(/^error /);
  });

  it("tells what to write where no settings file is, without a stack trace", () => {
    using site = createSite();
    const { code, stderr } = syncmedia(site.path("blog"));
    expect(code).toBe(2);
    expect(stderr).toContain("--settings");
    expect(stderr).not.toContain("    at ");
  });

  it("has a help that tells of strategies and exit codes", () => {
    using site = createSite();
    const { code, stdout } = syncmedia(site.root, "--help");
    expect(code).toBe(0);
    for (const word of ["--dry-run", "--adopt", "Strategies", "Exit codes", "--to"]) expect(stdout).toContain(word);
  });
});

describe("the warning of version control", () => {
  it.each([
    { when: "comes with DEBUG in a tree that does not ignore the copies", DEBUG: true, ignored: "", warned: true },
    { when: "does not come where they are ignored", DEBUG: true, ignored: "/media/\n", warned: false },
    { when: "comes where some apps' are ignored", DEBUG: true, ignored: "/media/admin/\n", warned: true },
    { when: "does not come where each app's are", DEBUG: true, ignored: "/media/*/\n", warned: false },
    { when: "does not come without DEBUG", DEBUG: false, ignored: "", warned: false },
  ])("$when", ({ DEBUG, ignored, warned }) => {
    const media = { "blog/media/b.css": "b", "contrib/admin/media/a.css": "a" };
    using site = createSite({ ...media, ".gitignore": ignored }, { DEBUG });
    execFileSync("git", ["init", "-q", site.root]);
    expect(syncmedia(site.root).stderr.includes("under version control")).toBe(warned);
  });
});

describe(".env", () => {
  it("is loaded from beside the settings, before them", () => {
    using site = createSite({ "blog/media/b.css": "b", ".env": "WHERE=elsewhere\n" });
    site.write({ "settings.ts": "export default { INSTALLED_APPS: ['./blog'], MEDIA_ROOT: process.env.WHERE };\n" });
    expect(syncmedia(site.path("blog"), "--settings", "../settings.ts").code).toBe(0);
    expect(snapshot(site.path("elsewhere"))).toEqual({ "blog/b.css": "b" });
  });

  it("that cannot be read is named, without a stack trace", () => {
    using site = createSite({ ".env/": "" });
    const { code, stderr } = syncmedia(site.root);
    expect(code).toBe(1);
    expect(stderr).toContain(`${site.path(".env")} cannot be read`);
    expect(stderr).not.toContain("    at ");
  });
});
