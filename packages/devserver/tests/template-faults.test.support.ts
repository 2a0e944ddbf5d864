import { type Fault, page } from "./fault.test.support.ts";

/** Faults of templates and of what they name. */
export const TEMPLATE_FAULTS: readonly Fault[] = [
  ["a tag that is not closed", "templates.E001 shop/templates/shop/cart.html:2", page("{% if a %}")],
  ["a tag that does not exist", "templates.E001 shop/templates/shop/cart.html:2", page("{% nope %}")],
  [
    "extends of a template that is not there",
    "templates.E002 shop/templates/shop/cart.html:1",
    { "shop/templates/shop/cart.html": `{% extends "blog/bsae.html" %}` },
  ],
  [
    "include of a template that is not there",
    "templates.E002 shop/templates/shop/cart.html:2",
    page(`{% include "shop/none.html" %}`),
  ],
  [
    "include of a list that is not there",
    "templates.E002 shop/templates/shop/cart.html:2",
    page(`{% include ["shop/a.html", "shop/b.html"] %}`),
  ],
  [
    "import of a template that is not there",
    "templates.E002 shop/templates/shop/cart.html:2",
    page(`{% import "shop/none.html" as none %}`),
  ],
  [
    "a template that extends its own name and hides none",
    "templates.E002 templates/shop/own.html:1",
    { "templates/shop/own.html": `{% extends "shop/own.html" %}`, ...page(`{% include "shop/own.html" %}`) },
  ],
  [
    "templates of two apps with the same name",
    "templates.W003 shop/templates/index.html:1",
    { "blog/templates/index.html": "", "shop/templates/index.html": "" },
  ],
  [
    "a template of the project with a misspelt name",
    "templates.W004 templates/blog/indx.html:1",
    { "templates/blog/indx.html": "" },
  ],
  [
    "templates that differ in case",
    "templates.E005 shop/templates/shop/cart.html:1",
    { "shop/templates/shop/Cart.html": "" },
  ],
  [
    "a template with a device name",
    "templates.E006 shop/templates/shop/nul.html:1",
    { "shop/templates/shop/nul.html": "" },
  ],
  [
    "MEDIA_URL written out in a template",
    "templates.W007 shop/templates/shop/cart.html:2",
    page(`<img src="/media/blog/img/a.png">`),
  ],
  [
    "ADMIN_MEDIA_PREFIX written out in a template",
    "templates.W007 shop/templates/shop/cart.html:3",
    page(`<style>\na { background: url(/adminmedia/a.png) }</style>`),
  ],
  [
    "url_for of a name that no route has",
    "templates.E008 shop/templates/shop/cart.html:2",
    page(`{{ url_for("blog:pots", slug="x") }}`),
  ],
  [
    "url_for of a name without a label",
    "templates.E008 shop/templates/shop/cart.html:2",
    page(`{{ url_for(":post") }}`),
  ],
];
