import path from "node:path";
import { describe, expect, test } from "vitest";
import { isUserCode } from "./source-tracking.ts";

describe("user code", () => {
  const at = (file: string): string => path.join("/.work/site", ...file.split("/"));
  test.each([
    ["settings.ts", true],
    ["node_modules/fastify/fastify.js", false],
    ["node_modules/@acme/blog/app.js", true],
    ["node_modules/@acme/blog/node_modules/x/index.js", false],
    ["node_modules/@acme/blogger/app.js", false],
    [".next/server/page.js", false],
    ["lib/.cache/a.js", false],
    ["node_modules/@acme/blog/.built/a.js", false],
    [".eslintrc.cjs", true],
    ["..lib/a.ts", true],
    ["../.shared/lib.ts", true],
  ])("%s: %s", (file, expected) => {
    expect(isUserCode(at(file), [at(""), at("node_modules/@acme/blog")])).toBe(expected);
  });
});
