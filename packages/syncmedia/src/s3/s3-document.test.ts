import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeText, partsOf, textOf, textsOf } from "./s3-document.ts";

const LISTING = `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>media</Name>
<Contents><Key>a%20b</Key><ETag>&quot;1&quot;</ETag><Size>3</Size></Contents><Contents><Key>c&amp;d</Key></Contents></ListBucketResult>`;

test("reads the texts of elements", () => {
  expect(textOf(LISTING, "Name")).toBe("media");
  expect(textsOf(LISTING, "Key")).toEqual(["a%20b", "c&d"]);
  expect(partsOf(LISTING, "Contents").map((part) => textOf(part, "ETag"))).toEqual(['"1"', undefined]);
  expect(textOf(LISTING, "Nam")).toBeUndefined();
});

test("reads back every text that it escapes", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(textOf(`<Key>${escapeText(text)}</Key>`, "Key")).toBe(text);
    }),
  );
});
