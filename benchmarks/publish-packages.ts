import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../tests/installed-packages.ts";

/** The npm packages that are published, with the versions that are measured. */
const VERSIONS: Readonly<Record<string, string>> = {
  bootstrap: "5.3.9",
  "bootstrap-icons": "1.13.2",
  "@fortawesome/fontawesome-free": "7.3.1",
  katex: "0.19.1",
  mathjax: "4.1.3",
  "reveal.js": "6.0.2",
  "monaco-editor": "0.57.0",
  jquery: "4.0.0",
  "jquery-ui-dist": "1.13.3",
  leaflet: "1.9.4",
  three: "0.187.0",
  "swagger-ui-dist": "5.35.0",
  "pdfjs-dist": "5.6.205",
  "video.js": "8.24.1",
  "ace-builds": "1.45.2",
  tinymce: "8.9.2",
  "highlight.js": "11.12.0",
  "chart.js": "4.6.1",
  "htmx.org": "4.0.1",
  alpinejs: "3.17.5",
  "@hotwired/turbo": "8.0.23",
};
const CACHE = path.join(import.meta.dirname, "../node_modules/.cache/bench-publish");

/** A package whose directory is an app's media. */
export interface MediaPackage {
  readonly name: string;
  /** Its label as an app. */
  readonly label: string;
  readonly directory: string;
}

/**
 * Installs the packages, once: they stay in node_modules/.cache.
 *
 * @param count how many of them are wanted
 */
export function installMediaPackages(count: number): readonly MediaPackage[] {
  const manifest = JSON.stringify({ private: true, dependencies: VERSIONS });
  const [file, done] = [path.join(CACHE, "package.json"), path.join(CACHE, "installed.json")];
  if (!existsSync(done) || readFileSync(done, "utf8") !== manifest) {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(file, manifest);
    run(CACHE, "npm", "install", "--no-audit", "--no-fund", "--silent", "--ignore-scripts");
    writeFileSync(done, manifest);
  }
  return Object.keys(VERSIONS)
    .slice(0, count)
    .map((name) => ({
      name,
      label: name.replace(/^@.*\//, "").replaceAll(/\W/g, "_"),
      directory: path.join(CACHE, "node_modules", name),
    }));
}
