import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBucketAddress } from "./bucket-address.ts";

describe("parseBucketAddress", () => {
  test("takes a bucket apart", () => {
    expect(parseBucketAddress("s3://media/my%20site/x/?endpoint=http://127.0.0.1:7480&region=eu-1")).toEqual({
      name: "s3://media/my site/x",
      bucket: "media",
      prefix: "my site/x/",
      endpoint: "http://127.0.0.1:7480",
      region: "eu-1",
    });
    expect(parseBucketAddress("s3://media")).toMatchObject({ name: "s3://media", prefix: "", endpoint: undefined });
    expect(parseBucketAddress("S3://media/")).toMatchObject({ bucket: "media", prefix: "" });
  });

  test.each([
    ["s3://", "not the name of a bucket"],
    ["s3:media/x", "does not begin with s3://"],
    ["s3:/media/x", "does not begin with s3://"],
    ["gs://media/x", "does not begin with s3://"],
    ["s3://UPPER/x", "not the name of a bucket"],
    ["s3://a/x", "not the name of a bucket"],
    ["s3://media:80/x", "it may only have"],
    ["s3://media/x#y", "it may only have"],
    ["s3://media//x", "cannot be a part"],
    ["s3://media/.syncmedia", "cannot be a part"],
    ["s3://media/%ff", "percent-encoded"],
    ["s3://media?endpiont=http://x", 'Did you mean "endpoint"?'],
    ["s3://media?endpoint=ftp://x", "not the address of a server"],
    ["s3://media?endpoint=http://x/path", "not the address of a server"],
  ])("refuses %s: %s", (url, reason) => {
    expect(() => parseBucketAddress(url)).toThrow(expect.objectContaining({ code: "BUCKET_URL_INVALID" }) as Error);
    expect(() => parseBucketAddress(url)).toThrow(reason);
  });

  test("refuses keys in the URL, and does not repeat them", () => {
    expect(() => parseBucketAddress("s3://key:secret@media/x")).toThrow(/holds a key/);
    expect(() => parseBucketAddress("s3://key:secret@media/x")).not.toThrow(/secret/);
  });

  test("never throws anything else, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          expect(parseBucketAddress(`s3://${text}`).bucket).not.toBe("");
        } catch (error) {
          expect(error).toMatchObject({ code: "BUCKET_URL_INVALID" });
        }
      }),
      { numRuns: 50 },
    );
  });
});
