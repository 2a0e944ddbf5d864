import { randomBytes } from "node:crypto";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compress, isCompressible, isWorthwhile } from "./compression.ts";

const DECOMPRESS = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };

describe.each(["br", "gzip", "zstd"] as const)("compressed as %s", (coding) => {
  test("any bytes come back as they were", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        expect([...DECOMPRESS[coding](await compress(bytes, coding))]).toEqual([...bytes]);
      }),
      { numRuns: 20 },
    );
  });

  test("a text of many parts comes back as it was", async () => {
    const bytes = randomBytes(225_000).toString("base64");
    expect(DECOMPRESS[coding](await compress(Buffer.from(bytes), coding)).toString()).toBe(bytes);
  });

  test("ends when it is interrupted", async () => {
    await expect(compress(Buffer.from("a {}"), coding, AbortSignal.abort())).rejects.toThrow("aborted");
  });

  test("the same bytes give the same result", async () => {
    const bytes = Buffer.from("body { color: red }\n".repeat(200));
    expect(await compress(bytes, coding)).toEqual(await compress(bytes, coding));
  });
});

test.each([
  ["a.css", 1000, true],
  ["a.js.map", 1000, true],
  ["font.ttf", 1000, true],
  ["a.wasm", 1000, true],
  ["LICENSE", 1000, true],
  ["a.css", 127, false],
  ["a.PNG", 1000, false],
  ["a.woff2", 1000, false],
  ["a.js.gz", 1000, false],
  ["huge.json", 2 ** 30, false],
])("%s of %d bytes is compressed: %s", (path, size, expected) => {
  expect(isCompressible(path, size)).toBe(expected);
});

test("a variant is published if it is 5 % smaller", () => {
  expect([isWorthwhile(1000, 950), isWorthwhile(1000, 951)]).toEqual([true, false]);
});
