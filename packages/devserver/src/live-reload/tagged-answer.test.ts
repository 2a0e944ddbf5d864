import { describe, expect, test } from "vitest";
import { decideTagging, headersOfTagged, isNavigation } from "./tagged-answer.ts";

describe("a request is a browser's for a document", () => {
  test.each([
    ["GET", { "sec-fetch-dest": "document" }],
    ["HEAD", { "sec-fetch-dest": "document" }],
    ["GET", { "sec-fetch-dest": "iframe", accept: "*/*" }],
    ["GET", { "sec-fetch-dest": "frame" }],
    ["GET", { "sec-fetch-dest": "document", "sec-purpose": "prefetch" }],
    ["GET", { "upgrade-insecure-requests": "1", accept: "text/html,application/xhtml+xml;q=0.9" }],
  ])("%s %o", (method, headers) => {
    expect(isNavigation({ method, headers })).toBe(true);
  });

  test.each([
    ["POST", { accept: "text/html" }],
    ["GET", { accept: "*/*" }],
    ["GET", {}],
    ["GET", { "sec-fetch-dest": "empty", accept: "text/html" }],
    ["GET", { "sec-fetch-dest": "document", "hx-request": "true" }],
    ["GET", { accept: "text/html, application/xhtml+xml" }],
  ])("or is not: %s %o", (method, headers) => {
    expect(isNavigation({ method, headers })).toBe(false);
  });
});

test.each(["turbo-frame", "x-turbo-request-id", "x-requested-with", "purpose", "sec-purpose", "x-sec-purpose"])(
  "a request with %s is a script's, or ahead of a visit",
  (name) => {
    const headers = { accept: "text/html", "upgrade-insecure-requests": "1", [name]: "prefetch" };
    expect(isNavigation({ method: "GET", headers })).toBe(false);
  },
);

describe("an answer gets the tag", () => {
  const html = { "content-type": "text/html" };

  test.each([
    [200, html],
    [404, { "content-type": "Text/HTML; charset=utf-8" }],
    [500, { "content-type": 'text/html;charset="windows-1252"' }],
    [200, { ...html, "content-type": "text/html; charset=shift_jis" }],
    [200, { ...html, "content-encoding": "gzip" }],
    [200, { ...html, "content-encoding": "BR" }],
    [200, { ...html, "content-encoding": "zstd" }],
    [200, { ...html, "content-encoding": "deflate" }],
    [200, { ...html, "content-disposition": "inline" }],
    [200, { ...html, "content-security-policy": "default-src 'none'" }],
  ])("%s %o", (statusCode, headers) => {
    expect(decideTagging({ statusCode, headers })).toBeDefined();
  });

  test.each([
    [204, html],
    [205, html],
    [206, html],
    [304, html],
    [200, {}],
    [200, { "content-type": "text/htmlx" }],
    [200, { "content-type": "text/plain" }],
    [200, { "content-type": "application/xhtml+xml" }],
    [200, { "content-type": "text/html; charset=utf-16" }],
    [200, { "content-type": "text/html; charset=iso-2022-jp" }],
    [200, { "content-type": "text/html; charset=utf-7" }],
    [200, { ...html, "content-encoding": "compress" }],
    [200, { ...html, "content-encoding": "gzip, br" }],
    [200, { ...html, "content-encoding": "__proto__" }],
    [200, { ...html, "content-disposition": "attachment; filename=a.html" }],
    [200, { ...html, "cache-control": "private, No-Transform" }],
    [200, { ...html, "content-security-policy": "sandbox allow-scripts" }],
  ])("or does not: %s %o", (statusCode, headers) => {
    expect(decideTagging({ statusCode, headers })).toBeUndefined();
  });
});

test("the headers of a page with the tag are true of it, and all else of them stays", () => {
  const headers = [
    "X-One",
    "1",
    "Content-Length",
    "9",
    "Content-Encoding",
    "br",
    "ETag",
    '"e"',
    "Accept-Ranges",
    "bytes",
  ];
  const more = [
    "Content-MD5",
    "x",
    "Digest",
    "x",
    "Content-Digest",
    "x",
    "Repr-Digest",
    "x",
    "set-cookie",
    "a",
    "set-cookie",
    "b",
  ];
  expect(headersOfTagged([...headers, ...more], "N")).toEqual([
    "X-One",
    "1",
    "ETag",
    '"e"',
    "set-cookie",
    "a",
    "set-cookie",
    "b",
  ]);
});

test("each policy lets the script in, one that only reports too", () => {
  const names = ["Content-Security-Policy", "content-security-policy", "Content-Security-Policy-Report-Only"];
  expect(
    headersOfTagged(
      names.flatMap((name) => [name, "connect-src 'none'"]),
      "N",
    ),
  ).toEqual(names.flatMap((name) => [name, "connect-src 'self'"]));
});
