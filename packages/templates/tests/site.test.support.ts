import { loadAppConfig, loadProject } from "@mediaroot/core";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { TemplateError } from "../src/errors.ts";
import type { TemplateWarning } from "../src/errors.ts";
import { createTemplates, type Templates, type TemplatesOptions } from "../src/render/templates.ts";

/** A site of the apps `blog` and `admin`, in that order, on a real tree. */
export interface TestSite extends Templates, Disposable {
  readonly tree: TestTree;
  readonly warnings: readonly TemplateWarning[];
  /** @returns what rendering throws; fails when it throws nothing, or something of another kind */
  refusal(name: string | readonly string[], context?: object): TemplateError;
  /** @returns where an error or a warning is: `blog/templates/x.html:2:5` */
  placeOf(reported: { readonly location: TemplateError["location"] }): string;
}

/**
 * Makes a site. DEBUG is on unless the settings say otherwise.
 *
 * @param files of the project; an app's code is `blog/app.mjs`
 */
export async function createSite(files: Tree, settings: object = {}, options?: TemplatesOptions): Promise<TestSite> {
  const all = { DEBUG: true, INSTALLED_APPS: ["./blog", "./admin"], ...settings };
  const tree = createTree({
    "blog/": "",
    "admin/": "",
    "settings.mjs": `export default ${JSON.stringify(all)};`,
    ...files,
  });
  try {
    return await siteOf(tree, options);
  } catch (error) {
    tree[Symbol.dispose]();
    throw error;
  }
}

async function siteOf(tree: TestTree, options: TemplatesOptions | undefined): Promise<TestSite> {
  const project = await loadProject({ directory: tree.root });
  const apps = await Promise.all(project.registry.apps.map((app) => loadAppConfig(app)));
  const warnings: TemplateWarning[] = [];
  const templates = createTemplates(project, apps, { onWarning: (warning) => warnings.push(warning), ...options });
  return {
    ...templates,
    tree,
    warnings,
    refusal(name, context) {
      try {
        templates.render(name, context);
      } catch (error) {
        if (error instanceof TemplateError) return error;
        throw error;
      }
      throw new Error(`${String(name)} renders`);
    },
    placeOf({ location }) {
      if (location === undefined) return "nowhere";
      return `${location.file.replace(`${tree.root}/`, "")}:${location.line}:${location.column}`;
    },
    [Symbol.dispose]: () => tree[Symbol.dispose](),
  };
}
