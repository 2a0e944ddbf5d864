import { hash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./installed-packages.ts";

/** A package that knows nothing of Mediaroot, mounted as an app. */
export interface RealPackage {
  readonly version: string;
  /** Its directory that is served. */
  readonly media: string;
  /** Where the package's own name is no label. */
  readonly label?: string;
}

const CACHE = fileURLToPath(new URL("../node_modules/.cache/real-packages/", import.meta.url));

/**
 * Installs packages by npm, once: a later call with the same packages finds them.
 *
 * @returns the `node_modules` directory with them
 */
export function installRealPackages(packages: Readonly<Record<string, RealPackage>>): string {
  const dependencies = Object.fromEntries(Object.entries(packages).map(([name, { version }]) => [name, version]));
  const manifest = JSON.stringify({ private: true, dependencies }, undefined, 2);
  const directory = path.join(CACHE, hash("sha256", manifest).slice(0, 12));
  const stamp = path.join(directory, "installed");
  if (!existsSync(stamp)) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path.join(directory, "package.json"), manifest);
    run(directory, "npm", "install", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--silent");
    writeFileSync(stamp, "");
  }
  return path.join(directory, "node_modules");
}

/** The packages of the browser tests, and small ones of other kinds: they are published in some ten seconds. */
export const SOME_PACKAGES: Readonly<Record<string, RealPackage>> = {
  "@hotwired/turbo": { version: "8.0.23", media: "dist" },
  "htmx.org": { version: "4.0.1", media: "dist", label: "htmx" },
  katex: { version: "0.19.1", media: "dist" },
  leaflet: { version: "1.9.4", media: "dist" },
  "monaco-editor": { version: "0.57.0", media: "esm" },
  "pdfjs-dist": { version: "6.5.438", media: "." },
  "swagger-ui-dist": { version: "5.35.0", media: "." },
  three: { version: "0.187.0", media: "src" },
};

/** Packages of every kind whole: with source maps, fonts, classic scripts and broken references. */
export const ALL_PACKAGES: Readonly<Record<string, RealPackage>> = {
  "@fortawesome/fontawesome-free": { version: "7.3.1", media: "." },
  "@hotwired/turbo": { version: "8.0.23", media: "." },
  "ace-builds": { version: "1.45.2", media: "." },
  alpinejs: { version: "3.17.4", media: "." },
  bootstrap: { version: "5.3.8", media: "." },
  "bootstrap-icons": { version: "1.13.2", media: "." },
  "chart.js": { version: "4.6.1", media: ".", label: "chart" },
  "highlight.js": { version: "11.12.0", media: ".", label: "highlight" },
  "htmx.org": { version: "4.0.1", media: ".", label: "htmx" },
  jquery: { version: "4.0.0", media: "." },
  "jquery-ui-dist": { version: "1.13.3", media: "." },
  katex: { version: "0.19.1", media: "." },
  leaflet: { version: "1.9.4", media: "." },
  mathjax: { version: "4.1.3", media: "." },
  "monaco-editor": { version: "0.57.0", media: "." },
  "pdfjs-dist": { version: "6.5.438", media: "." },
  "reveal.js": { version: "6.0.2", media: ".", label: "reveal" },
  "swagger-ui-dist": { version: "5.35.0", media: "." },
  three: { version: "0.187.0", media: "." },
  tinymce: { version: "8.9.2", media: "." },
  "video.js": { version: "8.24.1", media: ".", label: "video" },
};
