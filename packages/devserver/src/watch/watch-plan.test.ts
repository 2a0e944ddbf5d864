import path from "node:path";
import { describe, expect, test } from "vitest";
import { isLeftOut, isNewCode, planWatch } from "./watch-plan.ts";
import type { ProjectReport } from "../link/messages.ts";

const at = (file: string): string => path.resolve("/site", file);
const read = (file: string): { readonly path: string; readonly stamp: string } => ({ path: at(file), stamp: "1" });
const project: ProjectReport = {
  root: at("."),
  settingsFile: at("settings.ts"),
  apps: [{ label: "blog", directory: at("blog") }],
  templateDirectories: [at("templates"), at("blog/templates")],
  warnings: [],
  site: {
    mediaUrl: "/media/",
    adminMediaPrefix: undefined,
    sources: [
      { kind: "project", mount: "", directory: at("media") },
      { kind: "app", label: "blog", mount: "blog/", directory: at("blog/media") },
    ],
    ignore: [],
    mounts: [{ prefix: "/css", directory: at("css") }],
    hosts: [],
    indexes: true,
    debug: true,
  },
};

describe("what is watched", () => {
  test("is the code that was read, the apps, the media roots and the templates, and no package tree", () => {
    const plan = planWatch(project, [
      read("settings.ts"),
      read("lib/deep/a.ts"),
      read("node_modules/missing"),
      read("node_modules/@acme/missing"),
    ]);
    expect(plan.flat.toSorted()).toEqual([".", "blog", "blog/media", "css", "lib/deep", "media"].map(at).toSorted());
    expect(plan.deep).toEqual([at("templates"), at("blog/templates")]);
  });

  test("is the code alone while no project has loaded", () => {
    expect(planWatch(undefined, [read("settings.ts")])).toEqual({ flat: [at(".")], deep: [] });
  });

  const watched = { flat: new Set([at("."), at("media")]), deep: new Set([at("templates")]), eachFile: true };
  test.each([
    [".", true, false],
    ["settings.ts", false, false],
    [".env", false, false],
    ["node_modules", true, true],
    ["lib", true, true],
    ["lib/a.ts", false, true],
    ["media/a.css", false, false],
    ["media/sub", true, true],
    ["media/sub/a.css", false, true],
    ["templates", true, false],
    ["templates/blog/x.html", false, false],
    ["templates/blog", true, false],
    ["templates/node_modules", true, true],
    ["templates/node_modules/x/y.html", false, true],
    ["templates/.git", true, true],
    ["templates/.git/HEAD", false, true],
  ])("%s (directory: %s) is left out: %s", (file, isDirectory, leftOut) => {
    expect(isLeftOut(watched, at(file), isDirectory)).toBe(leftOut);
  });

  test("the files of a flat directory are left out where the system reports them, and those of templates are not", () => {
    expect(isLeftOut({ ...watched, eachFile: false }, at("media/a.css"), false)).toBe(true);
    expect(isLeftOut({ ...watched, eachFile: false }, at("media"), true)).toBe(false);
    expect(isLeftOut({ ...watched, eachFile: false }, at("templates/x.html"), false)).toBe(false);
  });

  test("a path of which nothing is known yet is looked at where a file may be meant", () => {
    expect(isLeftOut(watched, at("media/x"), undefined)).toBe(false);
    expect(isLeftOut(watched, at("elsewhere/x"), undefined)).toBe(true);
  });
});

describe("a file that appeared", () => {
  test.each([
    ["lib/new.ts", true],
    ["blog/app.mjs", true],
    ["blog/data.json", true],
    ["blog/notes.md", false],
    ["media/a.js", false],
    ["lib/.#a.ts", false],
    ["lib/a.ts", false],
  ])("%s may change what an import means: %s", (file, expected) => {
    expect(isNewCode(at(file), project, [read("lib/a.ts")])).toBe(expected);
  });
});
