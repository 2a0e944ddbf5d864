import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { CLI, create, filesIn } from "./create.test.support.ts";

describe("create-mediaroot", () => {
  test("creates a site, says what to run next, and names the command that does the same", () => {
    using tree = createTree();
    const { code, stdout, stderr } = create(tree.root, "my-site");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("cd my-site\n  npm install\n  npm run dev\n");
    expect(stdout).toContain("npm create mediaroot@latest my-site -- --no-install");
    expect(filesIn(tree.path("my-site"))).toEqual(
      expect.arrayContaining([".env", ".gitignore", "home/app.ts", "package.json"]),
    );
    expect(readdirSync(tree.root)).toEqual(["my-site"]);
  });

  test("gives each site a SECRET_KEY of its own, which only its owner can read", () => {
    using tree = createTree();
    create(tree.root, "a");
    create(tree.root, "b");
    const [a = "", b = ""] = ["a", "b"].map((site) => readFileSync(tree.path(site, ".env"), "utf8"));
    expect(a).toMatch(/^SECRET_KEY=[\w-]{64}$/m);
    expect(a).not.toBe(b);
    expect(statSync(tree.path("a/.env")).mode & 0o077).toBe(0);
    expect(statSync(tree.path("a/home/app.ts")).mode & 0o444).toBe(0o444);
  });

  test("replaces every name between double underscores", () => {
    using tree = createTree();
    create(tree.root, "my-site", "--name", "@acme/shop");
    const files = filesIn(tree.path("my-site"));
    expect(files.filter((file) => /__[A-Z_]+__/.test(file + readFileSync(tree.path("my-site", file), "utf8")))).toEqual(
      [],
    );
    expect(JSON.parse(readFileSync(tree.path("my-site/package.json"), "utf8"))).toMatchObject({ name: "@acme/shop" });
  });

  test("creates the directories above the new one, and writes to an empty directory and a new repository", () => {
    using tree = createTree({ "empty/": "", "repository/.git/config": "" });
    expect(create(tree.root, "deep/er/my-site").code).toBe(0);
    expect(create(tree.path("empty"), ".").code).toBe(0);
    expect(create(tree.root, "repository").code).toBe(0);
    for (const site of ["deep/er/my-site", "empty", "repository"])
      expect(existsSync(tree.path(site, "settings.ts"))).toBe(true);
    expect(readdirSync(tree.path("empty")).filter((name) => name.startsWith(".create-mediaroot"))).toEqual([]);
  });

  test.each([
    { args: [], code: 2, says: "npm create mediaroot my-site" },
    { args: ["My Site"], code: 2, says: "--name my-site" },
    {
      args: ["x", "apq"],
      code: 2,
      says: '"apq" after the directory is no kind of project. Write site or app. Did you mean "app"?',
    },
    { args: ["x", "site", "--app"], code: 2, says: "exclude each other" },
    { args: ["x", "--instal"], code: 2, says: "--install" },
    { args: [""], code: 2, says: "the name of the directory is empty" },
    { args: ["full"], code: 2, says: "--yes" },
    { args: ["taken"], code: 2, says: "already has package.json" },
    { args: ["file"], code: 2, says: "there is a file of that name" },
    { args: ["file/x"], code: 2, says: "a part of the path is a file" },
  ])("refuses $args in a sentence, and writes nothing", ({ args, code, says }) => {
    using tree = createTree({ "full/notes.txt": "mine", "taken/package.json": "mine", file: "mine" });
    const run = create(tree.root, ...args);
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(says);
    expect(run.stderr).not.toMatch(/^ +at /m);
    expect(filesIn(tree.root)).toEqual(["file", "full/notes.txt", "taken/package.json"]);
  });

  test.skipIf(!existsSync("/dev/full"))("says why where its report cannot be written; the site is there", () => {
    using tree = createTree();
    const command = ["-c", '"$0" "$@" > /dev/full', process.execPath, CLI, "site"];
    const { status, stderr } = spawnSync("sh", command, { cwd: tree.root, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error The output cannot be written: ENOSPC.*\n$/);
    expect(existsSync(tree.path("site/settings.ts"))).toBe(true);
  });

  test("adds files to a directory that is not empty with --yes, and changes none that is there", () => {
    using tree = createTree({ "full/notes.txt": "mine" });
    expect(create(tree.root, "full", "--yes").code).toBe(0);
    expect(readFileSync(tree.path("full/notes.txt"), "utf8")).toBe("mine");
    expect(create(tree.root, "full", "--yes").code).toBe(2);
  });

  test("creates an app whose templates and media are at its label, with no secret", () => {
    using tree = createTree();
    const { code, stdout } = create(tree.root, "gallery", "app", "--name", "@acme/photo-wall");
    expect(code).toBe(0);
    expect(stdout).toContain("npm create mediaroot@latest gallery app -- --name @acme/photo-wall --no-install");
    const files = filesIn(tree.path("gallery"));
    expect(files).toEqual(expect.arrayContaining(["app.ts", "media/css/app.css", "templates/photo-wall/index.html"]));
    expect(files).not.toContain(".env");
    expect(readFileSync(tree.path("gallery/demo/settings.ts"), "utf8")).toContain('label: "photo-wall"');
    create(tree.root, "same", "--app", "--name", "@acme/photo-wall");
    expect(filesIn(tree.path("same"))).toEqual(files);
  });

  test.each(["site", "app"])("describes every script of a new %s, and only files that are there", (kind) => {
    using tree = createTree();
    create(tree.root, "new", kind);
    const read = (file: string): string => readFileSync(tree.path("new", file), "utf8");
    const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
    const called = Object.keys(scripts).filter((name) => !name.startsWith("pre"));
    for (const page of [read("AGENTS.md"), read("README.md")]) {
      const named = new Set([...page.matchAll(/`npm (?:run )?(\w+)/g)].map(([, name = ""]) => name));
      for (const own of ["install", "pack", "publish"]) named.delete(own);
      expect([...named].toSorted()).toEqual(called.toSorted());
    }
    const paths = [...read("AGENTS.md").matchAll(/^- `([^` ]+)`(?! \(make it)/gm)].map(([, file = ""]) => file);
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((file) => !existsSync(tree.path("new", file)))).toEqual([]);
  });
});
