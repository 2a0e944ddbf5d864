import { expect, test } from "vitest";
import { requestedBelow } from "./requested-below.ts";
import { createRequestedPaths } from "./requested-paths.ts";

test("a directory that appears may bring the files that were requested below it, and no others", () => {
  const requested = createRequestedPaths();
  for (const url of ["/media/notes/css/page.css", "/media/notes/a%20b.js", "/media/notesx/a.js", "/media/other/x.js"]) {
    requested.add(url, undefined);
  }
  const urlsOf = (directory: string): readonly string[] => [directory.replace("/site", "")];
  const below = requestedBelow(["/site/media/notes", "/site/media/notes/css"], urlsOf, requested);
  expect(below).toEqual([
    "/site/media/notes/css/page.css",
    "/site/media/notes/css/page.css",
    "/site/media/notes/a b.js",
  ]);
});
