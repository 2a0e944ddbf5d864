import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

describe("lookup", () => {
  test("takes the project's template, then the apps' in the order of INSTALLED_APPS", async () => {
    using site = await createSite({
      "templates/all.html": "project",
      "blog/templates/all.html": "blog",
      "admin/templates/all.html": "admin",
      "blog/templates/two.html": "blog",
      "admin/templates/two.html": "admin",
      "admin/templates/one.html": "admin",
    });
    expect(["all.html", "two.html", "one.html"].map((name) => site.render(name))).toEqual(["project", "blog", "admin"]);
    expect(site.directories).toEqual(
      ["templates", "blog/templates", "admin/templates"].map((at) => site.tree.path(at)),
    );
  });

  test("takes the directories of TEMPLATES.DIRS in order", async () => {
    using site = await createSite({ "a/x": "a", "b/x": "b", "b/y": "y" }, { TEMPLATES: { DIRS: ["a", "b"] } });
    expect(site.render("x") + site.render("y")).toBe("ay");
  });

  test.each([
    { from: "templates/ by convention", entry: {}, code: "export default {}", expected: "convention" },
    { from: "what app.ts says", entry: {}, code: "export default { templates: 'views' }", expected: "app.ts" },
    {
      from: "what app.ts says in full",
      entry: {},
      code: "export default { templates: { dir: 'views' } }",
      expected: "app.ts",
    },
    {
      from: "the entry's before app.ts's",
      entry: { templates: "mine" },
      code: "export default { templates: 'views' }",
      expected: "entry",
    },
    {
      from: "the entry's, in full",
      entry: { templates: { dir: "mine" } },
      code: "export default { templates: 'views' }",
      expected: "entry",
    },
  ])("finds an app's templates in a directory: $from", async ({ entry, code, expected }) => {
    using site = await createSite(
      {
        "blog/app.mjs": code,
        "blog/templates/x.html": "convention",
        "blog/views/x.html": "app.ts",
        "blog/mine/x.html": "entry",
      },
      { INSTALLED_APPS: [{ name: "./blog", ...entry }] },
    );
    expect(site.render("x.html")).toBe(expected);
  });

  test("suggests names, where links in a template directory go round in a circle", async () => {
    using site = await createSite({
      "templates/post.html": "",
      "templates/a": { link: "." },
      "templates/b": { link: "." },
    });
    expect(() => site.render("pst.html")).toThrow(
      expect.objectContaining({ fix: expect.stringContaining('Did you mean "post.html"?') as string }),
    );
  });

  test("does not mount templates at the label", async () => {
    using site = await createSite({ "blog/templates/post.html": "", "blog/templates/blog/post.html": "post" });
    expect(site.render("blog/post.html")).toBe("post");
  });

  test("a template that is not there names every path tried, and the template that needs it", async () => {
    using site = await createSite({ "blog/templates/list.html": `\n {% include "blog/pots.html" %}` });
    const error = site.refusal("list.html");
    expect(error).toMatchObject({ code: "TEMPLATE_NOT_FOUND", line: 2, column: 5 });
    expect(site.placeOf(error)).toBe("blog/templates/list.html:2:5");
    for (const place of ["templates", "blog/templates", "admin/templates"]) {
      expect(error.message).toContain(`- ${site.tree.path(place, "blog/pots.html")}`);
    }
  });

  test.each([
    ["blog/pots.html", `Did you mean "blog/post.html"?`],
    ["post.html", `Did you mean "blog/post.html" or "admin/post.html"?`],
    ["psot.html", `Did you mean "blog/post.html" or "admin/post.html"?`],
    ["blog/shop/post.html", `Did you mean "blog/post.html" or "admin/post.html"?`],
    ["nothing/alike.txt", "correct the name."],
  ])("a template that is not there suggests the names that are near: %s", async (name, words) => {
    using site = await createSite({
      "blog/templates/blog/post.html": "",
      "templates/blog/post.html": "",
      "admin/templates/admin/post.html": "",
      "admin/templates/admin/page.html/": "",
    });
    expect(site.refusal(name).fix).toMatch(new RegExp(`${words.replace("?", String.raw`\?`)}$`));
  });

  test("a template that code asked for in vain has no place", async () => {
    using site = await createSite({});
    expect(site.refusal("none.html")).toMatchObject({
      code: "TEMPLATE_NOT_FOUND",
      location: undefined,
      file: undefined,
    });
  });

  test.each([
    ["include", `{% include ["none.html", "a.html", "b.html"] %}`, "a"],
    ["include, by values", `{% include [first, second] %}`, "b"],
    ["include, by a list of the context", `{% include all %}`, "b"],
    ["extends", `{% extends ["none.html", "base.html"] %}{% block x %}x{% endblock %}`, "<x>"],
    ["import", `{% from ["none.html", "m.html"] import m %}{{ m() }}`, "m"],
    ["include of its own name", `{% include ["list.html", "a.html"] %}`, "shadowed"],
  ])("takes the first template of a list that exists: %s", async (_tag, source, expected) => {
    using site = await createSite({
      "templates/list.html": source,
      "blog/templates/list.html": "shadowed",
      "blog/templates/a.html": "a",
      "admin/templates/b.html": "b",
      "templates/base.html": "<{% block x %}{% endblock %}>",
      "templates/m.html": "{% macro m() %}m{% endmacro %}",
    });
    const context = { first: "none.html", second: "b.html", all: ["none.html", "b.html", "a.html"] };
    expect(site.render("list.html", context)).toBe(expected);
    expect(site.render(["none.html", "list.html"], context)).toBe(expected);
  });

  test("a list of which none exists names all, every path tried, and the names that are near", async () => {
    using site = await createSite({
      "blog/templates/x.html": `\n{% include ["pots.html", "pages.html"] %}`,
      "blog/templates/post.html": "",
      "blog/templates/page.html": "",
    });
    const error = site.refusal("x.html");
    expect(error).toMatchObject({ code: "TEMPLATE_NOT_FOUND", line: 2 });
    expect(error.message).toContain('no template "pots.html" or "pages.html"');
    for (const name of ["pots.html", "pages.html"]) {
      for (const place of ["templates", "blog/templates", "admin/templates"]) {
        expect(error.message).toContain(`- ${site.tree.path(place, name)}`);
      }
    }
    expect(error.fix).toContain('Did you mean "post.html" or "page.html"?');
    expect(site.refusal(["a.html", "b.html"]).message).toContain('no template "a.html" or "b.html"');
  });

  test("a list that is empty, or holds what is no name, is refused", async () => {
    using site = await createSite({
      "templates/empty.html": "{% include [] %}",
      "templates/number.html": `{% include [1, "empty.html"] %}`,
      "templates/ignored.html": `[{% include [] ignore missing %}{% include ["a", "b"] ignore missing %}]`,
    });
    expect(site.refusal("empty.html").message).toContain("[] is not a template name: it is an empty list");
    expect(site.refusal("number.html").message).toContain("1 is not a template name");
    expect(site.render("ignored.html")).toBe("[]");
  });

  test("`ignore missing` prints nothing, unless it is there and fails", async () => {
    using site = await createSite({
      "templates/a.html": `[{% include "none.html" ignore missing %}]`,
      "templates/b.html": `{% include "c.html" ignore missing %}`,
      "templates/c.html": `{% include "none.html" %}`,
    });
    expect(site.render("a.html")).toBe("[]");
    expect(site.refusal("b.html").code).toBe("TEMPLATE_NOT_FOUND");
  });
});
