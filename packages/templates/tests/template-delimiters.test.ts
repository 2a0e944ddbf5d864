import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

describe("delimiters of an app", () => {
  const both = { INSTALLED_APPS: [{ name: "./blog", templates: { delimiters: ["<<", ">>"] } }, "./admin"] };

  test("apps with different ones extend, include, import and call each other", async () => {
    using site = await createSite(
      {
        "admin/templates/admin/base.html":
          "<{% block title %}{{ 1 + 1 }}{% endblock %}|{% block body %}{% endblock %}>",
        "blog/templates/blog/post.html": `{% extends "admin/base.html" %}{% from "admin/m.html" import box %}
{%- block title %}<< post >> {{ super }} << super() >>{% endblock %}
{%- block body %}{% include "admin/part.html" %}{% call box() %}<< post >>{% endcall %}{% endblock %}`,
        "admin/templates/admin/part.html": "part of {{ post }} << post >>",
        "admin/templates/admin/m.html": "{% macro box() %}[{{ caller() }}]{% endmacro %}",
        "admin/templates/admin/page.html": `{% include "blog/part.html" %}`,
        "blog/templates/blog/part.html": "<< post | upper >>",
      },
      both,
    );
    expect(site.render("blog/post.html", { post: "a&b" })).toBe(
      "<a&amp;b {{ super }} 2|part of a&amp;b << post >>[a&amp;b]>",
    );
    expect(site.render("admin/page.html", { post: "x" })).toBe("X");
  });

  test("a setting prints with them as with any", async () => {
    using site = await createSite({ "blog/templates/x.html": "<< MEDIA_URL >> {{ MEDIA_URL }}" }, both);
    expect(site.render("x.html")).toBe("/media/ {{ MEDIA_URL }}");
  });

  test("may stand in app.ts", async () => {
    using site = await createSite({
      "blog/app.mjs": `export default { templates: { delimiters: ["[[", "]]"] } }`,
      "blog/templates/x.html": "[[ 1 + 1 ]] {{ 2 }} << MEDIA_URL >>",
    });
    expect(site.render("x.html")).toBe("2 {{ 2 }} /media/");
  });

  test.each([[["{%", "%}"]], [["{#", "#}"]], [["<<", "<<"]], [["a", "b"]], [["<<"]], [["< <", ">>"]], ["<<"]])(
    "%j are refused",
    async (delimiters) => {
      const code = `export default { templates: { delimiters: ${JSON.stringify(delimiters)} } }`;
      await expect(createSite({ "blog/app.mjs": code })).rejects.toMatchObject({
        code: "TEMPLATE_DELIMITERS_INVALID",
        message: expect.stringContaining('"blog"'),
      });
    },
  );
});
