import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderMarkdown } from "./markdown.ts";

/** The tags that Markdown makes, in a form that all browsers read alike. */
const TAG =
  /^<\/?(?:p|h[1-6]|em|strong|s|ul|ol|li|blockquote|pre|code|hr|br|a|img|table|thead|tbody|tr|th|td)((?: [a-z]+="(?:[^"<>&]|&(?:amp|lt|gt|quot);)*")*)>$/;
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  href: /^(?!\s*(?:javascript|vbscript|data|file):)/i,
  src: /^(?!\s*(?:javascript|vbscript|file|data(?!:image\/(?:gif|png|jpeg|webp);)):)/i,
  style: /^text-align:(?:left|center|right)$/,
  start: /^\d+$/,
  tabindex: /^0$/,
  alt: /^/,
  title: /^/,
  class: /^/,
};

/** Texts that have a meaning in Markdown or in HTML. */
const PIECES = String.raw`< > " ' & \ ${"`"} ${"```"} [ ]( ) ![ * _ | |-| # - / :// &colon; &#106; -- é www.a.b a@b.c
  javascript: vbscript: data:text/html, script img onerror=alert(1) meta url= style= src=x http-equiv=refresh`.split(
  /\s+/,
);

/** @returns the tags and attributes of an HTML text that Markdown does not make */
function strangeIn(html: string): readonly string[] {
  const tags = html.match(/<[^>]*>?/g) ?? [];
  return tags.flatMap((tag) => {
    const [, attributes] = TAG.exec(tag) ?? [];
    if (attributes === undefined) return [tag];
    const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)];
    return pairs.flatMap(([pair, name = "", value = ""]) => (ATTRIBUTES[name]?.test(value) === true ? [] : [pair]));
  });
}

describe("Markdown", () => {
  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    '[click](https://example.com "\\"onmouseover=alert(1)")',
    '![x](x" onerror="alert(1))',
    "```html\n</code><script>alert(1)</script>\n```",
    '```x"onclick="alert(1)\n```',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<svg/onload=alert(1)>",
    "[x](jav&#x61;script:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](\u0001javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: vbscript:alert(1)\n\n[x]",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "|a|\n|:-:|\n|<b onclick=alert(1)>|",
  ])("makes harmless HTML of %s", (hostile) => {
    const html = renderMarkdown(hostile);
    expect(strangeIn(html)).toEqual([]);
  });

  test("makes only its own tags, attributes and URL schemes of any text", () => {
    const piece = fc.constantFrom(...PIECES, "\n", "\n\n", "    ", "\t", "\0");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        expect(strangeIn(renderMarkdown(pieces.join("")))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test("makes links, images, tables and lists", () => {
    const html = renderMarkdown(
      "[a](/x 'y') ![b](/z.png)\n\n|c|\n|:-:|\n|d|\n\n3. e\n\n```ts\nf\n```\n\n~~g~~ https://example.com",
    );
    expect(
      html.match(/<(?:a href="\/x"|img|td style|ol start="3"|code class="language-ts"|s>|a href="https)/g),
    ).toHaveLength(7);
    expect(strangeIn(html)).toEqual([]);
  });

  test("begins its headings with h2, because h1 is the title of the page", () => {
    expect(renderMarkdown("# One\n\n###### Six")).toBe("<h2>One</h2>\n<h6>Six</h6>\n");
    expect(renderMarkdown("### Three\n\n#### Four")).toBe("<h2>Three</h2>\n<h3>Four</h3>\n");
  });

  test("lets the keyboard scroll code", () => {
    expect(renderMarkdown("```\n<pre>\n```")).toBe('<pre tabindex="0"><code>&lt;pre&gt;\n</code></pre>\n');
    expect(renderMarkdown("    <pre>")).toBe('<pre tabindex="0"><code>&lt;pre&gt;\n</code></pre>\n');
  });
});
