import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BucketFile, type BucketLedger, parseBucketLedger, renderBucketLedger } from "./bucket-ledger.ts";
import { finishRelease } from "./bucket-state.ts";

const headers = { "content-type": "text/css; charset=utf-8", "cache-control": "no-cache" };
const file: BucketFile = { path: "blog/a.css", sha256: "0".repeat(64), size: 3, headers, etag: "abc" };
const ledger: BucketLedger = {
  files: new Map([
    [file.path, file],
    ["blog/ü .css", { ...file, path: "blog/ü .css", release: 2, of: "blog/b.css", integrity: "sha384-x" }],
  ]),
  releases: [{ number: 2, publishedAt: 5 }],
  foreign: ["blog/mine.css"],
};

describe("a bucket's ledger", () => {
  test("is read back as it was written", () => {
    const read = parseBucketLedger(renderBucketLedger(ledger), "s3://media/.syncmedia/ledger");
    expect([...read.files.values()]).toEqual([...ledger.files.values()]);
    expect(read).toMatchObject({ releases: ledger.releases, foreign: ledger.foreign });
  });

  test("is refused when it is damaged anywhere, and never crashes", () => {
    const bytes = renderBucketLedger(ledger);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.map((byte, index) => (index === at ? byte ^ change : byte));
        try {
          parseBucketLedger(damaged, "ledger");
        } catch (error) {
          expect(error).toMatchObject({ code: "LEDGER_CORRUPT" });
        }
      }),
    );
  });

  test.each([
    ['{"version":2,"releases":[],"foreign":[]}\nend', "LEDGER_NEWER"],
    ['{"version":1,"releases":[],"foreign":[]}', "LEDGER_CORRUPT"],
    ['{"version":1,"releases":[],"foreign":[]}\n{"path":"../x"}\nend', "LEDGER_CORRUPT"],
    [
      `{"version":1,"releases":[],"foreign":[]}\n${JSON.stringify({ ...file, path: ".syncmedia/x" })}\nend`,
      "LEDGER_CORRUPT",
    ],
    ["", "LEDGER_CORRUPT"],
  ])("is refused when it says %j", (text, code) => {
    expect(() => parseBucketLedger(gzipSync(text), "ledger")).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe("finishRelease", () => {
  const next = { number: 3, publishedAt: 9 };
  const old: BucketFile = { ...file, path: "blog/old.css", release: 2 };
  const kept: BucketFile = { ...file, path: "blog/kept.css", release: 2, isNext: true };
  const added: BucketFile = { ...file, path: "blog/new.css", isNext: true, pending: "create" };
  const intended = { ...ledger, next, files: new Map([old, kept, added].map((one) => [one.path, one])) };

  test("counts a release whose manifest is in the bucket", () => {
    const { files, releases } = finishRelease(intended, true);
    expect(releases).toEqual([...ledger.releases, next]);
    expect([...files.values()].map(({ release }) => release)).toEqual([2, 3, 3]);
  });

  test("forgets one that was never published, so that it takes no place among those that are kept", () => {
    const finished = finishRelease(intended, false);
    expect(finished.releases).toEqual(ledger.releases);
    expect([...finished.files.values()].map(({ release }) => release)).toEqual([2, 2, undefined]);
    expect(finished.next).toBeUndefined();
  });
});
