import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { markup } from "../pages/page.ts";
import { serveMedia, siteOf } from "../../tests/media.test.support.ts";

test.each([
  [
    "a file: its directory, and those in which an override may appear",
    "/media/blog/css/a.css",
    ["blog/media/css", "media/blog"],
  ],
  ["a file of the project: its directory", "/media/blog/b.css", ["media/blog"]],
  ["a listing: each directory that it merges", "/media/blog/css/", ["blog/media/css", "media/blog/css"]],
  ["a missing file: the directories that were searched", "/media/blog/new/x.css", ["blog/media/new", "media/blog/new"]],
  ["a path that no app owns", "/media/x/y.css", ["media/x"]],
  ["a path that is refused", "/media/.git/config", []],
])("a change may change the answer of %s", async (_, target, expected) => {
  using tree = createTree({ "blog/media/css/a.css": "a", "media/blog/b.css": "b" });
  const reported: (readonly string[])[] = [];
  await using server = await serveMedia(siteOf(tree, ["blog"]), {
    onAnswer: ({ directories }) => reported.push(directories),
  });
  await server.ask(target);
  expect(reported.map((directories) => directories.toSorted())).toEqual([expected.map((place) => tree.path(place))]);
});

test("a script that pages are given is in listings and 404 pages alone, and their policy lets it in", async () => {
  using tree = createTree({ "media/a.html": "<body></body>" });
  const script = markup`<script src="/own.js" async></script>`;
  await using server = await serveMedia(siteOf(tree), { pageScript: () => script });
  for (const target of ["/media/", "/media/none"]) {
    const page = await server.ask(target, { headers: { Accept: "text/html" } });
    expect(page.text).toContain(`${script.html}\n</body>`);
    expect(page.headers.get("content-security-policy")).toMatch(/; script-src 'self'; connect-src 'self'$/);
  }
  for (const [target, accept] of [
    ["/media/a.html", "text/html"],
    ["/media/", "application/json"],
    ["/media/none", "text/plain"],
  ] as const) {
    expect((await server.ask(target, { headers: { Accept: accept } })).text).not.toContain("<script");
  }
});
