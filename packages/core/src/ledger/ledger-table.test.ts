import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LedgerFile } from "./ledger-file.ts";
import { createLedgerTable } from "./ledger-table.ts";

const PATHS = ["a.css", "a/b.css", "a/c.js", "b.css", "c/d/e.png", "c/f.png"] as const;
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const facts = fc.record(
  {
    sha256: fc.constantFrom("a".repeat(64), `${"0".repeat(63)}1`),
    size: fc.nat(9),
    copy: fc.record({ dev: number, ino: number, mtimeMs: number, ctimeMs: number }),
    release: fc.nat(9),
    encoding: fc.constantFrom("br" as const, "zstd" as const),
  },
  { requiredKeys: ["sha256", "size"] },
);

type Step =
  | { readonly kind: "set"; readonly file: LedgerFile }
  | { readonly kind: "set release" | "delete" | "ask" | "close gaps"; readonly path: string };

const step: fc.Arbitrary<Step> = fc
  .record({
    kind: fc.constantFrom("set", "set", "set release", "delete", "ask", "close gaps"),
    path: fc.constantFrom(...PATHS),
    facts,
  })
  .map(({ kind, path, facts: { copy, ...rest } }) =>
    kind === "set"
      ? { kind, file: { path, ...rest, ...(copy === undefined ? {} : { copy: { ...copy, size: rest.size } }) } }
      : { kind: kind as "delete", path },
  );

describe("a ledger's table", () => {
  test("has what a map has after the same steps, in the same order", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [table, map] = [createLedgerTable(), new Map<string, LedgerFile>()];
        for (const one of steps) {
          if (one.kind === "set") for (const files of [table, map]) files.set(one.file.path, one.file);
          else if (one.kind === "delete") for (const files of [table, map]) files.delete(one.path);
          else if (one.kind === "set release") {
            const file = map.get(one.path);
            if (file !== undefined) map.set(one.path, { ...file, release: 7 });
            table.setNumber(one.path, "release", 7);
          } else if (one.kind === "ask") {
            const file = map.get(one.path);
            expect(table.get(one.path)).toEqual(file);
            expect(table.sha256Of(one.path)).toBe(file?.sha256);
            expect(table.numberOf(one.path, "release")).toBe(file?.release);
          } else expect(table.columns().paths).toEqual([...map.keys()]);
        }
        expect([...table]).toEqual([...map]);
        expect([...createLedgerTable(table).values()]).toEqual([...map.values()]);
        expect(table.size).toBe(map.size);
        const unreleased = [...map.values()].filter(({ release }) => release === undefined);
        expect(table.keysWhere("release", (release) => release === undefined)).toEqual(
          unreleased.map(({ path }) => path),
        );
      }),
    );
  });

  test("can lose files while somebody goes through it", () => {
    const table = createLedgerTable(new Map(PATHS.map((path) => [path, { path, sha256: "b".repeat(64), size: 1 }])));
    for (const path of table.keys()) if (path.startsWith("a")) table.delete(path);
    expect([...table.keys()]).toEqual(["b.css", "c/d/e.png", "c/f.png"]);
  });

  test("does not change with a copy of it", () => {
    const file = { path: "a.css", sha256: "b".repeat(64), size: 1 };
    const table = createLedgerTable(new Map([["a.css", file]]));
    createLedgerTable(table).set("a.css", { ...file, size: 2 });
    expect(table.get("a.css")).toMatchObject(file);
  });

  test("knows an identity only whole", () => {
    const copy = { dev: 1, ino: 2, size: 3, mtimeMs: 4.25, ctimeMs: 5.5 };
    const table = createLedgerTable(new Map([["a.css", { path: "a.css", sha256: "b".repeat(64), size: 3, copy }]]));
    expect(table.isRecorded("a.css", "copy", copy)).toBe(true);
    for (const part of Object.keys(copy)) expect(table.isRecorded("a.css", "copy", { ...copy, [part]: 9 })).toBe(false);
    expect(table.isRecorded("a.css", "source", copy)).toBe(false);
    expect(table.isRecorded("b.css", "copy", copy)).toBe(false);
  });
});
