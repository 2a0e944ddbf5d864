import { describe, expect, test } from "vitest";
import type { Change } from "../watch/watch.ts";
import { createRequestedPaths } from "./requested-paths.ts";
import { decidePageChange, mergePageChanges, type PageChange } from "./page-change.ts";

const places = {
  templateDirectories: ["/site/templates"],
  urlsOf: (file: string): readonly string[] =>
    /^\/site\/media(?:\/|$)/.test(file) && !file.endsWith("~") ? [file.replace("/site", "")] : [],
  requested: createRequestedPaths(),
};
for (const url of ["/media/a.css", "/media/a.js", "/media/font.woff2", "/media/css/a.css", "/media/js/a.js"]) {
  places.requested.add(url, `/site${url}`);
}
const changed = (...files: readonly string[]): readonly Change[] => files.map((path) => ({ kind: "changed", path }));
const decide = (changes: readonly Change[]): PageChange | undefined => decidePageChange(changes, places);
const swap = (...urls: readonly string[]): PageChange => ({ kind: "swap", urls });

describe("open pages are notified", () => {
  test("to swap style sheets and images, all of a burst at once", () => {
    expect(decide(changed("/site/media/a.css", "/site/media/b.PNG", "/site/media/a.css"))).toEqual(
      swap("/media/a.css", "/media/b.PNG"),
    );
  });

  test.each(["/site/media/a.js", "/site/media/font.woff2", "/site/templates/blog/a.html"])(
    "to reload for %s, whatever else changed",
    (file) => {
      expect(decide(changed("/site/media/a.css", file))).toEqual({ kind: "reload" });
    },
  );

  test("to swap if the other changed files were never requested: listings and 404 pages may name them", () => {
    expect(decide(changed("/site/media/a.css", "/site/media/a.css.tmp"))).toEqual(
      swap("/media/a.css", "/media/a.css.tmp"),
    );
  });

  test.each<[string, PageChange]>([
    ["/site/media/css", swap("/media/css", "/media/css/a.css")],
    ["/site/media/js", { kind: "reload" }],
    ["/site/media", { kind: "reload" }],
  ])("what to do for what a directory that goes has answered: %s", (path, change) => {
    expect(decide([{ kind: "removed", path }])).toEqual(change);
  });

  test.each([
    "/site/notes.txt",
    "/site/media/a.css~",
    "/site/mediax/a.css",
    ...[".a.html.swp", ".#a.html", "#a.html#", "a.html~"].map((name) => `/site/templates/blog/${name}`),
  ])("nothing of %s", (file) => {
    expect(decide(changed(file))).toBeUndefined();
  });

  test("nothing of what comes and goes while an editor saves", () => {
    const save: readonly Change[] = [
      { kind: "added", path: "/site/media/4913" },
      { kind: "removed", path: "/site/media/4913" },
      { kind: "removed", path: "/site/media/a.css" },
      { kind: "added", path: "/site/media/a.css" },
    ];
    expect(decide(save)).toEqual(swap("/media/a.css"));
    expect(decide(save.slice(0, 2))).toBeUndefined();
  });
});

test("two changes are one that means both", () => {
  expect(mergePageChanges(swap("/a.css"), swap("/b.css", "/a.css"))).toEqual(swap("/a.css", "/b.css"));
  expect(mergePageChanges(swap("/a.css"), { kind: "reload" })).toEqual({ kind: "reload" });
});
