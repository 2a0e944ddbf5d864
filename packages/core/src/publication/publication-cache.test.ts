import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameFiles } from "./name-files.ts";
import { type CacheContent, createPublicationCache, type PublicationCache } from "./publication-cache.ts";
import { sourceOf, type Sources } from "../../tests/publish.test.support.ts";
import { surveyPublication } from "./survey.ts";

describe("with the cache of an earlier publication", () => {
  const tree = {
    "a.css": "@import 'b.css'; a { b: url(gone.png) }",
    "b.css": "b { c: url(c.png) }",
    "c.png": "png",
    "d.js": "import './e.js'",
    "e.js": "import './d.js'",
    "f.mjs": "import {",
  };

  /** What is published, and which files were read for it. */
  function publishWith(files: Sources, cache: PublicationCache) {
    const read: string[] = [];
    const plain = sourceOf(files);
    const source = { ...plain, cache, read: (path: string) => (read.push(path), plain.read(path)) };
    const survey = surveyPublication(source);
    const named = [...nameFiles(source, survey)].map((file) => ({ ...file, content: undefined }));
    return { survey, named, read: [...new Set(read)].toSorted() };
  }

  /** The cache as it is after it was written to disk and read again. */
  const stored = (cache: PublicationCache): PublicationCache =>
    createPublicationCache(JSON.parse(JSON.stringify(cache.used())) as CacheContent);

  test("no file is read again, and all else is as without it", () => {
    const first = createPublicationCache();
    const before = publishWith(tree, first);
    const cache = stored(first);
    expect(publishWith(tree, cache)).toEqual({ ...before, read: [] });
    expect([first.isChanged(), cache.isChanged()]).toEqual([true, false]);
  });

  test("a changed file is read, and what refers to it, however far away", () => {
    const cache = createPublicationCache();
    publishWith({ ...tree, "g.css": "@import 'd.css'" }, cache);
    const changed = { ...tree, "b.css": "b { c: url(c.png?2) }", "g.css": "@import 'd.css'" };
    const after = publishWith(changed, stored(cache));
    expect(after.read).toEqual(["a.css", "b.css"]);
    expect(after.named).toEqual(publishWith(changed, createPublicationCache()).named);
  });

  test("a file that was missing so far gets its name into what refers to it, which alone is read", () => {
    const cache = createPublicationCache();
    publishWith(tree, cache);
    const { read, survey } = publishWith({ ...tree, "gone.png": "png" }, stored(cache));
    expect(read).toEqual(["a.css"]);
    expect(survey.dangling).toEqual([]);
  });

  test("what no file uses any more is forgotten", () => {
    const cache = createPublicationCache();
    publishWith(tree, cache);
    const next = stored(cache);
    publishWith({ "c.png": "png" }, next);
    expect(next.used()).toEqual({ references: {}, groups: {} });
  });

  test("whatever is edited, names are as without it", () => {
    const names = ["a.js", "b.js", "c.css"];
    const text = fc.constantFrom("import './b.js'", "import './a.js'", "@import 'a.js'; b { c: url(c.css) }", "f()");
    const edits = fc.array(fc.tuple(text, text, text), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(edits, (versions) => {
        let cache = createPublicationCache();
        for (const version of versions) {
          const files = Object.fromEntries(names.map((name, index) => [name, version[index] ?? ""]));
          expect(publishWith(files, cache).named).toEqual(publishWith(files, createPublicationCache()).named);
          cache = stored(cache);
        }
      }),
    );
  });
});
