import { expect, test } from "vitest";
import { readTemplateUses } from "./template-uses.ts";

/** The media that a template names, with the columns. */
function mediaIn(text: string): readonly (readonly [path: string, column: number])[] {
  const read = readTemplateUses(text, ["{{", "}}"]);
  if (read.kind === "refused") throw new Error(read.reason);
  return read.uses.flatMap((use) => (use.kind === "media" ? [[use.logicalPath, use.column] as const] : []));
}

test("the commas between the URLs of a srcset belong to no path", () => {
  expect(mediaIn('<img srcset="<< MEDIA_URL >>blog/a.png, {{ MEDIA_URL }}blog/b,c.png,">')).toEqual([
    ["blog/a.png", 29],
    ["blog/b,c.png", 56],
  ]);
});

test("a path is written out whole, unless a script or an expression goes on with it", () => {
  expect(mediaIn("f(`<< MEDIA_URL >>blog/a.js`, '<< MEDIA_URL >>blog/b.js')")).toEqual([
    ["blog/a.js", 19],
    ["blog/b.js", 47],
  ]);
  expect(mediaIn("f(`<< MEDIA_URL >>blog/${a}`, '<< MEDIA_URL >>blog/' + b, '<< MEDIA_URL >>blog/{{ c }}')")).toEqual(
    [],
  );
});
