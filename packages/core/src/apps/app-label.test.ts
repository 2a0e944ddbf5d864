import { describe, expect, test } from "vitest";
import { appLabel } from "./app-label.ts";

describe("the app label", () => {
  test.each(["./contrib/admin", "@acme/admin", "pkg/contrib/admin", "contrib.admin", "django.contrib.admin", "admin"])(
    "of %s is admin",
    (importPath) => {
      expect(appLabel(importPath)).toBe("admin");
    },
  );

  test.each([
    ["./contrib/admin/", "admin"],
    ["../shared/tesla-blog", "tesla-blog"],
    [String.raw`.\contrib\admin`, "admin"],
    ["@acme/tesla_blog", "tesla_blog"],
  ])("of %s is %s", (importPath, label) => {
    expect(appLabel(importPath)).toBe(label);
  });

  test.each(["./2fa", "@acme/reveal.js", "./", ".", "..", "", "./my app", "./café", "@acme/", "./aux", "pkg/COM1"])(
    "of %j is refused with the line to write",
    (importPath) => {
      expect(() => appLabel(importPath)).toThrow(
        expect.objectContaining({
          code: "LABEL_INVALID",
          fix: expect.stringMatching(/label: "[A-Za-z_][A-Za-z0-9_-]*" \}/),
        }),
      );
    },
  );
});
