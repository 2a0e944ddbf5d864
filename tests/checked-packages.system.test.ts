import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { ALL_PACKAGES, installRealPackages, type RealPackage } from "./real-packages.ts";

const DEVSERVER = path.join(import.meta.dirname, "../packages/devserver/bin/devserver.js");
// Their sources import modules without extensions, which no browser finds. `REAL_PACKAGES=all npx vitest run tests/checked-packages`
// checks the other 18 packages too.
const WITH_SOURCES = new Set(["alpinejs", "leaflet", "reveal.js"]);
const isAll = process.env["REAL_PACKAGES"] === "all";
const PACKAGES: Readonly<Record<string, RealPackage>> = Object.fromEntries(
  Object.entries(ALL_PACKAGES).filter(([name]) => isAll || WITH_SOURCES.has(name)),
);

const siteOfPackages = (files: Tree = {}): TestTree => {
  const apps = Object.entries(PACKAGES).map(([name, { media, label }]) => ({ name, media, label }));
  const tree = createTree({
    "settings.mjs": `export default {
      TEMPLATES: { DIRS: ["templates"] },
      INSTALLED_APPS: ${JSON.stringify(apps)},
      CHECKS: { SILENCE: JSON.parse(process.env.SILENCE) },
    };`,
    ...files,
  });
  const installed = installRealPackages(PACKAGES);
  mkdirSync(tree.path("node_modules"));
  for (const name of readdirSync(installed)) symlinkSync(path.join(installed, name), tree.path("node_modules", name));
  return tree;
};

interface Found {
  readonly id: string;
  readonly app: string;
  readonly message: string;
}

const check = ({ root }: TestTree, SILENCE = "[]"): readonly Found[] => {
  const parameters = [DEVSERVER, "check", "--json"];
  const { stdout } = spawnSync(process.execPath, parameters, { cwd: root, encoding: "utf8", env: { SILENCE } });
  return (JSON.parse(stdout) as { readonly findings: readonly Found[] }).findings;
};

describe("a check of real packages", () => {
  test("sums up the broken imports of sources that nothing names, in one warning for each package, and finds nothing else", () => {
    using site = siteOfPackages();
    const counts = check(site).map(({ id, app, message }) => `${id} ${app} ${message.split(" in ")[0]}`);
    expect(counts).toEqual([
      "references.W006 alpinejs 196 references",
      "references.W006 leaflet 369 references",
      ...(isAll ? ["references.W006 monaco-editor 2 references"] : []),
      "references.W006 reveal 44 references",
    ]);
    const versions = Object.entries(PACKAGES).map(([name, { version }]) => `${name}@${version}`);
    const silence = check(site, JSON.stringify(versions)).filter(({ id }) => id !== "checks.W001");
    expect(silence).toEqual([]);
  });

  test("finds each broken import of a source that a template names", () => {
    using site = siteOfPackages({
      "templates/talk.html": `<script src="<< MEDIA_URL >>reveal/js/reveal.js" type="module">`,
    });
    const findings = check(site).filter(({ app }) => app === "reveal");
    expect(Map.groupBy(findings, ({ id }) => id).get("references.E002")).toHaveLength(23);
    expect(findings).toContainEqual(expect.objectContaining({ id: "references.W006" }));
  });
});
