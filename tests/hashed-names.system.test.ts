import { hash } from "node:crypto";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import path from "node:path";
import {
  createPublicationCache,
  nameFiles,
  type PublicationSource,
  surveyPublication,
} from "@mediaroot/core/references";
import { describe, expect, test } from "vitest";
import { hasBrowser, openPage } from "./browser.ts";

const SQUARE = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect id="r" width="8" height="8"/></svg>`;

/** Each file is named in another way, but for those of which comments and strings speak. */
const FILES: Readonly<Record<string, string>> = {
  "admin/css/base.css": `\uFEFF@charset "utf-8";\r\n/* @import "no.css"; */\r\n@import url(layer.css) layer(base);\r\n@import 'screen.css' screen;
    h1::after { content: "url(no.svg)"; background: url("../img/a (b)'.svg"); }
    h2 { background: url(no.svg }
    h2 { background: url(no.svg) }
    h2 { background: URL( ../img/bare\\ \\28 c\\29\\2esvg?x=1#r ); }
    h3 { background: image-set("../img/set.svg" 1x, url('no.svg') 9x); }
    h4 { background: u\\72l(../img/escaped-name.svg); }
    h5 { background: url(/media/blog/%C3%BC%20x.svg); }
    @font-face { font-family: F; src: local("no.svg"), url("../f.woff2?#iefix") format("woff2"); }
    h6 { font-family: F; }
    @media screen { p { & em { --image: url(../img/variable.svg); background: var(--image); } } }
    /*# sourceMappingURL=no.map */`,
  "admin/css/layer.css": "@import\n'../css/layer.css'; @import url('deep/er.css') supports(display: block);",
  "admin/css/deep/er.css": "p { background: url(../../img/deep.svg) }",
  "admin/css/screen.css": "a { background: url('../img/scr\\\neen.svg') }",
  "admin/css/extra.css": "",
  ...Object.fromEntries(
    ["a (b)'", "bare (c)", "set", "escaped-name", "variable", "deep", "screen"].map((name) => [
      `admin/img/${name}.svg`,
      SQUARE,
    ]),
  ),
  "blog/ü x.svg": SQUARE,
  "admin/f.woff2": "no font",
  "admin/js/main.js": `#!/usr/bin/env node
    import { a } from "./circle-a.js"; // import "./no.js"
    import data from '../data.json' with { type: "json" };
    import sheet from "../css/extra.css" with { type: "css" };
    export * from "/media/blog/reexported.mjs";
    const text = \`import "./no.js"; \${typeof (await import(\`./dynamic\\x2ejs\`))}\`;
    await fetch(new URL(/* as a browser does */ "blob's.txt?y=1", import.meta.url));
    await fetch(import.meta.resolve('./resolved.txt'));
    const worker = new Worker(new URL('worker.js', import.meta.url), { type: "module" });
    await new Promise((resolve) => worker.addEventListener("message", resolve));
    document.title = "done";`,
  "admin/js/circle-a.js": "export { b } from './circle-b.js'; export const a = 1;",
  "admin/js/circle-b.js": "import { a } from './circle-a.js'; export const b = () => a;",
  "admin/js/dynamic.js": "\uFEFFimport './leaf.js';",
  "admin/js/leaf.js": "export {};",
  "admin/js/worker.js":
    "import './leaf.js'; await fetch(new URL('./worker.js?again', import.meta.url)); postMessage(1);",
  "admin/js/blob's.txt": "",
  "admin/js/resolved.txt": "",
  "admin/data.json": "{}",
  "blog/reexported.mjs": "export const r = 1;",
};
const NEVER_ASKED_FOR = {
  "admin/css/no.css": "",
  "admin/css/no.svg": SQUARE,
  "admin/js/no.js": "",
  "admin/css/no.map": "{}",
};
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** Every file under its hashed name, and under no other. */
function publish(): {
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly names: ReadonlyMap<string, string>;
} {
  const files = new Map(
    Object.entries({ ...FILES, ...NEVER_ASKED_FOR }).map(([name, text]) => [name, Buffer.from(text)]),
  );
  const read = (logicalPath: string): Buffer => files.get(logicalPath) ?? Buffer.of();
  const source: PublicationSource = {
    hashed: new Set(files.keys()),
    isPublished: (logicalPath) => files.has(logicalPath),
    mediaUrl: "/media/",
    read,
    digest: (logicalPath) => ({ sha256: hash("sha256", read(logicalPath)), size: read(logicalPath).length }),
    cache: createPublicationCache(),
  };
  const survey = surveyPublication(source);
  expect([survey.dangling, survey.unreadable]).toEqual([[], []]);
  const hashed = [...nameFiles(source, survey)];
  return {
    contents: new Map(hashed.map(({ logicalPath, hashedPath, content }) => [hashedPath, content ?? read(logicalPath)])),
    names: new Map(hashed.map(({ logicalPath, hashedPath }) => [logicalPath, hashedPath])),
  };
}

describe.skipIf(!hasBrowser)("hashed names, in a browser (needs /usr/bin/chromium)", () => {
  test("are all that it asks for: every reference that it follows was replaced", async () => {
    const { contents, names } = publish();
    const asked = new Set<string>();
    const page = `<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="/media/${names.get("admin/css/base.css")}">
      <script type="module" src="/media/${names.get("admin/js/main.js")}"></script>
      <h1>1</h1><h2>2</h2><h3>3</h3><h4>4</h4><h5>5</h5><h6>6</h6><p>p <em>em</em> <a>a</a></p>`;
    await using server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "", "http://site.test");
      const name = decodeURIComponent(pathname).slice("/media/".length);
      const content = pathname === "/" ? page : contents.get(name);
      if (pathname !== "/") asked.add(name);
      response.statusCode = content === undefined ? 404 : 200;
      response.setHeader("Content-Type", pathname === "/" ? "text/html" : (TYPES[path.extname(name)] ?? "text/plain"));
      response.end(content);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const { port } = server.address() as AddressInfo;
    await using visit = await openPage(`http://127.0.0.1:${port}`);

    await visit.page.goto("/");
    await visit.page.waitForFunction(`document.title === "done"`);
    await visit.page.waitForLoadState("networkidle");

    expect(visit.complaints).toEqual([]);
    expect([...asked].toSorted()).toEqual(
      Object.keys(FILES)
        .map((file) => names.get(file))
        .toSorted(),
    );
  });
});
