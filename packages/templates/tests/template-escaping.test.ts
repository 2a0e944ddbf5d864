import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSite } from "./site.test.support.ts";

describe("escaping", () => {
  test("whatever is printed in text or a quoted attribute stays inside it", async () => {
    using site = await createSite({ "templates/x.html": `<p title="{{ x }}" lang='{{ x }}'>{{ x }}</p>` });
    const hostile = fc.array(fc.constantFrom("<", ">", '"', "'", "&", "script", "\\", "{{", "<<", "é", "\n"));
    fc.assert(
      fc.property(hostile, (parts) => {
        const page = site.render("x.html", { x: parts.join("") });
        expect(page).toMatch(/^<p title="[^"<>]*" lang='[^'<>]*'>[^<>]*<\/p>$/);
      }),
    );
  });

  test("values are data: tags and marks in them are not run", async () => {
    using site = await createSite({ "templates/x.html": "{{ x }}" });
    expect(site.render("x.html", { x: "{{ 1 + 1 }}{% include 'y' %}<< MEDIA_URL >>" })).toBe(
      "{{ 1 + 1 }}{% include &#39;y&#39; %}&lt;&lt; MEDIA_URL &gt;&gt;",
    );
  });

  test.each([
    `<a href="{{ x }}">`,
    `<a href='{{ x }}'>`,
    `<a href={{ x }}>`,
    `<a class="b"\n  HREF = " {{ x }}">`,
    `<a href="{% if true %}{{ x }}{% endif %}">`,
    `<a href="{% if false %}{{ y }}{% else %}{{ x }}{% endif %}">`,
    `<img src="{{ x }}">`,
    `<form action="{{ x }}">`,
    `<button formaction="{{ x }}">`,
    `<svg><use xlink:href="{{ x }}"/></svg>`,
    `{% macro link(x) %}<a href="{{ x }}">{% endmacro %}{{ link(x) }}`,
    `{% macro url(x) %}{{ x }}{% endmacro %}<a href="{{ url(x) }}">`,
    `<a href="{{ x | e }}">`,
    `<a href="{{ x | escape | trim }}">`,
    `<a {{ y }}href="{{ x }}">`,
    `<meta http-equiv="refresh" content="0; url={{ x }}">`,
    `<meta content="{{ y }};URL='{{ x }}'" http-equiv="refresh">`,
  ])("a script's URL is inert in %s", async (source) => {
    using site = await createSite({ "templates/x.html": source });
    for (const url of [
      "javascript:alert(1)",
      " jAvA\tScript\n:alert(1)",
      "\u0001javascript:x",
      `${" ".repeat(5000)}javascript:x`,
      "vbscript:x",
      "data:text/html,x",
    ]) {
      expect(site.render("x.html", { x: url })).toContain("unsafe:");
    }
    for (const url of ["/a?b=javascript:x", "https://example.com/", "mailto:a@b.c", "#x", "data:image/png;base64,AA"]) {
      expect(site.render("x.html", { x: url })).not.toContain("unsafe:");
    }
  });

  test("text elsewhere, later parts of a URL and what is marked safe are left alone", async () => {
    using site = await createSite({
      "templates/x.html": `<p>{{ x }}</p><meta name="description" content="{{ x }}"><a title="{{ x }}" href="/go?to={{ x }}"><a href="{{ x | safe }}">`,
    });
    expect(site.render("x.html", { x: "javascript:x" })).not.toContain("unsafe:");
  });
});
