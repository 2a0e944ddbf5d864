import { describe, expect, test } from "vitest";
import { contentType, isActiveContent } from "@mediaroot/core/content-type";
import { decidePrecondition } from "./conditions.ts";
import { decideRange } from "./range.ts";
import { formatHttpDate, parseHttpDate } from "./conditions.ts";

describe("an HTTP-date", () => {
  const seconds = 784_111_777;

  test.each(["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])(
    "%s is read",
    (text) => {
      expect(parseHttpDate(text)).toBe(seconds);
    },
  );

  test.each([
    "",
    "1994-11-06T08:49:37Z",
    "Sun, 06 Nov 1994 08:49:37 +0100",
    "784111777",
    "Sun, 36 Nov 1994 08:49:37 GMT",
    "x",
  ])("%j is none", (text) => {
    expect(parseHttpDate(text)).toBeUndefined();
  });

  test("is written as it is read", () => {
    expect(formatHttpDate(seconds)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
  });
});

describe("a Content-Type", () => {
  test.each([
    ["x.js", "text/javascript; charset=utf-8"],
    ["x.mjs", "text/javascript; charset=utf-8"],
    ["x.CJS", "text/javascript; charset=utf-8"],
    ["x.min.css", "text/css; charset=utf-8"],
    ["x.html", "text/html; charset=utf-8"],
    ["x.json", "application/json; charset=utf-8"],
    ["x.js.map", "application/json; charset=utf-8"],
    ["x.svg", "image/svg+xml"],
    ["x.PNG", "image/png"],
    ["x.woff2", "font/woff2"],
    ["x.wasm", "application/wasm"],
    ["LICENSE", "application/octet-stream"],
    ["x.unheard-of", "application/octet-stream"],
    ["css", "application/octet-stream"],
  ])("of %s is %s", (name, type) => {
    expect(contentType(`/some.where/${name}`)).toBe(type);
  });

  test("may run script in HTML, XHTML, SVG and XML alone", () => {
    const active = ["x.html", "x.htm", "x.xhtml", "x.svg", "x.xml", "x.xsl", "x.rss"];
    expect(active.filter((name) => !isActiveContent(contentType(name)))).toEqual([]);
    expect(["x.png", "x.txt", "x.js", "x.pdf", "x.bin"].filter((name) => isActiveContent(contentType(name)))).toEqual(
      [],
    );
  });
});

describe("preconditions", () => {
  const file = { etag: '"tag,1"', modified: 1000, dateIsTrusted: true };
  const before = formatHttpDate(999);
  const same = formatHttpDate(1000);
  const after = formatHttpDate(1001);

  test.each([
    [{}, "met"],
    [{ "if-match": "*" }, "met"],
    [{ "if-match": '"tag,1"' }, "met"],
    [{ "if-match": '"other", "tag,1"' }, "met"],
    [{ "if-match": '"other" ,,\t"tag,1",' }, "met"],
    [{ "if-match": 'W/"tag,1"' }, "failed"],
    [{ "if-match": '"tag' }, "failed"],
    [{ "if-match": "tag,1" }, "failed"],
    [{ "if-match": 'w/"tag,1"' }, "failed"],
    [{ "if-match": "" }, "failed"],
    [{ "if-match": '"tag,1"', "if-unmodified-since": before }, "met"],
    [{ "if-match": '"other"', "if-unmodified-since": after }, "failed"],
    [{ "if-unmodified-since": before }, "failed"],
    [{ "if-unmodified-since": same }, "met"],
    [{ "if-unmodified-since": "yesterday" }, "met"],
    [{ "if-none-match": "*" }, "not-modified"],
    [{ "if-none-match": '"tag,1"' }, "not-modified"],
    [{ "if-none-match": 'W/"tag,1"' }, "not-modified"],
    [{ "if-none-match": '"a", W/"tag,1"' }, "not-modified"],
    [{ "if-none-match": '"tag"' }, "met"],
    [{ "if-none-match": '"tag", "1"' }, "met"],
    [{ "if-none-match": "tag,1" }, "met"],
    [{ "if-none-match": '"other"', "if-modified-since": after }, "met"],
    [{ "if-none-match": '"tag,1"', "if-modified-since": before }, "not-modified"],
    [{ "if-modified-since": before }, "met"],
    [{ "if-modified-since": same }, "not-modified"],
    [{ "if-modified-since": after }, "not-modified"],
    [{ "if-modified-since": "1001" }, "met"],
    [{ "if-match": '"other"', "if-none-match": '"tag,1"' }, "failed"],
    [{ "if-unmodified-since": before, "if-none-match": '"tag,1"' }, "failed"],
    [{ "if-match": '"tag,1"', "if-none-match": '"tag,1"' }, "not-modified"],
  ])("%o: %s", (headers, expected) => {
    expect(decidePrecondition(headers, file)).toBe(expected);
  });

  test("by date prove nothing if other bytes had that date", () => {
    const untrusted = { ...file, dateIsTrusted: false };
    expect(decidePrecondition({ "if-modified-since": after }, untrusted)).toBe("met");
    expect(decidePrecondition({ "if-unmodified-since": after }, untrusted)).toBe("failed");
  });

  test("of endless lists are decided at once", () => {
    const list = `${'"a",'.repeat(4000)}"tag,1"`;
    expect(decidePrecondition({ "if-none-match": list }, file)).toBe("not-modified");
    expect(decidePrecondition({ "if-none-match": `${'"a"\t'.repeat(4000)}x` }, file)).toBe("met");
  });
});

describe("a range", () => {
  test.each([
    ["bytes=0-0", { start: 0, end: 0 }],
    ["bytes=2-5", { start: 2, end: 5 }],
    ["BYTES=2-5", { start: 2, end: 5 }],
    ["bytes=2-", { start: 2, end: 9 }],
    ["bytes=2-99", { start: 2, end: 9 }],
    ["bytes=9-9", { start: 9, end: 9 }],
    ["bytes=-3", { start: 7, end: 9 }],
    ["bytes=-10", { start: 0, end: 9 }],
    ["bytes=-99", { start: 0, end: 9 }],
    ["bytes= 2-5 ,", { start: 2, end: 5 }],
    ["bytes=0-999999999999999999999999999", { start: 0, end: 9 }],
    ["bytes=10-", "unsatisfiable"],
    ["bytes=99-100", "unsatisfiable"],
    ["bytes=999999999999999999999999999-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=10-,20-30", "unsatisfiable"],
    ["bytes=5-2", "whole"],
    ["bytes=-", "whole"],
    ["bytes=", "whole"],
    ["bytes=,", "whole"],
    ["bytes=a-b", "whole"],
    ["bytes=1", "whole"],
    ["bytes=1-2-3", "whole"],
    ["bytes=+1-2", "whole"],
    ["bytes=0x1-2", "whole"],
    ["bytes 0-1", "whole"],
    ["items=0-1", "whole"],
    ["0-1", "whole"],
    ["bytes=0-1,3-4", "whole"],
    ["bytes=0-0,99-", "whole"],
    [`bytes=${"0-9,".repeat(3000)}0-9`, "whole"],
  ] as const)("%s of ten bytes", (range, expected) => {
    expect(decideRange(range, 10)).toEqual(expected);
  });

  test("of an empty file cannot be satisfied, except a suffix, which is the whole file", () => {
    expect(decideRange("bytes=0-", 0)).toBe("unsatisfiable");
    expect(decideRange("bytes=0-0", 0)).toBe("unsatisfiable");
    expect(decideRange("bytes=-5", 0)).toBe("whole");
  });
});
