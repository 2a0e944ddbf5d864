import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

const page = { "templates/x.html": `{{ 1250 | money }} {{ shop_name }}` };
const money = (name: string): string => `money: (cents) => cents + " ${name}"`;

/** @returns the source of an `app.mjs` */
function app(body: string): string {
  return `export default { ${body} };`;
}

describe("filters and globals", () => {
  test("of an app are there in all templates, macros of other apps included", async () => {
    using site = await createSite({
      "blog/app.mjs": app(`filters: { ${money("cents")}, join_with: (list, mark, last) => list.join(mark) + last },
        globals: { shop_name: "Coils <& co>", today: () => "Monday" }`),
      "admin/templates/x.html": `{% from "m.html" import m %}{{ m() }} {{ [1, 2] | join_with("-", "!") }}`,
      "admin/templates/m.html": `{% macro m() %}{{ 1250 | money }} {{ shop_name }} {{ today() }}{% endmacro %}`,
    });
    expect(site.render("x.html")).toBe("1250 cents Coils &lt;&amp; co&gt; Monday 1-2!");
  });

  test("print escaped text, unless it was marked as safe", async () => {
    using site = await createSite({
      "blog/app.mjs": `import { markSafe } from ${JSON.stringify(import.meta.resolve("../src/index.ts"))};
        export default { filters: { bold: (text) => "<b>" + text, strong: (text) => markSafe("<b>" + text) } };`,
      "templates/x.html": `{{ "a" | bold }}{{ "a" | strong }}`,
    });
    expect(site.render("x.html")).toBe("&lt;b&gt;a<b>a");
  });

  test("of the project win over those of apps, also where two apps clash", async () => {
    using site = await createSite({
      ...page,
      "blog/app.mjs": app(`filters: { ${money("blog")} }, globals: { shop_name: "blog" }`),
      "admin/app.mjs": app(`filters: { ${money("admin")} }, globals: { shop_name: "admin" }`),
      "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog", "./admin"],
          TEMPLATES: { FILTERS: { ${money("project")} }, GLOBALS: { shop_name: "project" } } };`,
    });
    expect(site.render("x.html")).toBe("1250 project project");
  });

  test("are hidden by values of the request and of the context", async () => {
    using site = await createSite({
      ...page,
      "blog/app.mjs": app(`filters: { ${money("c")} }, globals: { shop_name: 1 }`),
    });
    expect(site.render("x.html", {}, { shop_name: 2 })).toBe("1250 c 2");
    expect(site.render("x.html", { shop_name: 3 }, { shop_name: 2 })).toBe("1250 c 3");
  });

  test.each([
    ["filter", `filters: { ${money("c")} }`, `filters: { ${money("c")} }`, "money", `the app "blog"`],
    ["global", `globals: { shop_name: 1 }`, `globals: { shop_name: 1 }`, "shop_name", `the app "blog"`],
    ["filter", "", `filters: { safe: (text) => text }`, "safe", "Mediaroot or nunjucks"],
    ["filter", "", `filters: { json_script: (text) => text }`, "json_script", "Mediaroot or nunjucks"],
    ["global", "", `globals: { MEDIA_URL: "/m/" }`, "MEDIA_URL", "Mediaroot or nunjucks"],
    ["global", "", `globals: { media_css: "" }`, "media_css", "Mediaroot or nunjucks"],
    ["global", "", `globals: { range: 1 }`, "range", "Mediaroot or nunjucks"],
  ])("that two define are an error that names both: %s of %j and %j", async (...[kind, blog, admin, name, first]) => {
    const files = { "blog/app.mjs": app(blog), "admin/app.mjs": app(admin) };
    await expect(createSite(files)).rejects.toMatchObject({
      code: "TEMPLATE_NAME_CLASH",
      message: `The ${kind} "${name}" is defined by ${first} and by the app "admin".`,
    });
  });

  test("of the project replace nothing that is built in", async () => {
    const settings = `export default { TEMPLATES: { FILTERS: { escape: (text) => text } } };`;
    await expect(createSite({ "settings.mjs": settings })).rejects.toMatchObject({
      code: "TEMPLATE_NAME_CLASH",
      message: 'The filter "escape" is defined by Mediaroot or nunjucks and by the project.',
    });
  });

  test.each([
    [`filters: { money: "€" }`, '"money" is not a function'],
    [`filters: { async money() {} }`, '"money" is asynchronous'],
    [`filters: [String]`, "they are not an object"],
    [`filters: { ["__proto__"]: String }`, 'nothing can be called "__proto__"'],
    [`globals: "x"`, "they are not an object"],
    [`globals: { constructor: 1 }`, 'nothing can be called "constructor"'],
  ])("that are not valid are refused with the app: %s", async (body, reason) => {
    await expect(createSite({ "blog/app.mjs": app(body) })).rejects.toMatchObject({
      code: "TEMPLATE_NAMES_INVALID",
      message: expect.stringMatching(new RegExp(`of the app "blog" are not valid: ${reason}`)),
    });
  });

  test("are suggested for a filter that is not there, but `safe` never is", async () => {
    using site = await createSite({
      "blog/app.mjs": app(`filters: { ${money("c")} }`),
      "templates/x.html": "{{ 1 | mony }}",
      "templates/y.html": "{{ 1 | saef }}",
    });
    expect(site.refusal("x.html").message).toContain('there is no filter "mony". Did you mean "money"?');
    expect(site.refusal("y.html").message).not.toContain('"safe"');
  });
});
