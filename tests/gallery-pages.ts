import type { Tree } from "@mediaroot/core/testing";
import { colouredPdf } from "./coloured-pdf.ts";

/** The pages of the gallery: each shows one package, and gets the title "done" when everything is there. */
export const GALLERY_PAGES = ["three", "katex", "swagger", "pdf", "monaco"] as const;

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>loading</title><link rel="icon" href="data:,">${head}<body>${body}`;

const module = (name: string): string => `<script type="module" src="<< MEDIA_URL >>gallery/${name}.js"></script>`;

const TEMPLATES: Readonly<Record<(typeof GALLERY_PAGES)[number], string>> = {
  three: page(module("three"), `<canvas width="400" height="300"></canvas>`),
  katex: page(
    `<link rel="stylesheet" href="<< MEDIA_URL >>katex/katex.css">${module("katex")}`,
    `<p style="font-size: 3em"></p>`,
  ),
  swagger: page(
    `<link rel="stylesheet" href="<< MEDIA_URL >>swagger-ui-dist/swagger-ui.css">`,
    `<div id="ui"></div><script src="<< MEDIA_URL >>swagger-ui-dist/swagger-ui-bundle.js"></script>
    <script>SwaggerUIBundle({ dom_id: "#ui", onComplete: () => { document.title = "done"; }, spec: { openapi: "3.0.0",
      info: { title: "Coils", version: "1" }, paths: { "/coils": { get: { summary: "All coils", responses: {} } } } } });</script>`,
  ),
  pdf: page(module("pdf"), "<canvas></canvas>"),
  // Modules of monaco-editor import style sheets, which only bundlers understand: an import map leaves them out, and links load them.
  monaco: page(
    `<script type="importmap">{ "imports": { {% for sheet in sheets %}{{ "," if not loop.first }}
      "{{ media_url(sheet) }}": "data:text/javascript,"{% endfor %} } }</script>
    {% for sheet in sheets %}<link rel="stylesheet" href="{{ media_url(sheet) }}">{% endfor %}${module("monaco")}`,
    `<div style="height: 200px"></div>`,
  ),
};

const MODULES: Readonly<Record<string, string>> = {
  three: `import { EdgesGeometry, IcosahedronGeometry, PerspectiveCamera, Vector3 } from "../three/Three.js";
    const camera = new PerspectiveCamera(40, 4 / 3, 0.1, 10);
    camera.position.set(1, 1, 3);
    camera.lookAt(0, 0, 0);
    camera.updateMatrixWorld();
    const ends = new EdgesGeometry(new IcosahedronGeometry(1)).getAttribute("position");
    const at = (index) => {
      const { x, y } = new Vector3().fromBufferAttribute(ends, index).project(camera);
      return [(x + 1) * 200, (1 - y) * 150];
    };
    const pen = document.querySelector("canvas").getContext("2d");
    for (let index = 0; index < ends.count; index += 2) {
      pen.moveTo(...at(index));
      pen.lineTo(...at(index + 1));
    }
    pen.stroke();
    document.title = "done";`,
  katex: `import katex from "../katex/katex.mjs";
    katex.render("\\\\int_0^\\\\infty \\\\mathcal{L}(x)\\\\,\\\\mathfrak{d}x = \\\\sqrt{\\\\mathbb{R}}", document.querySelector("p"));
    await document.fonts.ready;
    document.title = "done";`,
  pdf: `import { getDocument, GlobalWorkerOptions } from "../pdfjs-dist/build/pdf.mjs";
    GlobalWorkerOptions.workerSrc = new URL("../pdfjs-dist/build/pdf.worker.mjs", import.meta.url).href;
    // The worker names the files of these directories itself, so they have their plain names.
    const wasmUrl = new URL("../pdfjs-dist/wasm/", import.meta.url).href;
    const standardFontDataUrl = new URL("../pdfjs-dist/standard_fonts/", import.meta.url).href;
    const url = new URL("coloured.pdf", import.meta.url).href;
    const sheet = await (await getDocument({ url, wasmUrl, standardFontDataUrl, useWorkerFetch: true }).promise).getPage(1);
    const viewport = sheet.getViewport({ scale: 2 });
    const canvas = document.querySelector("canvas");
    Object.assign(canvas, { width: viewport.width, height: viewport.height });
    await sheet.render({ canvas, viewport }).promise;
    document.title = "done";`,
  monaco: `import * as monaco from "../monaco-editor/vs/editor/editor.main.js";
    const json = () => new Worker(new URL("../monaco-editor/vs/languages/features/json/json.worker.js", import.meta.url), { type: "module" });
    const plain = () => new Worker(new URL("../monaco-editor/vs/editor/editor.worker.js", import.meta.url), { type: "module" });
    self.MonacoEnvironment = { getWorker: (_, label) => (label === "json" ? json() : plain()) };
    // The worker finds the fault.
    monaco.editor.onDidChangeMarkers(() => { document.title = "done"; });
    monaco.editor.create(document.querySelector("div"), { value: '{ "coils": [1, 2,, 3] }', language: "json", minimap: { enabled: false } });`,
};

/** The app with the pages, in the folder `gallery`. */
export function galleryApp(): Tree {
  return {
    "gallery/app.ts": `import { globSync } from "node:fs";
      const sheets = globSync("**/*.css", { cwd: import.meta.dirname + "/../node_modules/monaco-editor/esm" }).map((file) => "monaco-editor/" + file);
      export default { routes: async (app) => {
        app.get("/:name", (request, reply) => reply.render("gallery/" + request.params.name + ".html", { sheets }));
      } };`,
    "gallery/media/coloured.pdf": colouredPdf(),
    ...Object.fromEntries(GALLERY_PAGES.map((name) => [`gallery/templates/gallery/${name}.html`, TEMPLATES[name]])),
    ...Object.fromEntries(Object.entries(MODULES).map(([name, text]) => [`gallery/media/${name}.js`, text])),
  };
}
