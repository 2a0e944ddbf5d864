import { expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { replaceResult } from "../benchmarks/result.ts";

const DOCUMENT = readFileSync(new URL("../docs/benchmarks.md", import.meta.url), "utf8");

test.each(["serve", "start", "reload", "sync", "publish"])(
  "docs/benchmarks.md has a place for what bench:%s measures",
  (name) => {
    const written = replaceResult(DOCUMENT, name, "a new result");
    expect(written).toContain(`<!-- bench:${name} -->\n\na new result\n\n<!-- /bench:${name} -->`);
    expect(replaceResult(written, name, "a newer one").length).toBe(written.length - 1);
  },
);

test("a benchmark without a place in the document is reported", () => {
  expect(() => replaceResult(DOCUMENT, "none", "")).toThrow("no place for the results of bench:none");
});
