import path from "node:path";
import { loadProject } from "@mediaroot/core";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { checkProject } from "../src/check/check-project.ts";

/** A site with which nothing is wrong: two apps, overrides, templates, declarations and references of every kind. */
const CLEAN: Tree = {
  "package.json": `{ "type": "module" }`,
  "settings.ts": settings(),
  "media/blog/css/base.css": "a { color: blue }\n",
  "media/photos/cat.jpg": "an upload",
  "templates/blog/index.html": `{% extends "blog/index.html" %}\n`,
  "blog/app.ts": [
    `import { media } from "./widgets.ts";`,
    "export default {",
    `  imports: { chart: "blog/js/chart.js", far: "https://cdn.example/far.js" },`,
    "  routes: async (app) => {",
    `    app.get("/", { config: { name: "index" } }, () => media.js.length);`,
    `    app.get("/:slug", { config: { name: "post" } }, () => "");`,
    "  },",
    "};",
    "",
  ].join("\n"),
  "blog/widgets.ts": [
    "const defineMedia = (declaration) => declaration;",
    "const script = (path, attributes) => ({ path, attributes });",
    "// defineMedia({ js: ['blog/in-a-comment.js'] })",
    "export const media = defineMedia({",
    `  css: { all: ["blog/css/blog.css"], "(min-width: 1px)": ["/elsewhere.css", "https://cdn.example/a.css"] },`,
    `  js: [script("blog/js/chart.js", { defer: true, "data-to": "blog/none.js" })],`,
    "});",
    "",
  ].join("\n"),
  "blog/media/css/blog.css": `@import "base.css";\na { background: url("../img/a.png") }\n/*# sourceMappingURL=blog.css.map */\n`,
  "blog/media/css/blog.css.map": "{}",
  "blog/media/css/base.css": "a { color: red }\n",
  "blog/media/img/a.png": "png",
  "blog/media/js/chart.js": `import { a } from "./lib.js";\nimport "three";\na(new URL("../img/a.png", import.meta.url));\n`,
  "blog/media/js/lib.js": "export const a = () => {};\n",
  "blog/templates/blog/base.html": [
    "<!doctype html>",
    `<link rel="stylesheet" href="<< MEDIA_URL >>blog/css/blog.css">`,
    `<script src="{{ MEDIA_URL }}blog/js/chart.js" type="module"></script>`,
    `<img src="{{ media_url("blog/img/a.png") }}">`,
    `<script>const base = "<< MEDIA_URL >>blog/img/" + name;</script>`,
    `{% block content %}{% include "blog/maybe.html" ignore missing %}{% include ["blog/none.html", "blog/post.html"] %}{% endblock %}`,
    "",
  ].join("\n"),
  "blog/templates/blog/index.html": `{% extends "blog/base.html" %}\n{% block content %}<a href="{{ url_for("blog:index") }}">{{ url_for(":post", slug="x") }}</a>{% endblock %}\n`,
  "blog/templates/blog/post.html": `{% from "blog/macros.html" import card %}\n`,
  "blog/templates/blog/macros.html": "{% macro card() %}{% endmacro %}\n",
  "shop/media/shop.css": "b { color: green }\n",
  "shop/templates/shop/cart.html": "<p>The path /media/ is only named here.</p>\n",
  "shop/templates/blog/post.html": "an override of another app, on purpose\n",
};

/** @param more lines of the settings, from line 6 */
export function settings(more = "", apps = `"./blog", "./shop"`): string {
  return `export default {\n  DEBUG: true,\n  INSTALLED_APPS: [${apps}],\n  URLS: { "/": "blog" },\n  ADMIN_MEDIA_PREFIX: "/adminmedia/",\n${more}\n};\n`;
}

/** Writes the clean site with changes. An undefined content leaves the file out. */
export function writeSite(changes: Readonly<Record<string, Tree[string] | undefined>> = {}): TestTree {
  const entries = Object.entries<Tree[string] | undefined>({ ...CLEAN, ...changes });
  return createTree(Object.fromEntries(entries.filter(([, content]) => content !== undefined)) as Tree);
}

/** @returns each finding as "id file:line", the file relative to the project */
export async function findingsIn({ root }: TestTree, deploy = false): Promise<readonly string[]> {
  const project = await loadProject({ directory: root });
  const findings = await checkProject(project, { deploy, routes: true });
  return findings.map(({ id, file, line }) => `${id} ${path.relative(root, file)}:${line}`);
}
