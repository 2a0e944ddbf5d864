import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";
import { marked } from "./template-errors.test.support.ts";

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
    ["a block twice", "{% block a %}{% endblock %}\n{% block a %}{% endblock %}\n   ^", "second block"],
    ["a block of a name that all objects have", "\n{% block constructor %}{% endblock %}\n   ^", '"constructor"'],
    ["a block of a name that sets", "{% block __proto__ %}{% endblock %}\n   ^", '"__proto__"'],
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
      "block toString",
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
