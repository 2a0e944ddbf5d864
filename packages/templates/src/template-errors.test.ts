import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

/** `^` marks, one line below, the column where the error is. */
function marked(source: string): { readonly text: string; readonly line: number; readonly column: number } {
  const lines = source.split("\n");
  const mark = lines.findIndex((line) => /^ *\^$/.test(line));
  const text = lines.filter((_line, index) => index !== mark).join("\n");
  return { text, line: mark, column: (lines[mark]?.indexOf("^") ?? 0) + 1 };
}

const boom = {
  boom: () => {
    throw new Error("boom");
  },
};

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

describe("an error names the template that it is in:", () => {
  const page = (file: string, body: string): Record<string, string> => ({ [`blog/templates/${file}`]: body });
  const bad = "\n  {{ boom() }}";

  test.each([
    ["an included one", page("page.html", `{% include "bad.html" %}`)],
    [
      "one that an included one includes",
      { ...page("page.html", `\n\n{% include "mid.html" %}`), ...page("mid.html", `\n{% include "bad.html" %}`) },
    ],
    ["the parent", page("page.html", `{% extends "bad.html" %}`)],
    ["an imported one", page("page.html", `{% import "bad.html" as bad with context %}`)],
    [
      "one that a macro includes",
      {
        ...page("page.html", `{% from "mid.html" import m %}{{ m(boom) }}`),
        ...page("mid.html", `{% macro m(boom) %}\n\n\n{% include "bad.html" %}{% endmacro %}`),
      },
    ],
    ["one that a context function renders", page("page.html", `\n\n\n\n{{ render("bad.html") }}`)],
  ])("%s", async (_title, files) => {
    using site = await createSite({ ...files, ...page("bad.html", bad) });
    const render = (name: string): string => site.render(name, boom);
    const error = site.refusal("page.html", { ...boom, render });
    expect(site.placeOf(error)).toBe("blog/templates/bad.html:2:6");
    expect(error.cause).toMatchObject({ message: "boom" });
  });

  test("a macro's, whoever calls it, and the caller's own after it", async () => {
    using site = await createSite({
      "admin/templates/m.html": `{% macro bad(f) %}\n\n{{ f() }}{% endmacro %}{% macro ok() %}\n\n\n\n{{ 1 }}{% endmacro %}`,
      "blog/templates/a.html": `{% from "m.html" import bad %}{{ bad(boom) }}`,
      "blog/templates/b.html": `{% from "m.html" import ok %}\n{{ ok() }}{{ boom() }}`,
    });
    expect(site.placeOf(site.refusal("a.html", boom))).toBe("admin/templates/m.html:3:4");
    expect(site.placeOf(site.refusal("b.html", boom))).toBe("blog/templates/b.html:2:14");
  });

  test("the child's, in a block that the parent shows; the parent's, in one that super() shows", async () => {
    using site = await createSite({
      "admin/templates/base.html": `\n{% block a %}{% endblock %}\n{% block b %}\n{{ boom() }}{% endblock %}`,
      "blog/templates/a.html": `{% extends "base.html" %}\n\n\n{% block a %}{{ boom() }}{% endblock %}{% block b %}{% endblock %}`,
      "blog/templates/b.html": `{% extends "base.html" %}{% block b %}\n\n\n\n\n{{ super() }}{% endblock %}`,
      "blog/templates/c.html": `{% extends "base.html" %}{% block a %}\n\n\n\n\n{{ 1 }}{% endblock %}`,
    });
    expect(site.placeOf(site.refusal("a.html", boom))).toBe("blog/templates/a.html:4:17");
    expect(site.placeOf(site.refusal("b.html", boom))).toBe("admin/templates/base.html:4:4");
    expect(site.placeOf(site.refusal("c.html", boom))).toBe("admin/templates/base.html:4:4");
  });

  test("the one of its origin, when several have the name", async () => {
    using site = await createSite({
      "templates/x.html": `{% extends "x.html" %}`,
      "blog/templates/x.html": `{% extends "x.html" %}\n`,
      "admin/templates/x.html": "\n\n{{ boom() }}",
    });
    expect(site.placeOf(site.refusal("x.html", boom))).toBe("admin/templates/x.html:3:4");
  });

  test("at its own line and column with other delimiters", async () => {
    using site = await createSite(
      {
        "blog/templates/x.html": "<p>\n  << fine >>{{ no }}<b>a << boom() >>",
        "templates/page.html": `\n{% include "x.html" %}`,
      },
      { INSTALLED_APPS: [{ name: "./blog", templates: { delimiters: ["<<", ">>"] } }, "./admin"] },
    );
    expect(site.placeOf(site.refusal("page.html", { ...boom, fine: 1 }))).toBe("blog/templates/x.html:2:29");
  });

  test("a broken parent or include is told with its own place", async () => {
    using site = await createSite({
      "templates/a.html": `{% extends "broken.html" %}`,
      "templates/b.html": `\n\n{% include "broken.html" %}`,
      "templates/broken.html": "\n\n {% nothing %}",
    });
    for (const name of ["a.html", "b.html"]) {
      expect(site.refusal(name)).toMatchObject({ code: "TEMPLATE_SYNTAX", line: 3, column: 5 });
      expect(site.placeOf(site.refusal(name))).toBe("templates/broken.html:3:5");
    }
  });
});

describe("a template that cannot be read as one names line and column:", () => {
  test.each([
    ["an unknown tag", "\n {% foo %}\n    ^", "unknown block tag: foo"],
    ["a stray end", "text\n{% endif %}\n   ^", "unknown block tag: endif"],
    ["an if without end", "\n{% if x %}\n   ^\n text", "{% if %} is never closed"],
    ["a for without end", "{% if x %}{% endif %}\n {% for a in b %}\n    ^\n", "{% for %} is never closed"],
    ["the inner of two without end", "{% if a %}\n{% block b %}\n   ^\n{{ c }}", "{% block %} is never closed"],
    ["a tag that does not end", "\n{% if x\n^\n text", "{% is never closed"],
    ["an expression that does not end", "{% if x %}\n  {{ x\n text {% endif %\n ^", "expected variable end"],
    ["an expression at the end that does not end", "\n{{ x\n^", "{{ is never closed"],
    ["a string that does not end", `\n{{ "x }}\n^`, "{{ is never closed"],
    ["a comment that does not end", "\n  {# x }}\n  ^", "expected end of comment"],
    ["a raw that does not end", "\n{% raw %}\n^\n{{ x }}", "{% raw %} is never closed"],
    ["a raw that ends with another tag", "{% raw %}\n^\n{% endverbatim %}", "{% raw %} is never closed"],
    ["a list that does not end", "{{ [1, 2 }}\n   ^", "expected comma"],
    ["a call block of no call", "\n{% call x %}{% endcall %}\n   ^", "{% call %} is not complete"],
    ["a block twice", "{% block a %}{% endblock %}\n{% block a %}{% endblock %}\n   ^", "second time"],
    ["an empty expression", "\n{{ }}\n   ^", ""],
    ["an operator too many", "{{ 1 + }}\n       ^", ""],
  ])("%s", async (_title, source, reason) => {
    const { text, line, column } = marked(source);
    using site = await createSite({ "blog/templates/x.html": text });
    const error = site.refusal("x.html");
    expect([error.code, site.placeOf(error)]).toEqual(["TEMPLATE_SYNTAX", `blog/templates/x.html:${line}:${column}`]);
    expect(error.message).toContain(reason);
  });

  test("whatever it is made of, it renders or it is refused with a place inside the file", async () => {
    using site = await createSite({ "templates/x.html": "" });
    const piece = fc.constantFrom(
      "{%",
      "%}",
      "{{",
      "}}",
      "{#",
      "#}",
      "if",
      "for x in y",
      "endif",
      "endfor",
      "block a",
      "endblock",
      "raw",
      "endraw",
      "set",
      "macro m()",
      "endmacro",
      "call",
      "include",
      "extends",
      '"',
      "'",
      "(",
      ")",
      "[",
      "|",
      "upper",
      " ",
      "\n",
      "x",
      "-",
      "1",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (parts) => {
        const source = parts.join(" ");
        site.tree.write({ "templates/x.html": source });
        try {
          site.render("x.html");
        } catch {
          const { code, location } = site.refusal("x.html");
          expect(code).toMatch(/^TEMPLATE_/);
          const lines = source.split("\n");
          expect(location?.line).toBeGreaterThan(0);
          expect(location?.line).toBeLessThanOrEqual(lines.length);
          expect(location?.column).toBeGreaterThan(0);
          expect(location?.column).toBeLessThanOrEqual((lines[(location?.line ?? 1) - 1]?.length ?? 0) + 1);
        }
      }),
      { numRuns: 500 },
    );
  });
});

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

describe("undefined values", () => {
  test.each([
    ["{{ titel }}", '"titel" is not defined. Did you mean "title"?', "1:4"],
    ["\n {{ post.titel }}", '"post.titel" is not defined.', "2:5"],
    ["{{ titel | upper | trim }}", '"titel" is not defined.', "1:4"],
    ["{{ titel if true }}", '"titel" is not defined.', "1:4"],
    ["{% for a in titels %}{% endfor %}", '"titels" is not defined.', "1:13"],
    ["{% macro m(a) %}{{ titel }}{% endmacro %}{{ m(1) }}", '"titel" is not defined.', "1:20"],
  ])("%j warns", async (source, message, place) => {
    using site = await createSite({ "blog/templates/x.html": source });
    site.render("x.html", { title: "t", post: { title: "p" } });
    expect(site.warnings.map((warning) => site.placeOf(warning))).toEqual([`blog/templates/x.html:${place}`]);
    expect(site.warnings[0]?.message).toContain(message);
  });

  test.each([
    "{% if titel %}{% endif %}",
    "{{ titel or 'x' }}",
    "{{ titel | default('x') }}",
    "{{ titel | d('x') | upper }}",
    "{% if titel is defined %}{% endif %}",
    "{{ 'x' if titel else 'y' }}",
    "{{ nothing }}",
    "{% set titel = 1 %}{{ titel }}",
    "{% for titel in [1] %}{{ titel }}{{ loop.index }}{% endfor %}",
    "{% macro m(titel) %}{{ titel }}{% endmacro %}{{ m(1) }}",
    "{% block a %}{{ MEDIA_URL }}{{ media_css }}{% endblock %}",
  ])("%j does not", async (source) => {
    using site = await createSite({ "blog/templates/x.html": source });
    site.render("x.html", { nothing: null });
    expect(site.warnings).toEqual([]);
  });

  test("each place is told once, and again when its file has changed", async () => {
    using site = await createSite({ "templates/x.html": "{{ a }}{{ b }}" });
    site.render("x.html");
    site.render("x.html");
    expect(site.warnings).toHaveLength(2);
    site.tree.write({ "templates/x.html": "{{ a }}" });
    site.render("x.html");
    expect(site.warnings).toHaveLength(3);
  });
});
