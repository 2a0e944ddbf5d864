import { describe, expect, test } from "vitest";
import { loadAppConfig } from "./load-app-config.ts";
import { projectTree } from "../../tests/project.test.support.ts";
import { loadProject } from "../project/project.ts";
import type { Tree } from "../testing.ts";

describe("an app's own code", () => {
  const load = async (source: string): Promise<unknown> => {
    using tree = projectTree("{ INSTALLED_APPS: ['./admin'] }", { "admin/app.mjs": source });
    const { registry } = await loadProject({ directory: tree.root });
    return await loadAppConfig(registry.get("admin"));
  };

  test("is not run by loadProject, and need not be there", async () => {
    using tree = projectTree("{ INSTALLED_APPS: ['./admin'] }", { "admin/": "" });
    const { registry } = await loadProject({ directory: tree.root });
    expect(await loadAppConfig(registry.get("admin"))).toMatchObject({ configFile: undefined, config: {} });
  });

  test("that waits for what never comes is reported", async () => {
    using tree = projectTree("{ INSTALLED_APPS: ['./admin'] }", {
      "admin/app.mjs": "await new Promise(() => {}); export default {};",
    });
    const { registry } = await loadProject({ directory: tree.root });
    await expect(loadAppConfig(registry.get("admin"), { patience: 0.1 })).rejects.toMatchObject({
      code: "APP_UNFINISHED",
      message: expect.stringContaining(tree.path("admin/app.mjs")),
    });
  });

  test("is what its app file exports", async () => {
    expect(await load("export default { templates: 'views' };")).toMatchObject({ config: { templates: "views" } });
  });

  test.each(["3", "''", "'a\\0b'", "null", "{ dir: 3 }", "{ dir: '' }"])(
    "whose templates are %s is refused",
    async (templates) => {
      await expect(load(`export default { templates: ${templates} };`)).rejects.toMatchObject({
        code: "APP_CONFIG_INVALID",
        message: expect.stringContaining("`templates`"),
      });
    },
  );

  test("that throws keeps its own error, stack and all", async () => {
    await expect(load("throw new Error('app is broken');")).rejects.toMatchObject({
      code: "APP_IMPORT_FAILED",
      message: expect.stringContaining('"admin"'),
      cause: expect.objectContaining({ message: "app is broken", stack: expect.stringContaining("app.mjs") }),
    });
  });

  test("names the line that threw", async () => {
    await expect(load("const x = 1;\nthrow new Error('no');")).rejects.toMatchObject({
      message: expect.stringMatching(/: no \(\/.*admin\/app\.mjs:2\)$/),
    });
  });

  test("is JavaScript in node_modules, where Node strips no types", async () => {
    const both = {
      "app.ts": "export default { templates: 'ts' as string };",
      "app.js": "export default { templates: 'js' };",
    };
    const at = (directory: string): Tree =>
      Object.fromEntries(Object.entries(both).map(([name, text]) => [`${directory}/${name}`, text]));
    using tree = projectTree("{ INSTALLED_APPS: ['blog', 'linked', { name: './own' }] }", {
      "package.json": '{"type":"module"}',
      "node_modules/blog/package.json": '{"type":"module"}',
      ...at("node_modules/blog"),
      ...at("own"),
      ...at("packages/linked"),
      "node_modules/linked": { link: "../packages/linked" },
    });
    const { registry } = await loadProject({ directory: tree.root });
    const templatesOf = async (label: string): Promise<unknown> =>
      (await loadAppConfig(registry.get(label))).config.templates;
    expect(await templatesOf("blog")).toBe("js");
    expect(await templatesOf("own")).toBe("ts");
    expect(await templatesOf("linked")).toBe("ts");
  });

  test("in TypeScript alone in node_modules learns what to ship", async () => {
    using tree = projectTree("{ INSTALLED_APPS: ['blog'] }", { "node_modules/blog/app.ts": "export default {};" });
    const { registry } = await loadProject({ directory: tree.root });
    await expect(loadAppConfig(registry.get("blog"))).rejects.toMatchObject({
      code: "APP_IMPORT_FAILED",
      fix: expect.stringContaining("ship JavaScript"),
    });
  });

  test("that exports nothing is reported", async () => {
    await expect(load("export const x = 1;")).rejects.toMatchObject({ code: "APP_CONFIG_INVALID" });
  });
});
