import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { finderOf, names } from "../../tests/media-finder.test.support.ts";
import { createTree } from "../testing.ts";
import { sourceName } from "./media-file.ts";
import type { ListedFile } from "./media-list.ts";

describe("list", () => {
  test("gives the effective files, and who shadows whom", () => {
    using tree = createTree({
      "media/admin/x.css": "mine",
      "media/photos/one.jpg": "",
      "admin/media/x.css": "",
      "admin/media/js/core.js": "",
      "blog/media/blog.css": "",
      "blog/media/CVS/Root": "",
    });
    const { files, refused, failed } = finderOf(tree, "admin", "blog").list();
    expect(files.map((file) => [file.logicalPath, file.source.kind, file.shadows.length])).toEqual([
      ["admin/x.css", "project", 1],
      ["photos/one.jpg", "project", 0],
      ["admin/js/core.js", "app", 0],
      ["blog/blog.css", "app", 0],
    ]);
    expect({ refused, failed }).toEqual({ refused: [], failed: [] });
  });

  test("does not look at files that are known, unless another source may have them too", () => {
    using tree = createTree({
      "media/x.css": "",
      "admin/media/a.css": "",
      "admin/media/js/b.js": "",
      "blog/media/c.css": "",
    });
    const finder = finderOf(tree, "admin", "blog");
    const asked: string[] = [];
    const isKnown = ({ logicalPath, source }: Pick<ListedFile, "logicalPath" | "source">): boolean => {
      asked.push(`${logicalPath} of ${sourceName(source)}`);
      return logicalPath.startsWith("admin/");
    };
    expect(names(finder, { isKnown })).toEqual(names(finder));
    expect(asked).toEqual(["x.css of project"]);
    expect(names(finder, { overrides: false, isKnown })).toEqual(["blog/c.css"]);
    expect(asked.slice(1)).toEqual(["admin/a.css of admin", "admin/js/b.js of admin", "blog/c.css of blog"]);
  });

  test("gives what is found where MEDIA_ROOT has some of an app's directories", () => {
    using tree = createTree({
      "media/admin/css2/c.css": "mine",
      "media/admin/js/lib/e.js": "mine",
      "media/admin/js/lib2": "no directory",
      "admin/media/css/a.css": "",
      "admin/media/css/in/b.css": "",
      "admin/media/css2/c.css": "",
      "admin/media/js/d.js": "",
      "admin/media/js/lib/e.js": "",
      "admin/media/js/lib2/f.js": "",
      "admin/media/js/lib3/g.js": "",
    });
    const finder = finderOf(tree, "admin");
    const { files } = finder.list();
    const found = files.map(({ logicalPath, shadows }) => ({ ...finder.find(logicalPath.split("/")), shadows }));
    expect(files).toEqual(found);
    expect(files.map(({ logicalPath, source }) => `${logicalPath} ${source.kind}`)).toEqual([
      "admin/css2/c.css project",
      "admin/js/lib/e.js project",
      "admin/js/lib2 project",
      "admin/css/a.css app",
      "admin/css/in/b.css app",
      "admin/js/d.js app",
      "admin/js/lib3/g.js app",
    ]);
  });

  test("asks about each file that wins, and gives those that are selected", () => {
    using tree = createTree({ "media/admin/x.css": "mine", "admin/media/x.css": "", "admin/media/y.css": "" });
    const asked: string[] = [];
    const { files } = finderOf(tree, "admin").list({
      select({ logicalPath, source }) {
        asked.push(`${logicalPath} of ${source.kind}`);
        return source.kind === "app";
      },
    });
    expect(asked).toEqual(["admin/x.css of project", "admin/y.css of app"]);
    expect(files.map(({ logicalPath }) => logicalPath)).toEqual(["admin/y.css"]);
  });

  test("gives one app's files, with or without overrides", () => {
    using tree = createTree({
      "media/admin/x.css": "",
      "media/up.jpg": "",
      "admin/media/x.css": "",
      "blog/media/b.css": "",
    });
    const finder = finderOf(tree, "admin", "blog");
    expect(names(finder, { label: "admin" })).toEqual(["admin/x.css"]);
    expect(finder.list({ label: "admin" }).files[0]?.source.kind).toBe("project");
    expect(finder.list({ label: "admin", overrides: false }).files[0]?.source.kind).toBe("app");
    expect(() => finder.list({ label: "admn" })).toThrow(expect.objectContaining({ code: "APP_UNKNOWN" }));
  });

  test("gives nothing of one app's through a link that leads outside", () => {
    using tree = createTree({ "secret/key": "", "media/admin": { link: "../secret" }, "admin/media/x.css": "" });
    const { files, refused } = finderOf(tree, "admin").list({ label: "admin" });
    expect(files).toEqual([]);
    expect(refused).toMatchObject([{ logicalPath: "admin", reason: expect.stringContaining("leads outside") }]);
  });

  test("names a file whose name is no UTF-8", () => {
    using tree = createTree({ "admin/media/ok.css": "" });
    writeFileSync(Buffer.concat([Buffer.from(tree.path("admin/media/bad")), Buffer.from([0xff])]), "");
    const { files, refused } = finderOf(tree, "admin").list();
    expect(files.map(({ logicalPath }) => logicalPath)).toEqual(["admin/ok.css"]);
    expect(refused).toMatchObject([{ logicalPath: "admin/bad\uFFFD", reason: "is not well-formed Unicode" }]);
  });

  test("names what it refuses, and why", () => {
    using tree = createTree({ "admin/media/a:b.css": "", "admin/media/aux.css": "", "admin/media/ok.css": "" });
    execFileSync("mkfifo", [tree.path("admin/media/pipe")]);
    const { files, refused } = finderOf(tree, "admin").list();
    expect(files.map(({ logicalPath }) => logicalPath)).toEqual(["admin/ok.css"]);
    expect(refused.map(({ logicalPath, reason }) => [logicalPath, reason])).toEqual([
      ["admin/a:b.css", "has a colon"],
      ["admin/aux.css", "has a Windows device name"],
      ["admin/pipe", "is not a regular file"],
    ]);
  });
});
