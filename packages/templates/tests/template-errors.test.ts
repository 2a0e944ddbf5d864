import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";
import { boom, marked } from "./template-errors.test.support.ts";

describe("an error while rendering names line and column:", () => {
  test.each([
    ["a call", `\n  {{ boom() }}\n     ^`],
    ["a call of what is not there", `{{ post.author.name() }}\n   ^`],
    ["a call after others on the line", `{{ fine() }} {{ fine() }} {{ boom() }}\n                             ^`],
    ["a call whose arguments are calls further down", `{{ boom(\n   ^\n  fine(),\n  fine()\n) }}`],
    ["a call in an argument", `{{ fine(\n  boom()\n  ^\n) }}`],
    ["a filter that is not there", `{{ "x" |\n  uper }}\n  ^`],
    ["a filter that throws", `\n{{ fine() | dictsort }}\n            ^`],
    ["a test that is not there", `{{ fine() }}\n{% if 1 is odder %}{% endif %}\n   ^`],
    ["an `in` over a number", `{{ fine() }}\n{{ "a" in 1 }}\n^`],
    ["an if", `{{ fine() }}\n{% if boom() %}{% endif %}\n      ^`],
    ["an elif", `{% if false %}\n{% elif boom() %}{% endif %}\n        ^`],
    ["a for", `\n{% for x in boom() %}{% endfor %}\n            ^`],
    ["the body of a for", `{% for x in [1, 2] %}\n{{ boom() }}{% endfor %}\n   ^`],
    ["a set", `\n{% set x = boom() %}\n           ^`],
    ["a block set", `\n{% set x %}\n{{ boom() }}\n   ^\n{% endset %}`],
    ["a switch", `{% switch 1 %}\n{% case 1 %}{{ boom() }}{% endswitch %}\n               ^`],
    ["a block", `{% block a %}\n {{ boom() }}\n    ^\n{% endblock %}`],
    ["a macro", `{% macro m() %}\n {{ boom() }}\n    ^\n{% endmacro %}\n\n{{ m() }}`],
    [
      "the caller of a macro",
      `{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}\n{{ boom() }}\n   ^\n{% endcall %}`,
    ],
    ["a filter block", `\n{% filter upper %}\n{{ boom() }}\n   ^\n{% endfilter %}`],
    ["after an include", `{% include "fine.html" %}\n\n{{ boom() }}\n   ^`],
    ["after a block", `{% block a %}{{ fine() }}{% endblock %}\n {{ boom() }}\n    ^`],
    ["after a macro", `{% macro m() %}\n\n\n{{ fine() }}{% endmacro %}{{ m() }}\n{{ boom() }}\n   ^`],
    ["after an import", `{% import "macros.html" as m %}{{ m.fine() }}\n{{ boom() }}\n   ^`],
    ["a printed value that has no text", `{{ fine() }}\n {{ bare }}\n ^`],
    ["importing a name that is not there", `\n{% from "macros.html" import nothing %}\n   ^`],
    ["a super block that is not there", `\n{% block a %}{{ super() }}{% endblock %}\n   ^`],
    [
      "a setting and a comment before it",
      `<< MEDIA_URL >>{# << x >>\n#} << MEDIA_URL >> {{ boom() }}\n                      ^`,
    ],
    ["trimmed tags before it", `\n\n  {%- if true -%}\n   {{- boom() -}}\n       ^\n{% endif %}`],
  ])("%s", async (_title, source) => {
    const { text, line, column } = marked(source);
    using site = await createSite({
      "blog/templates/x.html": text,
      "blog/templates/fine.html": "\n\n\n\n{{ fine() }}",
      "blog/templates/macros.html": "{% macro fine() %}\n\n\n\n{{ 1 }}{% endmacro %}",
    });
    const context = { ...boom, fine: () => 1, post: {}, bare: Object.create(null) as object };
    const error = site.refusal("x.html", context);
    expect([site.placeOf(error), error.code]).toEqual([
      `blog/templates/x.html:${line}:${column}`,
      "TEMPLATE_RENDER_FAILED",
    ]);
    expect([error.file, error.line, error.column]).toEqual([site.tree.path("blog/templates/x.html"), line, column]);
    expect(error.message).toContain(`x.html:${line}:${column}: `);
  });

  test("CRLF lines count as one, and columns in UTF-16 code units", async () => {
    using site = await createSite({ "templates/x.html": "a\r\n😀é {{ boom() }}" });
    expect(site.placeOf(site.refusal("x.html", boom))).toBe("templates/x.html:2:8");
  });

  test("wherever it stands", async () => {
    using site = await createSite({ "templates/y.html": "\n{{ 1 }}", "templates/x.html": "" });
    const piece = fc.constantFrom(
      "text\n",
      " ",
      "é",
      "<< MEDIA_URL >>",
      "{{ 1 }}",
      "{{\n1 }}",
      "{# \n #}",
      "{% raw %}{{\n{% endraw %}",
      `{% include "y.html" %}`,
      "{% if true %}\n{{ 2 }}{% endif %}",
      "{% set a = 1 %}",
      "1 << 2",
      "{{- 1 -}}",
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (before, after) => {
        const head = before.join("");
        site.tree.write({ "templates/x.html": `${head}{{ boom() }}${after.join("")}` });
        const lines = head.split("\n");
        const place = `templates/x.html:${lines.length}:${(lines.at(-1)?.length ?? 0) + 4}`;
        expect(site.placeOf(site.refusal("x.html", boom))).toBe(place);
      }),
    );
  });
});

test.each(["date", "sae", "saf"])(
  "an unknown filter %s is never taken for one that turns escaping off",
  async (name) => {
    using site = await createSite({ "templates/x.html": `{{ x | ${name} }}` });
    const { message, fix } = site.refusal("x.html", { x: 1 });
    expect(message).toContain(`there is no filter "${name}"`);
    expect(`${message} ${fix}`).not.toContain('"safe"');
  },
);

describe("a cause", () => {
  test("is kept with its own stack, and its advice is passed on", async () => {
    using site = await createSite({
      "templates/x.html": "{{ media_url('../x') }}{{ boom() }}",
      "templates/y.html": "{{ boom() }}",
    });
    const fix = site.refusal("x.html").fix;
    expect(fix).toBe((site.refusal("x.html").cause as { fix: string }).fix);
    expect((site.refusal("y.html", boom).cause as Error).stack).toContain("template-errors.test.ts");
  });

  test.each([
    ["a string", "no"],
    ["undefined", undefined],
    ["null", null],
    ["a frozen object", Object.freeze({})],
  ])("may be %s", async (_title, thrown) => {
    using site = await createSite({ "templates/x.html": "\n{{ f() }}" });
    const f = (): never => {
      throw thrown;
    };
    expect(site.placeOf(site.refusal("x.html", { f }))).toBe("templates/x.html:2:4");
  });
});
