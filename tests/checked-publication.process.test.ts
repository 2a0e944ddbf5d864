import { spawnSync } from "node:child_process";
import path from "node:path";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { blogEnvironment } from "./blog-copy.ts";

const LABEL = "swatches";

/** A package of which npm leaves out some files that others name, in every form of reference. */
const PACKAGE = {
  "package.json": `{ "name": "${LABEL}", "version": "1.0.0", "files": ["media", "!media/**/*.map", "!media/left-out"] }`,
  "media/css/all.css": [
    "@import 'base.css'; @import url('../left-out/late.css');",
    "a { background: url(../img/a%20b.png?1) } b { background: url(../left-out/c.png#d) }",
    "c { background: image-set('../left-out/c.png' 1x, '../img/a b.png' 2x) } d { background: url(%zz) }",
    "/*# sourceMappingURL=all.css.map */",
  ].join("\n"),
  "media/css/all.css.map": "{}",
  "media/css/base.css": "a { fill: url(#own) }",
  "media/img/a b.png": "png",
  "media/js/all.js": [
    `import "./part.js"; import { a } from "../left-out/a.js"; export * from "./none";`,
    `export const later = () => import("../left-out/b.js"); import "bare";`,
    `export const image = new URL("../left-out/c.png", import.meta.url);`,
    `export const part = import.meta.resolve("./part.js?2");`,
    "//# sourceMappingURL=all.js.map",
  ].join("\n"),
  "media/js/all.js.map": "{}",
  "media/js/part.js": "export {};",
  "media/left-out/a.js": "",
  "media/left-out/b.js": "",
  "media/left-out/c.png": "",
  "media/left-out/late.css": "",
};

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const placesOf = (all: readonly Place[], from: string): readonly string[] =>
  all.map(({ file, line, column }) => `${path.relative(from, file)}:${line}:${column}`).toSorted();

const run = (cwd: string, command: string, ...parameters: readonly string[]): string =>
  spawnSync(command, parameters, { cwd, env: blogEnvironment(), encoding: "utf8" }).stdout;

test("check --pack finds the references that lead nowhere once the package is installed and its media has hashed names", () => {
  using author = createTree(PACKAGE);
  const { findings } = JSON.parse(run(author.root, "devserver", "check", "--pack", "--json")) as {
    readonly findings: readonly Place[];
  };
  using site = createTree({
    "settings.mjs": `export default { INSTALLED_APPS: ["${LABEL}"], SYNCMEDIA: { TARGET: "public", HASH: true } };`,
  });
  const tarball = run(author.root, "npm", "pack", "--silent").trim();
  run(site.root, "npm", "install", "--no-audit", "--no-fund", author.path(tarball));
  const { dangling } = JSON.parse(run(site.root, "syncmedia", "--json")) as { readonly dangling: readonly Place[] };
  expect(dangling).toHaveLength(10);
  expect(placesOf(findings, author.path("media"))).toEqual(placesOf(dangling, LABEL));
});
