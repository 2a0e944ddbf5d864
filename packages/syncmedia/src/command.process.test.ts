import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { describe, expect, it } from "vitest";
import { createSite, exactly, replacedIn, settingsText, snapshot, stateOf, syncmedia } from "./scratch.test.support.ts";

const OLD = new Date("2001-01-01T00:00:00Z");

describe("syncmedia", () => {
  it("copies every app's media under its label, and changes nothing the second time", () => {
    using site = createSite({ "contrib/admin/media/js/core.js": "core", "blog/media/blog.css": "css" });
    const first = syncmedia(site.root);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(snapshot(site.path("media"))).toEqual({ "admin/js/core.js": "core", "blog/blog.css": "css" });
    const before = statSync(site.path("media/.syncmedia/ledger.json")).mtimeMs;
    const second = syncmedia(site.root);
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout).toContain("up to date");
    expect(statSync(site.path("media/.syncmedia/ledger.json")).mtimeMs).toBe(before);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
  });

  it("copies only the apps that are named, and knows no others", () => {
    using site = createSite({ "contrib/admin/media/a.js": "a", "blog/media/b.css": "b" });
    expect(syncmedia(site.root, "blog").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
    const unknown = syncmedia(site.root, "blogg");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('Did you mean "blog"?');
  });

  it("updates what differs, prunes what no app ships any more, and directories that this empties", () => {
    using site = createSite({ "contrib/admin/media/js/old.js": "old", "contrib/admin/media/a.css": "1" });
    syncmedia(site.root);
    using next = createSite({ "contrib/admin/media/a.css": "2" });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [next.path("contrib/admin")] }) });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "admin/a.css": "2" });
  });

  it("prunes the media of an app that is no longer installed, but not when other apps are named", () => {
    using site = createSite({ "contrib/admin/media/a.js": "a", "blog/media/b.css": "b" });
    syncmedia(site.root);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"] }) });
    syncmedia(site.root, "blog");
    expect(snapshot(site.path("media"))).toEqual({ "admin/a.js": "a", "blog/b.css": "b" });
    syncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
  });

  it("notices other content of the same size and time", () => {
    using site = createSite({ "blog/media/b.css": "one" });
    utimesSync(site.path("blog/media/b.css"), OLD, OLD);
    syncmedia(site.root);
    writeFileSync(site.path("blog/media/b.css"), "two");
    utimesSync(site.path("blog/media/b.css"), OLD, OLD);
    syncmedia(site.root);
    expect(readFileSync(site.path("media/blog/b.css"), "utf8")).toBe("two");
  });

  it("writes files that a web server can read, without setuid, whatever the umask and the app's modes", () => {
    using site = createSite({ "blog/media/js/b.js": "b" });
    chmodSync(site.path("blog/media/js/b.js"), 0o4700);
    const mask = process.umask(0o077);
    try {
      syncmedia(site.root);
    } finally {
      process.umask(mask);
    }
    expect(statSync(site.path("media/blog/js/b.js")).mode & 0o7777).toBe(0o644);
    for (const directory of ["media", "media/blog", "media/blog/js"]) {
      expect(statSync(site.path(directory)).mode & 0o7777).toBe(0o755);
    }
    expect(statSync(site.path("media/.syncmedia")).mode & 0o7777).toBe(0o700);
  });

  it("leaves out what MEDIA_IGNORE hides, and prunes what it hides from now on", () => {
    using site = createSite({ "blog/media/b.css": "b", "blog/media/.env": "secret", "blog/media/b.map": "map" });
    syncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b", "blog/b.map": "map" });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"], MEDIA_IGNORE: [".*", "*.map"] }) });
    syncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
  });

  it("loads .env beside the settings before them", () => {
    using site = createSite({ "blog/media/b.css": "b", ".env": "WHERE=elsewhere\n" });
    site.write({ "settings.ts": "export default { INSTALLED_APPS: ['./blog'], MEDIA_ROOT: process.env.WHERE };\n" });
    expect(syncmedia(site.path("blog"), "--settings", "../settings.ts").code).toBe(0);
    expect(snapshot(site.path("elsewhere"))).toEqual({ "blog/b.css": "b" });
  });

  it("takes method and strategy from the settings", () => {
    using site = createSite({ "blog/media/b.css": "new" }, { SYNCMEDIA: { STRATEGY: "new" } });
    syncmedia(site.root);
    site.write({ "blog/media/b.css": "newer" });
    expect(syncmedia(site.root).stdout).toContain("left behind blog/b.css");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "new" });
    expect(syncmedia(site.root, "--strategy", "sync").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "newer" });
  });
});

describe("an override", () => {
  it("keeps its bytes, mode and time under sync and new, even if it is identical", () => {
    using site = createSite({
      "contrib/admin/media/a.css": "app",
      "contrib/admin/media/same.css": "same",
      "media/admin/a.css": "mine",
      "media/admin/same.css": "same",
      "media/uploads/photo.jpg": "photo",
    });
    chmodSync(site.path("media/admin/a.css"), 0o600);
    utimesSync(site.path("media/admin/a.css"), OLD, OLD);
    const before = exactly(site.path("media/admin/a.css"));
    for (const strategy of ["sync", "new"]) {
      const { code, stdout } = syncmedia(site.root, "--strategy", strategy);
      expect(code).toBe(0);
      expect(stdout).toContain("kept admin/a.css: an override");
      expect(stdout).toContain("--adopt takes it");
      expect(exactly(site.path("media/admin/a.css"))).toEqual(before);
    }
    expect(syncmedia(site.root).code).toBe(0);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [] }) });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({
      "admin/a.css": "mine",
      "admin/same.css": "same",
      "uploads/photo.jpg": "photo",
    });
  });

  it("is a copy that was edited by hand: it is never updated and never pruned", () => {
    using site = createSite({ "blog/media/b.css": "1", "blog/media/c.css": "1" });
    syncmedia(site.root);
    site.write({ "media/blog/b.css": "mine", "media/blog/c.css": "mine", "blog/media/b.css": "2" });
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [{ name: "./blog" }], MEDIA_IGNORE: ["c.css"] }) });
    const { code, stdout } = syncmedia(site.root);
    expect(code).toBe(0);
    expect(stdout).toContain("kept blog/b.css: a copy edited by hand");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "mine", "blog/c.css": "mine" });
  });

  it("stays a copy when its times alone were touched", () => {
    using site = createSite({ "blog/media/b.css": "1" });
    syncmedia(site.root);
    utimesSync(site.path("media/blog/b.css"), OLD, OLD);
    site.write({ "blog/media/b.css": "2" });
    syncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "2" });
  });

  it("may be a file where the app has a directory, and the reverse", () => {
    using site = createSite({
      "contrib/admin/media/js/core.js": "core",
      "contrib/admin/media/css": "a file",
      "media/admin/js": "a file of mine",
      "media/admin/css/mine.css": "mine",
    });
    const { code, stdout } = syncmedia(site.root);
    expect(code).toBe(0);
    expect(stdout).toContain("hides files of the app such as admin/js/core.js");
    expect(stdout).toContain("a directory where the app has a file");
    expect(snapshot(site.path("media"))).toEqual({ "admin/js": "a file of mine", "admin/css/mine.css": "mine" });
  });

  it("asks before update, overwrite and clear replace it: without a terminal nothing is changed", () => {
    using site = createSite({ "blog/media/b.css": "app", "media/blog/b.css": "mine" });
    utimesSync(site.path("media/blog/b.css"), OLD, OLD);
    for (const strategy of ["update", "overwrite", "clear"]) {
      const { code, stderr } = syncmedia(site.root, "--strategy", strategy);
      expect(code).toBe(2);
      expect(stderr).toContain("--yes");
      expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "mine" });
      expect(stateOf(site.path("media"))).toEqual([]);
    }
  });

  it.each(["update", "overwrite", "clear"])("goes to .syncmedia/replaced/ under %s with --yes", (strategy) => {
    using site = createSite({ "blog/media/b.css": "app", "media/blog/b.css": "mine" });
    utimesSync(site.path("media/blog/b.css"), OLD, OLD);
    const { code, stdout } = syncmedia(site.root, "--strategy", strategy, "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain(site.path("media/.syncmedia/replaced"));
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "app" });
    expect(replacedIn(site.path("media"))).toEqual({ "blog/b.css": "mine" });
    site.write({ "blog/media/b.css": "app 2" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "app 2" });
  });
});

describe("the strategies", () => {
  it("new copies only missing files", () => {
    using site = createSite({ "blog/media/a.css": "1" });
    syncmedia(site.root);
    site.write({ "blog/media/a.css": "2", "blog/media/b.css": "2" });
    expect(syncmedia(site.root, "--strategy", "new").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "1", "blog/b.css": "2" });
  });

  it("update overwrites only older files, and says how many differ without being newer", () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/npm.css": "1" });
    syncmedia(site.root);
    site.write({ "blog/media/a.css": "2", "blog/media/npm.css": "2" });
    utimesSync(site.path("blog/media/a.css"), new Date(Date.now() + 60_000), new Date(Date.now() + 60_000));
    utimesSync(site.path("blog/media/npm.css"), new Date("1985-10-26"), new Date("1985-10-26"));
    const { stdout } = syncmedia(site.root, "--strategy", "update");
    expect(stdout).toContain("left behind blog/npm.css: differs, and is not older");
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "2", "blog/npm.css": "1" });
  });

  it("overwrite copies all, and prunes nothing", () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/stale.css": "1" });
    syncmedia(site.root);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"], MEDIA_IGNORE: ["stale.css"] }) });
    const before = statSync(site.path("media/blog/a.css")).ino;
    const { stdout } = syncmedia(site.root, "--strategy", "overwrite", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ apps: [{ app: "blog", updated: 1, unchanged: 0, pruned: 0 }] });
    expect(statSync(site.path("media/blog/a.css")).ino).not.toBe(before);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "1", "blog/stale.css": "1" });
  });

  it("clear deletes the target directories of the apps being synced, and nothing else", () => {
    using site = createSite({
      "blog/media/b.css": "app",
      "contrib/admin/media/a.js": "a",
      "media/blog/mine/x.css": "mine",
      "media/blog/empty/": "",
      "media/blog/.htaccess": "mine",
      "media/admin/mine.js": "mine",
      "media/uploads/photo.jpg": "photo",
      "elsewhere/secret": "secret",
    });
    symlinkSync("../../elsewhere", site.path("media/blog/link"));
    const { code, stderr } = syncmedia(site.root, "blog", "--strategy", "clear", "--yes");
    expect(code).toBe(0);
    expect(stderr).toContain(`DELETES these directories first:\n  ${site.path("media/blog")}`);
    expect(snapshot(site.path("media"))).toEqual({
      "admin/mine.js": "mine",
      "blog/b.css": "app",
      "uploads/photo.jpg": "photo",
    });
    expect(replacedIn(site.path("media"))).toEqual({
      "blog/.htaccess": "mine",
      "blog/link": "-> ../../elsewhere",
      "blog/mine/x.css": "mine",
    });
    expect(snapshot(site.path("elsewhere"))).toEqual({ secret: "secret" });
  });

  it("clear always asks, even where only copies of ours stand", () => {
    using site = createSite({ "blog/media/b.css": "app" });
    syncmedia(site.root);
    expect(syncmedia(site.root, "--strategy", "clear").code).toBe(2);
    expect(syncmedia(site.root, "--strategy", "clear", "--yes").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "app" });
    expect(replacedIn(site.path("media"))).toEqual({});
  });

  it.each(["sync", "new", "update", "overwrite"])(
    "%s leaves a link that is not ours, and what it leads to",
    (strategy) => {
      using site = createSite({ "blog/media/b.css": "app", "elsewhere/b.css": "theirs", "media/": "" });
      symlinkSync("../elsewhere", site.path("media/blog"));
      expect(syncmedia(site.root, "--strategy", strategy, "--yes").code).toBe(0);
      expect(snapshot(site.path("media"))).toEqual({ blog: "-> ../elsewhere" });
      expect(snapshot(site.path("elsewhere"))).toEqual({ "b.css": "theirs" });
    },
  );

  it("clear sets a link that is not ours aside, and spares what it leads to", () => {
    using site = createSite({ "blog/media/b.css": "app", "elsewhere/b.css": "theirs", "media/": "" });
    symlinkSync("../elsewhere", site.path("media/blog"));
    expect(syncmedia(site.root, "--strategy", "clear", "--yes").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "app" });
    expect(replacedIn(site.path("media"))).toEqual({ blog: "-> ../elsewhere" });
    expect(snapshot(site.path("elsewhere"))).toEqual({ "b.css": "theirs" });
  });
});

describe("--adopt", () => {
  it("takes files that equal the apps' as ours, and no others", () => {
    using site = createSite({
      "blog/media/a.css": "same",
      "blog/media/b.css": "app",
      "media/blog/a.css": "same",
      "media/blog/b.css": "mine",
    });
    expect(syncmedia(site.root, "--adopt", "-v").stdout).toContain("adopted blog/a.css");
    site.write({ "blog/media/a.css": "upgraded", "blog/media/b.css": "upgraded" });
    syncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "upgraded", "blog/b.css": "mine" });
  });

  it("is needed: without it an app's upgrade leaves what was copied by hand", () => {
    using site = createSite({ "blog/media/a.css": "same", "media/blog/a.css": "same" });
    syncmedia(site.root);
    site.write({ "blog/media/a.css": "upgraded" });
    syncmedia(site.root);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "same" });
  });
});

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
    expect(JSON.parse(syncmedia(site.root, ...args, "--json").stdout)).toMatchObject({ exitCode: 2 });
    expect(lstatSync(site.path("media"), { throwIfNoEntry: false })).toBeUndefined();
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
    { when: "does not come without DEBUG", DEBUG: false, ignored: "", warned: false },
  ])("$when", ({ DEBUG, ignored, warned }) => {
    using site = createSite({ "blog/media/b.css": "b", ".gitignore": ignored }, { DEBUG });
    execFileSync("git", ["init", "-q", site.root]);
    expect(syncmedia(site.root).stderr.includes("under version control")).toBe(warned);
  });
});
