import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findTagPosition } from "./tag-position.ts";
import { createTagStream } from "./tag-stream.ts";

const TAG = "<script></script>";

async function tagged(chunks: readonly (string | Buffer)[]): Promise<string> {
  const stream = createTagStream(TAG);
  for (const chunk of chunks) stream.write(Buffer.from(chunk as string));
  stream.end();
  return Buffer.concat((await stream.toArray()) as Buffer[]).toString("latin1");
}

describe("the tag goes", () => {
  // `^` is where.
  test.each([
    ["right after the head's start tag", "<!doctype html><html><head>^<title>x</title></head><body>"],
    ["after its attributes", `<!DOCTYPE html>\n<HTML lang='a>b'>\n<HEAD data-a="<head>" data-b>^`],
    ["after comments, of whatever form", "<!-- <head> --><!--><!---><?xml version='1.0'?></p><!x><head>^"],
    ["before what begins a head without a tag", "<!doctype html>\n^<title>x</title>"],
    ["before what is no head", "<!doctype html><html>^<header>"],
    ["before the body, where nothing else begins", "<!doctype html><html>^<body>"],
    ["before text", "<!doctype html> ^Hello <head>"],
    ["before a lone sign", "^< 1"],
    ["after a byte order mark", "\u00EF\u00BB\u00BF<!doctype html><head>^"],
    ["before a script that speaks of a head", "<!doctype html>^<script>'<head>'</script>"],
  ])("%s", async (_, page) => {
    const text = page.replace("^", "");
    expect(findTagPosition(text)).toEqual({ kind: "at", index: page.indexOf("^") });
    expect(await tagged([Buffer.from(text, "latin1")])).toBe(page.replace("^", TAG));
  });

  test.each([
    "",
    " \n",
    "<",
    "<!",
    "<!doctype html",
    "<!-- ",
    "<!-- <head>",
    "<html",
    "<head lang='>",
    "<!doctype html><html>",
  ])("nowhere yet after %j; last, when no more comes", async (text) => {
    expect(findTagPosition(text)).toMatchObject({ kind: "unknown" });
    expect(await tagged([text])).toBe(`${text}${TAG}`);
  });

  test("last, when 16 KiB have not shown the place, and the page is not held on", async () => {
    const long = `<head class="${"x".repeat(16 * 1024)}`;
    const stream = createTagStream(TAG);
    stream.write(long);
    expect(String(stream.read())).toBe(long);
    stream.end('"><title>');
    expect(String(Buffer.concat((await stream.toArray()) as Buffer[]))).toBe(`"><title>${TAG}`);
  });

  test.each([100, 16 * 1024, 100 * 1024])("after comments of %d characters, however they are cut", async (length) => {
    const before = `<!doctype html><!--${"x".repeat(length)}->--><html><!-- <head> ${"-".repeat(length)}!>`;
    const page = `${before}<head><base href="https://elsewhere.test/">`;
    const wanted = `${before}<head>${TAG}<base href="https://elsewhere.test/">`;
    for (const size of [page.length, 16 * 1024 + 1, 7001, 4099]) {
      const parts = Array.from({ length: Math.ceil(page.length / size) }, (_, part) =>
        page.slice(part * size, (part + 1) * size),
      );
      expect(await tagged(parts)).toBe(wanted);
    }
  });

  test("holds no long comment back", () => {
    const stream = createTagStream(TAG);
    stream.write(`<!--${"x".repeat(20 * 1024)}`);
    expect((stream.read() as Buffer).length).toBeGreaterThan(20 * 1024);
  });

  test("nowhere in UTF-16", async () => {
    const page = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("<head>", "utf16le")]);
    expect(await tagged([page])).toBe(page.toString("latin1"));
  });

  test("to the same place, however the page is cut", async () => {
    const part = fc.constantFrom(
      "<!doctype html>",
      "<!-- <head> -->",
      "<html>",
      "<head a='>'>",
      "<title>",
      "text",
      "é",
      " ",
      "<",
      "<body>",
      "</head>",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part), fc.array(fc.nat(200)), async (parts, cuts) => {
        const page = Buffer.from(parts.join(""));
        const ends = [...cuts.filter((cut) => cut < page.length).toSorted((a, b) => a - b), page.length];
        const chunks = ends.map((end, index) => page.subarray(ends[index - 1] ?? 0, end));
        const whole = await tagged([page]);
        expect(await tagged(chunks)).toBe(whole);
        expect(whole.replace(TAG, "")).toBe(page.toString("latin1"));
        expect(whole.indexOf(TAG)).toBeGreaterThanOrEqual(page.toString("latin1").startsWith("<!doctype") ? 15 : 0);
      }),
    );
  });
});
