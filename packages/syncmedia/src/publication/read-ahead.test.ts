import { createTree } from "@mediaroot/core/testing";
import { sourceKindOf } from "@mediaroot/core/references";
import { expect, test } from "vitest";
import { readFacts } from "./file-facts.ts";
import { readAhead } from "./read-ahead.ts";

const NONE: ReadonlySet<string> = new Set();

function createFiles(count: number): ReturnType<typeof createTree> {
  const files = Array.from({ length: count }, (_, index) => [
    `${index}.${index % 3 === 0 ? "css" : "png"}`,
    content(index),
  ]);
  return createTree(Object.fromEntries(files));
}

function content(index: number): string {
  return index % 3 === 0 ? `a { background: url(${index}.png) }` : `image ${index}`;
}

test("two threads read of many files what one reads, without those that cannot be read", () => {
  using tree = createFiles(3000);
  const names = Array.from({ length: 3000 }, (_, index) => `${index}.${index % 3 === 0 ? "css" : "png"}`);
  const files = [...names, "missing at the end.css"].map((name) => ({
    path: tree.path(name),
    kind: sourceKindOf(name),
  }));
  const missing = { path: tree.path("missing at the beginning.png"), kind: undefined };
  const facts = readAhead([missing, ...files], NONE);
  expect(facts.size).toBe(3000);
  for (const file of files.slice(0, -1)) expect(facts.get(file.path)).toEqual(readFacts(file, NONE));
});

test("references that are known are not looked for again, whichever thread reads", () => {
  using tree = createFiles(3);
  const file = { path: tree.path("0.css"), kind: "css" } as const;
  const known = new Set([`css ${readFacts(file, NONE).sha256}`]);
  const facts = readAhead(
    Array.from({ length: 3000 }, (_, index) => ({ ...file, index })),
    known,
  );
  expect([...facts.values()]).toEqual([expect.objectContaining({ references: undefined })]);
});

test("few files are left to whoever needs them", () => {
  using tree = createFiles(3);
  expect(readAhead([{ path: tree.path("1.png"), kind: undefined }], NONE).size).toBe(0);
});
