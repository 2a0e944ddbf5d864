import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

describe("identity", () => {
  test("a template that extends its own name goes on at the next origin", async () => {
    using site = await createSite({
      "templates/base.html": `{% extends "base.html" %}{% block a %}project({{ super() }}){% endblock %}`,
      "blog/templates/base.html": `{% extends "base.html" %}{% block a %}blog({{ super() }}){% endblock %}`,
      "admin/templates/base.html": `<{% block a %}admin{% endblock %}>`,
    });
    expect(site.render("base.html")).toBe("<project(blog(admin))>");
  });

  test("what it includes or imports under its own name is the one it hides, too", async () => {
    using site = await createSite({
      "templates/x.html": `project [{% include "x.html" %}]`,
      "blog/templates/x.html": "app",
      "templates/m.html": `{% from "m.html" import m %}{{ m() }}!`,
      "blog/templates/m.html": "{% macro m() %}app{% endmacro %}",
    });
    expect(site.render("x.html") + site.render("m.html")).toBe("project [app]app!");
  });

  test("extending one's own name without another to hide is an error that names the paths left", async () => {
    using site = await createSite({ "blog/templates/x.html": `{% extends "x.html" %}` });
    const error = site.refusal("x.html");
    expect(error).toMatchObject({ code: "TEMPLATE_NOT_FOUND", line: 1 });
    expect(error.message).toContain(site.tree.path("admin/templates/x.html"));
    expect(error.message).not.toContain(`- ${site.tree.path("blog/templates/x.html")}`);
  });

  test("a template that includes itself, hiding none, goes down a tree", async () => {
    using site = await createSite({
      "blog/templates/tree.html": `({{ node.name }}{% for child in node.children %}{% set node = child %}{% include "tree.html" %}{% endfor %})`,
    });
    const node = { name: "a", children: [{ name: "b", children: [{ name: "c" }] }, { name: "d" }] };
    expect(site.render("tree.html", { node })).toBe("(a(b(c))(d))");
  });

  test.each([
    ["extends", `{% extends "b.html" %}`, `{% extends "a.html" %}`],
    ["include", `{% include "b.html" %}`, `{% include "a.html" %}`],
    ["import", `{% import "b.html" as b %}`, `{% import "a.html" as a %}`],
  ])("a circle of %s is an error that names it", async (_tag, a, b) => {
    using site = await createSite({ "templates/a.html": a, "templates/b.html": b });
    expect(site.refusal("a.html")).toMatchObject({
      code: "TEMPLATE_RECURSION",
      message: expect.stringMatching(/(a\.html -> b\.html -> a\.html|b\.html -> a\.html -> b\.html)/),
    });
    expect(site.refusal("a.html").location).toBeDefined();
  });

  test("a circle that goes through code is found too", async () => {
    using site = await createSite({ "templates/a.html": "\n{{ render() }}" });
    const render = (): string => site.render("a.html", { render });
    const error = site.refusal("a.html", { render });
    expect(error.message).toContain("a.html -> a.html");
  });

  test("after an error in the depth the next page renders", async () => {
    using site = await createSite({ "templates/a.html": `{% include "a.html" %}`, "templates/ok.html": "ok" });
    expect(site.refusal("a.html").code).toBe("TEMPLATE_RECURSION");
    expect(site.render("ok.html")).toBe("ok");
  });
});
