import { describe, expect, test } from "vitest";
import { projectTree } from "../../tests/project.test.support.ts";
import { loadProject } from "../project/project.ts";
import { loadAppConfig } from "../apps/load-app-config.ts";
import { collectImports, type ModuleImports } from "./import-map.ts";

/** @param apps the `imports` of two apps, as source text */
async function importsOf(...apps: readonly [string, string]): Promise<ModuleImports> {
  const [shop, blog] = apps.map((imports) => `export default { imports: ${imports} };`);
  using tree = projectTree("{ INSTALLED_APPS: ['./shop', './blog'] }", {
    "shop/app.mjs": shop ?? "",
    "blog/app.mjs": blog ?? "",
  });
  const { registry } = await loadProject({ directory: tree.root });
  return collectImports(await Promise.all(registry.apps.map((app) => loadAppConfig(app))));
}

describe("imports of apps", () => {
  test("are collected in the order of INSTALLED_APPS", async () => {
    expect([...(await importsOf("{ three: 'three/x.js' }", "{ '@you/y': '/y.js' }"))]).toEqual([
      ["three", "three/x.js"],
      ["@you/y", "/y.js"],
    ]);
    expect((await importsOf("undefined", "{}")).size).toBe(0);
  });

  test("may name the same file in two apps", async () => {
    expect((await importsOf("{ three: 'three/x.js' }", "{ three: 'three/x.js' }")).get("three")).toBe("three/x.js");
  });

  test("may not lead one name to two files", async () => {
    await expect(importsOf("{ three: 'three/x.js' }", "{ three: 'blog/three.js' }")).rejects.toMatchObject({
      code: "IMPORT_CLASH",
      message:
        'The apps "shop" and "blog" declare different files for the import "three": "three/x.js" and "blog/three.js".',
    });
  });

  test.each([
    ["3", "not an object"],
    ["[]", "not an object"],
    ["null", "not an object"],
    ["{ x: 3 }", "no path"],
    ["{ x: '' }", "no path"],
    ...["", "/x", "./x", "../x", "three/addons/", "https://example.com/x.js", "node:fs"].map((name) => [
      `{ ${JSON.stringify(name)}: 'x.js' }`,
      "bare name",
    ]),
  ])("%s are refused, with the app's label", async (imports, reason) => {
    await expect(importsOf(imports ?? "", "{}")).rejects.toMatchObject({
      code: "APP_CONFIG_INVALID",
      message: expect.stringMatching(new RegExp(`^The app "shop": .*\`imports\`.*${reason}`)),
    });
  });
});
