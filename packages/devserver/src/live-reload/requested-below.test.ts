import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { requestedBelow } from "./requested-below.ts";
import { createRequestedPaths } from "./requested-paths.ts";

test("a directory that appears changes what it holds of the requested paths, and nothing else", () => {
  using tree = createTree({ "media/notes/page.css": "", "media/notes/a b.js": "", "media/notes/unseen.js": "" });
  const requested = createRequestedPaths();
  for (const url of ["/media/notes/page.css", "/media/notes/page.js", "/media/notes/a%20b.js", "/media/other/x.js"]) {
    requested.add(url, undefined);
  }
  const urlsOf = (directory: string): readonly string[] => [directory.replace(tree.root, "")];
  const below = requestedBelow([tree.path("media/notes"), tree.path("media/other")], urlsOf, requested);
  expect(below).toEqual(["/media/notes/page.css", "/media/notes/a%20b.js"]);
});
