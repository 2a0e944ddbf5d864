import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CLI, createSite, run, settingsText, snapshot, syncmedia } from "./scratch.test.support.ts";

describe("the process of syncmedia", () => {
  test("--check exits 3 and says what differs, and 0 when nothing does", () => {
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

  test("--json prints one document on stdout and all else on stderr", () => {
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

  test("is disturbed by nothing that settings print or leave running", () => {
    using site = createSite({ "blog/media/b.css": "b" });
    const noise = 'console.log("hello"); setInterval(() => {}, 1000);\n';
    site.write({ "settings.ts": noise + settingsText({ INSTALLED_APPS: ["./blog"] }) });
    const { code, stdout, stderr } = syncmedia(site.root, "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "hello\n" });
    expect(JSON.parse(stdout)).toMatchObject({ applied: true });
  });

  test("reports wrong usage as JSON too, where that was asked for", () => {
    using site = createSite();
    const { code, stdout, stderr } = syncmedia(site.root, "--json", "--strategy", "syn");
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: expect.stringContaining("sync") }, exitCode: 2 });
    expect(stderr).toMatch(/^error /);
  });

  test("reports what to write where no settings file is, without a stack trace", () => {
    using site = createSite();
    const { code, stderr } = syncmedia(site.path("blog"));
    expect(code).toBe(2);
    expect(stderr).toContain("--settings");
    expect(stderr).not.toContain("    at ");
  });

  test.skipIf(!existsSync("/dev/full"))("fails where its report cannot be written, after its work", () => {
    using site = createSite({ "blog/media/b.css": "b" });
    const { code, stderr } = run(site.root, "sh", "-c", '"$0" "$@" > /dev/full', process.execPath, CLI, "--json");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error The output cannot be written: ENOSPC.*\n$/);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
  });

  test("has a help that describes strategies and exit codes", () => {
    using site = createSite();
    const { code, stdout } = syncmedia(site.root, "--help");
    expect(code).toBe(0);
    for (const word of ["--dry-run", "--adopt", "Strategies", "Exit codes", "--to"]) expect(stdout).toContain(word);
  });
});

describe(".env", () => {
  test("is loaded from beside the settings, before them", () => {
    using site = createSite({ "blog/media/b.css": "b", ".env": "WHERE=elsewhere\n" });
    site.write({ "settings.ts": "export default { INSTALLED_APPS: ['./blog'], MEDIA_ROOT: process.env.WHERE };\n" });
    expect(syncmedia(site.path("blog"), "--settings", "../settings.ts").code).toBe(0);
    expect(snapshot(site.path("elsewhere"))).toEqual({ "blog/b.css": "b" });
  });

  test("that cannot be read is named, without a stack trace", () => {
    using site = createSite({ ".env/": "" });
    const { code, stderr } = syncmedia(site.root);
    expect(code).toBe(1);
    expect(stderr).toContain(`${site.path(".env")} cannot be read`);
    expect(stderr).not.toContain("    at ");
  });
});
