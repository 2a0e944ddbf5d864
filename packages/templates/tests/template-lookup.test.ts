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
