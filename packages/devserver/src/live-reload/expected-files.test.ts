import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { createExpectedFiles } from "./expected-files.ts";

test("an expected file arrives once, whenever it comes, until it is expected no more", () => {
  using tree = createTree({ "css/a.css": "" });
  const [a, b, c] = [tree.path("css/a.css"), tree.path("css/b.css"), tree.path("css/c.css")];
  const expected = createExpectedFiles();
  expected.add([a, b, c]);
  expect(expected.takeArrived()).toEqual([a]);
  expect(expected.missing()).toEqual([b, c]);
  expect(expected.takeArrived()).toEqual([]);
  tree.write({ "css/b.css": "" });
  expect(expected.takeArrived()).toEqual([b]);
  expected.clear();
  tree.write({ "css/c.css": "" });
  expect(expected.takeArrived()).toEqual([]);
});
