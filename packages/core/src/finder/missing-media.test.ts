import { describe, expect, test } from "vitest";
import { createTree } from "../testing.ts";
import { missingMedia } from "./missing-media.ts";

describe("missingMedia", () => {
  test("names a directory that INSTALLED_APPS names and that is not there, and those that are spelled similarly", () => {
    using tree = createTree({ "dist/x.css": "", "dst.txt": "", "src/": "" });
    const source = {
      kind: "app",
      label: "katex",
      mount: "katex/",
      directory: tree.path("dst"),
      isNamed: true,
    } as const;
    expect(missingMedia(source)).toMatchObject({
      code: "MEDIA_MISSING",
      message: `The media of "katex", ${tree.path("dst")}, does not exist, though INSTALLED_APPS names it. Did you mean "dist"?`,
    });
    expect(missingMedia({ ...source, directory: tree.path("none/media") })?.message).toMatch(/names it\.$/);
    expect(missingMedia({ ...source, directory: tree.path("dist") })).toBeUndefined();
    expect(missingMedia({ ...source, isNamed: false })).toBeUndefined();
  });

  test("names a file in the place of a directory, whether INSTALLED_APPS names it or not", () => {
    using tree = createTree({ media: "a file" });
    const source = { kind: "app", label: "a", mount: "a/", directory: tree.path("media") } as const;
    expect(missingMedia(source)?.message).toContain("is not a directory");
  });
});
