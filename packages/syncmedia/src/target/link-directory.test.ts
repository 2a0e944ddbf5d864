import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import {
  type LinkPlatform,
  linkCommand,
  linkText,
  makeLink,
  plainLinkText,
  readLink,
  removeLink,
} from "./link-directory.ts";

const posix: LinkPlatform = { ...path.posix, isWindows: false };
const win32: LinkPlatform = { ...path.win32, isWindows: true };

describe("the text of a link", () => {
  test("is relative, so that a moved project keeps its links", () => {
    expect(linkText("/srv/site/media/admin", "/srv/site/contrib/admin/media", posix)).toBe("../contrib/admin/media");
  });

  test("is absolute on Windows, as a junction's must be", () => {
    expect(linkText(String.raw`C:\site\media\admin`, String.raw`C:\site\admin\media`, win32)).toBe(
      String.raw`C:\site\admin\media`,
    );
  });
});

describe("what a link says", () => {
  test("is what it was made to say, though Windows ends a junction's with a backslash", () => {
    const text = linkText(String.raw`C:\site\media\admin`, "C:/site/admin/media/", win32);
    expect(plainLinkText("C:\\site\\admin\\media\\", win32)).toBe(text);
    expect(plainLinkText("C:\\", win32)).toBe("C:\\");
    expect(plainLinkText(String.raw`\\server\share\admin`, win32)).toBe(String.raw`\\server\share\admin`);
  });

  test("stays as it is where it is relative, and on other systems", () => {
    expect(plainLinkText(String.raw`..\admin\media`, win32)).toBe(String.raw`..\admin\media`);
    expect(plainLinkText("../admin/media/", posix)).toBe("../admin/media/");
  });
});

describe("the command that makes a link by hand", () => {
  test("is ln -s, quoted for the shell where it must be", () => {
    expect(linkCommand("/srv/media/admin", "/srv/admin/media", posix)).toBe("ln -s ../admin/media /srv/media/admin");
    expect(linkCommand("/it's mine/media/admin", "/it's mine/x", posix)).toBe(
      String.raw`ln -s ../x '/it'\''s mine/media/admin'`,
    );
  });

  test("is mklink /J on Windows", () => {
    expect(linkCommand(String.raw`C:\my site\media\admin`, String.raw`D:\apps\admin\media`, win32)).toBe(
      String.raw`mklink /J "C:\my site\media\admin" "D:\apps\admin\media"`,
    );
    expect(linkCommand("C:/site/media/admin", "D:/apps/admin/media", win32)).toBe(
      String.raw`mklink /J "C:\site\media\admin" "D:\apps\admin\media"`,
    );
  });

  test("is mklink /D where the app lies on a network share, to which no junction leads", () => {
    expect(linkCommand(String.raw`C:\site\media\admin`, String.raw`\\server\apps\admin\media`, win32)).toBe(
      String.raw`mklink /D "C:\site\media\admin" "\\server\apps\admin\media"`,
    );
  });
});

describe("making a link", () => {
  test("looks whether it leads where it should", () => {
    using tree = createTree({ "app/x": "x", "media/": "" });
    makeLink(tree.path("media/app"), "../app", tree.path("app"));
    expect(readFileSync(tree.path("media/app/x"), "utf8")).toBe("x");
    removeLink(tree.path("media/app"));
    expect(readFileSync(tree.path("app/x"), "utf8")).toBe("x");
    expect(() => makeLink(tree.path("media/app"), "nowhere", tree.path("app"))).toThrow(
      expect.objectContaining({ code: "LINK_FAILED" }),
    );
    expect(readLink(tree.path("media/app"))).toBeUndefined();
  });

  test("leaves what is there, whatever it is", () => {
    using tree = createTree({ "app/x": "x", "media/file": "mine" });
    expect(() => makeLink(tree.path("media/file"), "../app", tree.path("app"))).toThrow(/EEXIST/);
    expect(readFileSync(tree.path("media/file"), "utf8")).toBe("mine");
    symlinkSync("file", tree.path("media/link"));
    expect(() => makeLink(tree.path("media/link"), "../app", tree.path("app"))).toThrow(/EEXIST/);
    expect(readLink(tree.path("media/link"))).toBe("file");
  });
});
