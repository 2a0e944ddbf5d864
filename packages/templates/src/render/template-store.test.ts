import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createSite } from "../../tests/site.test.support.ts";

describe("with DEBUG on", () => {
  test("an edit is seen at once, however small and however soon", async () => {
    using site = await createSite({ "templates/x.html": "0" });
    for (let edit = 1; edit < 200; edit += 1) {
      site.tree.write({ "templates/x.html": String(edit % 10) });
      expect(site.render("x.html")).toBe(String(edit % 10));
    }
  });

  test("an edit that keeps size and modification time is seen", async () => {
    using site = await createSite({ "templates/x.html": "old" });
    const file = site.tree.path("templates/x.html");
    const long = new Date("1985-10-26T08:15:00Z");
    utimesSync(file, long, long);
    expect(site.render("x.html")).toBe("old");
    site.tree.write({ "templates/x.html": "new" });
    utimesSync(file, long, long);
    expect(statSync(file).mtimeMs).toBe(long.getTime());
    expect(site.render("x.html")).toBe("new");
  });

  test("an override that is added is seen at once, in parents and includes too, and its removal", async () => {
    using site = await createSite({
      "blog/templates/page.html": `{% extends "base.html" %}{% block a %}{% include "part.html" %}{% endblock %}`,
      "blog/templates/base.html": "app({% block a %}{% endblock %})",
      "blog/templates/part.html": "app",
    });
    expect(site.render("page.html")).toBe("app(app)");
    site.tree.write({
      "templates/part.html": "project",
      "templates/base.html": "project({% block a %}{% endblock %})",
    });
    expect(site.render("page.html")).toBe("project(project)");
    rmSync(site.tree.path("templates"), { recursive: true });
    expect(site.render("page.html")).toBe("app(app)");
  });

  test("a template directory that appears, an atomic save and a retargeted link are seen", async () => {
    using site = await createSite({ "blog/one.html": "one", "blog/two.html": "two" });
    expect(site.refusal("x.html").code).toBe("TEMPLATE_NOT_FOUND");
    mkdirSync(site.tree.path("blog/templates"));
    symlinkSync("../one.html", site.tree.path("blog/templates/x.html"));
    expect(site.render("x.html")).toBe("one");
    symlinkSync("../two.html", site.tree.path("blog/templates/next"));
    renameSync(site.tree.path("blog/templates/next"), site.tree.path("blog/templates/x.html"));
    expect(site.render("x.html")).toBe("two");
  });

  test("a page is made of one state of each template", async () => {
    using site = await createSite({
      "templates/page.html": `{% include "part.html" %}{{ edit() }}{% include "part.html" %}`,
      "templates/part.html": "old ",
    });
    const edit = (): void => site.tree.write({ "templates/part.html": "new " });
    expect([site.render("page.html", { edit }), site.render("page.html", { edit })]).toEqual(["old old ", "new new "]);
  });

  test("a template that is mended renders", async () => {
    using site = await createSite({ "templates/x.html": "{% if %}" });
    expect(site.refusal("x.html").code).toBe("TEMPLATE_SYNTAX");
    site.tree.write({ "templates/x.html": "fine" });
    expect(site.render("x.html")).toBe("fine");
  });
});

describe("with DEBUG off", () => {
  test("templates are read once", async () => {
    using site = await createSite(
      { "blog/templates/x.html": `old{% include "y.html" %}`, "blog/templates/y.html": "old" },
      { DEBUG: false },
    );
    expect(site.render("x.html")).toBe("oldold");
    site.tree.write({ "blog/templates/x.html": "new", "templates/y.html": "new" });
    expect(site.render("x.html")).toBe("oldold");
  });

  test("a template that extends its own name still finds each of them", async () => {
    using site = await createSite(
      { "templates/x.html": `{% extends "x.html" %}`, "blog/templates/x.html": "app" },
      { DEBUG: false },
    );
    expect([site.render("x.html"), site.render("x.html")]).toEqual(["app", "app"]);
  });

  test("what was not there is looked for again", async () => {
    using site = await createSite({}, { DEBUG: false });
    expect(site.refusal("x.html").code).toBe("TEMPLATE_NOT_FOUND");
    site.tree.write({ "templates/x.html": "there" });
    expect(site.render("x.html")).toBe("there");
  });

  test("errors name their place all the same, and nothing warns", async () => {
    using site = await createSite({ "templates/x.html": "{{ titel }}\n {{ titel.x() }}" }, { DEBUG: false });
    expect(site.placeOf(site.refusal("x.html"))).toBe("templates/x.html:2:5");
    expect(site.warnings).toEqual([]);
  });
});

test("a byte order mark is not printed", async () => {
  using site = await createSite({ "templates/x.html": "\uFEFF<!doctype html>" });
  expect(site.render("x.html")).toBe("<!doctype html>");
});
