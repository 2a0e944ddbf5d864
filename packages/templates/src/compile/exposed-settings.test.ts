import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSite } from "../../tests/site.test.support.ts";

describe("<< NAME >>", () => {
  test("prints MEDIA_URL beside {{ }}, in inline scripts too", async () => {
    using site = await createSite({
      "templates/x.html":
        "<script>if (1 << 2 >> 3 && a<<b>>c) load('<< MEDIA_URL >>x.js{{ 1 }}');</script><<MEDIA_URL>>",
    });
    expect(site.render("x.html")).toBe("<script>if (1 << 2 >> 3 && a<<b>>c) load('/media/x.js1');</script>/media/");
  });

  test("is left alone in raw blocks, comments and tags", async () => {
    using site = await createSite({
      "templates/x.html": `{% raw %}<< MEDIA_URL >>{{ x }}{% endraw %}{% verbatim %}<< MEDIA_URL >>{% endverbatim %}{# << MEDIA_URL >> #}{{ "<< MEDIA_URL >>" | safe }}{% if "<< MEDIA_URL >>" == "<" ~ "< MEDIA_URL >>" %}!{% endif %}`,
    });
    expect(site.render("x.html")).toBe("<< MEDIA_URL >>{{ x }}<< MEDIA_URL >><< MEDIA_URL >>!");
  });

  test("prints the settings of TEMPLATES.EXPOSE, escaped, and never SECRET_KEY", async () => {
    using site = await createSite(
      {
        "templates/x.html":
          "<< DEBUG >> << MEDIA_ROOT >> << MEDIA_URL >> << SECRET_KEY >> {{ SECRET_KEY }}{{ MEDIA_ROOT }}",
      },
      { SECRET_KEY: "hidden", MEDIA_ROOT: "m&m", TEMPLATES: { EXPOSE: ["DEBUG", "MEDIA_ROOT"] } },
    );
    expect(site.render("x.html")).toBe("true m&amp;m /media/ << SECRET_KEY >> m&amp;m");
  });

  test("prints ADMIN_MEDIA_PREFIX when it is set", async () => {
    const files = { "templates/x.html": "<< ADMIN_MEDIA_PREFIX >>" };
    using site = await createSite(files, { ADMIN_MEDIA_PREFIX: "/admin-media/" });
    using without = await createSite(files);
    expect([site.render("x.html"), without.render("x.html")]).toEqual(["/admin-media/", "<< ADMIN_MEDIA_PREFIX >>"]);
  });

  test("an unknown name stays as it is; that of a setting which is not exposed warns", async () => {
    using site = await createSite({ "templates/x.html": "a\n b << UNKNOWN >> << MEDIA_ROOT >>" });
    expect(site.render("x.html")).toBe("a\n b << UNKNOWN >> << MEDIA_ROOT >>");
    expect(site.warnings.map((warning) => [site.placeOf(warning), warning.message])).toEqual([
      ["templates/x.html:2:18", expect.stringContaining('Add "MEDIA_ROOT" to TEMPLATES.EXPOSE')],
    ]);
  });

  test("any text without tags comes out as it is", async () => {
    using site = await createSite({ "templates/x.html": "" });
    const text = fc.array(
      fc.constantFrom("<", ">", "<<", ">>", " ", "MEDIA_ROOT", "x", "{", "}", "%", "\n", "é", "\r\n", "-"),
    );
    fc.assert(
      fc.property(text, (parts) => {
        const source = parts.join("");
        fc.pre(!/\{[{%#]|[#%}]\}/.test(source));
        site.tree.write({ "templates/x.html": source });
        expect(site.render("x.html")).toBe(source);
      }),
    );
  });
});
