import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

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

  test("each place is reported once, and again when its file has changed", async () => {
    using site = await createSite({ "templates/x.html": "{{ a }}{{ b }}" });
    site.render("x.html");
    site.render("x.html");
    expect(site.warnings).toHaveLength(2);
    site.tree.write({ "templates/x.html": "{{ a }}" });
    site.render("x.html");
    expect(site.warnings).toHaveLength(3);
  });
});
