import { readdirSync } from "node:fs";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runCli } from "./cli.test.support.ts";

const PACKAGE: Tree = {
  "package.json": `{\n  "name": "@acme/swatches",\n  "version": "1.0.0",\n  "type": "module",\n  "files": ["app.js", "media", "templates"]\n}\n`,
  "app.js": `import { label } from "label";\nexport default { imports: { [label]: "swatches/js/swatches.js" } };\n`,
  "node_modules/label/package.json": `{ "name": "label", "version": "1.0.0", "type": "module", "exports": "./index.js" }`,
  "node_modules/label/index.js": `export const label = "swatches";\n`,
  "media/css/swatches.css": "@import 'base.css';\n/*# sourceMappingURL=swatches.css.map */\n",
  "media/css/swatches.css.map": "{}",
  "media/css/base.css": "a { background: url(../../admin/img/of-another-app.png) }",
  "media/js/swatches.js": "import './colours.js';",
  "media/js/colours.js": "export {};",
  "templates/swatches/index.html": `{% extends "site/base.html" %}{{ media_url("swatches/css/swatches.css") }}{{ media_url("admin/css/base.css") }}`,
};

async function packedFindings(changes: Tree): Promise<readonly string[]> {
  using tree: TestTree = createTree({ ...PACKAGE, ...changes });
  const { stdout } = await runCli(tree.root, ["check", "--pack", "--json"]);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Readonly<Record<string, unknown>>[] };
  return findings.map(
    ({ id, file, line }) => `${String(id)} ${String(file).slice(tree.root.length + 1)}:${String(line)}`,
  );
}

const manifest = (files: string): Tree => ({
  "package.json": String(PACKAGE["package.json"]).replace(`["app.js", "media", "templates"]`, files),
});

describe("devserver check --pack", () => {
  test.each<readonly [string, Tree, readonly string[]]>([
    ["has nothing to say about a package that is whole", {}, []],
    [
      "finds a source map that is not packed",
      { "media/.npmignore": "*.map" },
      ["references.W003 media/css/swatches.css:2"],
    ],
    [
      "finds a module that is not packed",
      { ".npmignore": "", ...manifest(`["app.js", "media/css", "media/js/swatches.js", "templates"]`) },
      ["references.E002 media/js/swatches.js:1"],
    ],
    [
      "finds media that is not packed",
      manifest(`["app.js", "templates"]`),
      ["media.E007 app.js:2", "pack.E001 package.json:5", "media.E004 templates/swatches/index.html:1"],
    ],
    ["finds templates that are not packed", manifest(`["app.js", "media"]`), ["pack.E001 package.json:5"]],
    [
      "finds code that is not built",
      { ...manifest(`["app.ts", "media", "templates"]`), "app.ts": "export default {};" },
      ["pack.E002 app.ts:1"],
    ],
  ])("%s", async (_, changes, expected) => {
    expect(await packedFindings(changes)).toEqual(expected);
  });

  test("takes a package that knows nothing of Mediaroot as media", async () => {
    using tree = createTree({
      "package.json": `{ "name": "charts.js", "version": "1.0.0", "files": ["dist/*.js"] }`,
      "dist/charts.js": "draw();\n//# sourceMappingURL=charts.js.map\n",
      "dist/charts.js.map": "{}",
    });
    const { code, stdout } = await runCli(tree.root, ["check", "--pack", "--strict"]);
    expect(stdout).toContain("  references.W003  dist/charts.js:2:22\n");
    expect(code).toBe(1);
  });

  test("takes the label from templates/, or from the command", async () => {
    const template = `{{ media_url("colours/none.css") }}`;
    using tree = createTree({ ...PACKAGE, "templates/swatches/index.html": template });
    expect(await runCli(tree.root, ["check", "--pack"])).toMatchObject({ stdout: "No findings.\n" });
    const { stdout } = await runCli(tree.root, ["check", "--pack", "colours"]);
    expect(stdout).toContain("media.E004  templates/swatches/index.html:1:14");
    expect(await runCli(tree.root, ["check", "--pack", "no label"])).toMatchObject({ code: 1 });
  });

  test("leaves nothing behind, and needs a package", async () => {
    using tree = createTree({ ...PACKAGE, "empty/": "" });
    await runCli(tree.root, ["check", "--pack"]);
    expect(readdirSync(tree.path("node_modules/.cache/mediaroot"))).toEqual([]);
    const { code, stderr } = await runCli(tree.path("empty"), ["check", "--pack"]);
    expect(stderr).toContain("error PACKAGE_NOT_FOUND");
    expect(code).toBe(2);
    expect(await runCli(tree.root, ["check", "--pack", "--deploy"])).toMatchObject({ code: 2 });
  });
});
