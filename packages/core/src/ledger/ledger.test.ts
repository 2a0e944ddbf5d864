import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asNobody } from "../../tests/as-nobody.test.support.ts";
import { ledgerTarget, loadLedger } from "./ledger.ts";
import type { LedgerFile } from "./ledger-file.ts";
import { type Ledger, parseLedger, renderLedger } from "./ledger-format.ts";
import { parseLogicalPath } from "../logical-path.ts";
import { createTree } from "../testing.ts";

const HASH = "a".repeat(64);

function ledgerOf(...paths: readonly string[]): Ledger {
  return {
    target: "media",
    files: new Map(paths.map((path) => [path, { path, sha256: HASH, size: 3 }])),
    links: new Map([["__proto__", "../app/media"]]),
  };
}

const text = (ledger: Ledger): string => [...renderLedger(ledger)].join("");

/** A ledger of version 1. */
const older = (...files: readonly string[]): string =>
  `{"version":1,"target":"media","links":[],"files":[\n${files.join(",\n")}\n]}\n`;

/** A column of one number. */
const column = (number: number): string => Buffer.from(Float64Array.of(number).buffer).toString("base64");

function parsed(content: string): Ledger {
  const ledger = parseLedger(Buffer.from(content), "ledger.json");
  return { ...ledger, files: new Map(ledger.files) };
}

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("hex"));
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const coding = fc.constantFrom("br" as const, "gzip" as const, "zstd" as const);

const ledgerFile: fc.Arbitrary<LedgerFile> = fc
  .record(
    {
      path: fc
        .stringMatching(/^[\wü"]{1,8}(?:\/[\wü"]{1,8}){0,2}$/u)
        .filter((path) => parseLogicalPath(path).kind === "path"),
      sha256: digest,
      size: fc.nat(),
      copy: fc.record({ dev: number, ino: number, mtimeMs: number, ctimeMs: number }),
      source: fc.record({ dev: number, ino: number, mtimeMs: number, ctimeMs: number }),
      release: fc.nat(),
      encoding: coding,
      of: digest,
      gainless: fc.subarray(["br" as const, "gzip" as const, "zstd" as const]),
    },
    { requiredKeys: ["path", "sha256", "size"] },
  )
  .map(({ copy, source, ...file }) => ({
    ...file,
    ...(copy === undefined ? {} : { copy: { ...copy, size: file.size } }),
    ...(source === undefined ? {} : { source: { ...source, size: file.size } }),
  }));

describe("the ledger's format", () => {
  test("reads back what it renders, names of objects' own properties included", () => {
    const ledger = ledgerOf("admin/js/core.js", "__proto__/x.js", 'admin/"quoted" ü.js');
    expect(parsed(text(ledger))).toEqual(ledger);
  });

  test("reads back the releases and the encodings of a publication", () => {
    const published = [
      { path: "a.css", sha256: HASH, size: 3 },
      { path: "a.0123456789abcdef.css", sha256: HASH, size: 3, release: 4 },
      { path: "a.css.br", sha256: HASH, size: 2, encoding: "br" as const },
    ];
    const files = new Map(published.map((file) => [file.path, file]));
    const ledger: Ledger = { ...ledgerOf(), files, releases: [{ number: 4, publishedAt: 1_700_000_000_000 }] };
    expect(parsed(text(ledger))).toEqual(ledger);
  });

  test("reads back whatever it renders, to the last fraction of a millisecond", () => {
    fc.assert(
      fc.property(fc.uniqueArray(ledgerFile, { selector: ({ path }) => path }), (entries) => {
        const ledger = { ...ledgerOf(), files: new Map(entries.map((file) => [file.path, file])) };
        expect(parsed(text(ledger))).toEqual(ledger);
      }),
    );
  });

  test("is JSON, with the path of each file on a line of its own", () => {
    const rendered = text(ledgerOf("admin/js/core.js", 'admin/"quoted" ü.js'));
    expect(JSON.parse(rendered)).toMatchObject({ target: "media", files: ["admin/js/core.js", 'admin/"quoted" ü.js'] });
    expect(rendered.split("\n")).toContain('"admin/js/core.js",');
  });

  test("is read or refused whatever happened to its bytes", () => {
    const whole = Buffer.from(text({ ...ledgerOf("admin/js/core.js", "admin/b.css"), releases: [] }));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, byte, isCut) => {
        const damaged = isCut ? whole.subarray(0, at) : Buffer.from(whole).fill(byte, at, at + 1);
        try {
          expect([...parseLedger(damaged, "ledger.json").files.keys()]).toHaveLength(2);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^LEDGER_(?:CORRUPT|NEWER)$/) });
        }
      }),
    );
  });

  test("reads what version 1 has written", () => {
    const identity = { dev: 1, ino: 2, size: 3, mtimeMs: 1.25, ctimeMs: 2.5 };
    const file = { path: "a/b.css", sha256: HASH, size: 3, copy: identity, source: identity };
    const variant = { path: "a/b.css.br", sha256: HASH, size: 3, encoding: "br", of: HASH, release: 2 };
    expect([...parsed(older(JSON.stringify(file), JSON.stringify(variant))).files.values()]).toEqual([file, variant]);
  });

  test("reads back the ledger of nothing", () => {
    const ledger = { target: "media", files: new Map(), links: new Map() };
    expect(parsed(text(ledger))).toEqual(ledger);
  });

  test.each([
    ["no JSON", "{"],
    ["another document", "[]"],
    ["nothing", ""],
    ["what was cut short", text(ledgerOf("a/b", "a/c")).slice(0, -4)],
    ["null", "null"],
    ["no target", text(ledgerOf()).replace('"target":"media"', '"target":null')],
    ["links that are none", text(ledgerOf()).replace(/"links":\[.*\],/, '"links":{},')],
    ["a link of a label that is none", text(ledgerOf()).replace('"__proto__"', '"../up"')],
    ["a link to nowhere", text(ledgerOf()).replace(',"to":"../app/media"', "")],
    ["no version", text(ledgerOf()).replace('"version":2,', "")],
    ["a column that is none", text(ledgerOf("a/b")).replace('"sha256"', '"sha1"')],
    ["a column without hashes", text(ledgerOf("a/b")).replace(/"sha256":.*\n/, "")],
    ["a column without a hash for each file", text(ledgerOf("a/b")).replace(/"sha256":"..../, '"sha256":"')],
    ["a size that is none", text(ledgerOf("a/b")).replace(/"size":"[^"]*"/, `"size":"${column(-1)}"`)],
    ["an encoding that is none", text(ledgerOf("a/b")).replace('"sha256"', `"encoding":"${column(3)}",\n"sha256"`)],
    ["a release that is none", text(ledgerOf("a/b")).replace('"sha256"', `"release":"${column(0.5)}",\n"sha256"`)],
    ["a number of files that is not theirs", text(ledgerOf("a/b")).replace('"count":1', '"count":2')],
    ["a hash that is none in version 1", older(`{"path":"a/b","sha256":"abc","size":3}`)],
    ["an encoding that is none in version 1", older(`{"path":"a/b","sha256":"${HASH}","size":3,"encoding":"lzw"}`)],
    ["a release that is none in version 1", older(`{"path":"a/b","sha256":"${HASH}","size":3,"release":"new"}`)],
    ["what was cut short in version 1", older(`{"path":"a/b","sha256":"${HASH}","size":3}`).slice(0, -4)],
    ["releases that are none", text({ ...ledgerOf(), releases: [] }).replace('"releases":[]', '"releases":[{}]')],
    ["a path that leads out of the target", text(ledgerOf("../outside"))],
    ["a path into its own directory", text(ledgerOf(".syncmedia/ledger.json"))],
  ])("refuses %s as corrupt", (_, content) => {
    expect(() => parsed(content)).toThrow(expect.objectContaining({ code: "LEDGER_CORRUPT" }));
  });

  test("refuses what a newer version wrote", () => {
    const newer = text(ledgerOf()).replace('"version":2', '"version":3');
    expect(() => parsed(newer)).toThrow(expect.objectContaining({ code: "LEDGER_NEWER" }));
  });
});

describe("the ledger's target", () => {
  test("is relative to the project inside it, so that a moved project keeps its ledger", () => {
    using tree = createTree({ "project/media/": "", "elsewhere/": "" });
    expect(ledgerTarget(tree.path("project"), tree.path("project/media"))).toBe("media");
    expect(ledgerTarget(tree.path("project"), tree.path("project/new/media"))).toBe("new/media");
    expect(ledgerTarget(tree.path("project"), tree.path("elsewhere"))).toBe(tree.path("elsewhere"));
  });

  test("is checked where a ledger is loaded", () => {
    using tree = createTree({ "media/.syncmedia/ledger.json": text(ledgerOf("admin/x.js")) });
    expect(loadLedger(tree.path("media"), tree.root)?.files.size).toBe(1);
    expect(loadLedger(tree.path("none"), tree.root)).toBeUndefined();
    tree.write({ "dist/.syncmedia/ledger.json": text(ledgerOf()) });
    expect(() => loadLedger(tree.path("dist"), tree.root)).toThrow(
      expect.objectContaining({ code: "LEDGER_OTHER_TARGET" }),
    );
  });
});

describe("a ledger in a directory that others may write to", () => {
  test.each(["fifo", "link", "directory"])("is damaged if it is a %s, and is not waited for", (kind) => {
    using tree = createTree({ "media/.syncmedia/": "", "other.json": text(ledgerOf()) });
    const file = tree.path("media/.syncmedia/ledger.json");
    if (kind === "fifo") execFileSync("mkfifo", [file]);
    else if (kind === "link") symlinkSync(tree.path("other.json"), file);
    else mkdirSync(file);
    expect(() => loadLedger(tree.path("media"), tree.root)).toThrow(
      expect.objectContaining({ code: "LEDGER_CORRUPT", message: expect.stringContaining("not a regular file") }),
    );
  });

  test("is a clear error if it may not be read", async () => {
    using tree = createTree({ "media/.syncmedia/ledger.json": text(ledgerOf()) });
    await asNobody(tree, ["media/.syncmedia/ledger.json"], () => {
      expect(() => loadLedger(tree.path("media"), tree.root)).toThrow(
        expect.objectContaining({ code: "LEDGER_UNREADABLE", fix: expect.stringContaining("who owns the target") }),
      );
    });
  });
});
