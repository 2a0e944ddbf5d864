import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";
import { boom } from "./template-errors.test.support.ts";

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

  test("a broken parent or include is reported with its own place", async () => {
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
