import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runCli } from "./cli.test.support.ts";
import { createOverriddenSite } from "./overridden-site.test.support.ts";

describe("devserver find", () => {
  test("shows each place in order with what is there", async () => {
    using tree = createOverriddenSite();
    const { code, stdout, stderr } = await runCli(tree.root, ["find", "admin/css/base.css"]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toEqual([
      "admin/css/base.css",
      `  found      project  ${tree.path("media/admin/css/base.css")}`,
      `  shadowed   admin    ${tree.path("contrib/admin/media/css/base.css")}`,
      "",
    ]);
  });

  test("suggests what was meant where nothing is served", async () => {
    using tree = createOverriddenSite();
    const { code, stdout } = await runCli(tree.root, ["find", "admin/css/form.css", "admn/css/base.css", "admin/css"]);
    expect(code).toBe(1);
    expect(stdout).toContain(`There is no such file. Did you mean "admin/css/forms.css"?\nadmn/css/base.css`);
    expect(stdout).toContain(`There is no such file. Did you mean "admin/css/base.css"?\nadmin/css`);
    expect(stdout).toMatch(/directory {2}admin .*\n {2}It is a directory/);
    const json = await runCli(tree.root, ["find", "--json", "admin/css/form.css"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ paths: [{ file: null, near: ["admin/css/forms.css"] }] });
  });

  test("suggests what was meant by the place of a file on disk, or by the name of a template", async () => {
    using tree = createOverriddenSite();
    const meant = {
      "contrib/admin/media/css/forms.css": 'Did you mean "admin/css/forms.css"?',
      [tree.path("contrib/admin/media/css/base.css")]: 'Did you mean "admin/css/base.css"?',
      "media/admin/css/base.css": 'Did you mean "admin/css/base.css"?',
      "admin/x.html": "For the template: devserver find --template admin/x.html",
      "contrib/admin/templates/admin/x.html": "For the template: devserver find --template admin/x.html",
    };
    const { code, stdout } = await runCli(tree.root, ["find", ...Object.keys(meant)]);
    expect(code).toBe(1);
    expect(stdout.match(/(?<=There is no such file\. ).*/g)).toEqual(Object.values(meant));
  });

  test("takes a path with MEDIA_URL as .env says it", async () => {
    using tree = createOverriddenSite();
    const { code, stdout } = await runCli(tree.root, ["find", "/static/admin/css/forms.css"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`found      admin    ${tree.path("contrib/admin/media/css/forms.css")}`);
  });

  test("prints one JSON document, and ends with 1 when a path is nowhere", async () => {
    using tree = createOverriddenSite();
    const { code, stdout, stderr } = await runCli(tree.root, ["find", "--json", "admin/css/base.css", "nope", "../x"]);
    expect(code).toBe(1);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      paths: [
        {
          path: "admin/css/base.css",
          file: tree.path("media/admin/css/base.css"),
          places: [{ outcome: "found" }, { outcome: "shadowed" }],
        },
        { path: "nope", file: null, places: [{ source: "project", outcome: "absent" }] },
        { path: "../x", file: null, refused: "has a dot segment" },
      ],
    });
  });

  test.each(["find", "override", "check --bogus"])("prints wrong usage (%s) as a JSON document too", async (words) => {
    using tree = createOverriddenSite();
    const { code, stdout, stderr } = await runCli(tree.root, [...words.split(" "), "--json"]);
    expect(code).toBe(2);
    const { error, exitCode } = JSON.parse(stdout) as { error: { message: string; fix: string }; exitCode: number };
    expect(exitCode).toBe(2);
    expect(stderr).toBe(`error ${error.message}\n  ${error.fix}\n`);
  });

  test.skipIf(!existsSync("/dev/full"))("fails where its result cannot be written, and says why", () => {
    using tree = createOverriddenSite();
    const bin = path.join(import.meta.dirname, "../bin/devserver.js");
    const command = ["-c", '"$0" "$@" > /dev/full', process.execPath, bin, "find", "admin/css/base.css"];
    const { status, stderr } = spawnSync("sh", command, { cwd: tree.root, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error The output cannot be written: ENOSPC.*\n$/);
  });

  test("--template shows each place of a template in order, those of apps' own directories too", async () => {
    using tree = createOverriddenSite();
    tree.write({
      "templates/admin/x.html": "",
      "blog/app.ts": `export default { templates: "views" };`,
      "blog/views/b.html": "",
    });
    const found = await runCli(tree.root, ["find", "--template", "admin/x.html", "b.html"]);
    expect([found.code, found.stderr]).toEqual([0, ""]);
    expect(found.stdout.split("\n")).toEqual([
      "admin/x.html",
      `  found      project  ${tree.path("templates/admin/x.html")}`,
      `  shadowed   admin    ${tree.path("contrib/admin/templates/admin/x.html")}`,
      `  absent     blog     ${tree.path("blog/views/admin/x.html")}`,
      "b.html",
      `  absent     project  ${tree.path("templates/b.html")}`,
      `  absent     admin    ${tree.path("contrib/admin/templates/b.html")}`,
      `  found      blog     ${tree.path("blog/views/b.html")}`,
      "",
    ]);
    const missing = await runCli(tree.root, ["find", "--template", "admin/y.html", "admin", "../x"]);
    expect(missing.code).toBe(1);
    expect(missing.stdout).toContain('There is no such file. Did you mean "admin/x.html"?');
    expect(missing.stdout).toContain("It is a directory; name a file in it.");
    expect(missing.stdout).toMatch(/^\.\.\/x\n {2}refused {2}it has a dot segment/m);
    const { stdout } = await runCli(tree.root, ["find", "--template", "--json", "b.html"]);
    expect(JSON.parse(stdout)).toMatchObject({
      paths: [{ path: "b.html", file: tree.path("blog/views/b.html"), near: [] }],
    });
  });

  test("finds the settings that --settings or MEDIAROOT_SETTINGS names, the flag first", async () => {
    using tree = createOverriddenSite();
    using elsewhere = createTree({ "other.mjs": "export default {};" });
    const env = { MEDIAROOT_SETTINGS: tree.path("settings.ts") };
    expect((await runCli(elsewhere.root, ["find", "admin/css/base.css"], env)).code).toBe(0);
    expect((await runCli(elsewhere.root, ["find", "admin/css/base.css", "--settings", "other.mjs"], env)).code).toBe(1);
    const missing = await runCli(elsewhere.root, ["find", "x", "--settings", "nope.ts"]);
    expect(missing).toMatchObject({ code: 2, stdout: "" });
    expect(missing.stderr).toContain("nope.ts");
  });

  test("ends with 2 without a path, and with 1 on a broken settings file, reported without a stack", async () => {
    using tree = createOverriddenSite();
    expect((await runCli(tree.root, ["find"])).code).toBe(2);
    tree.write({ "settings.ts": "export default { MEDIA_URL: 1, TYPO: 2 };" });
    const { code, stderr } = await runCli(tree.root, ["find", "x"]);
    expect(code).toBe(1);
    expect(stderr).toContain("MEDIA_URL");
    expect(stderr).toContain("TYPO");
    expect(stderr).not.toContain("    at ");
  });
});
