import { expect } from "vitest";
import { loadProject } from "../src/project/project.ts";
import { createTree, type TestTree, type Tree } from "../src/testing.ts";

/**
 * Makes a project.
 *
 * @param settings what `settings.mjs` exports, as source text
 */
export function projectTree(settings: string, tree: Tree = {}): TestTree {
  return createTree({ "settings.mjs": `export default ${settings};`, ...tree });
}

/** @returns the error that loading such a project ends with; fails when it loads */
export async function faultOf(
  settings: string,
  tree: Tree = {},
): Promise<{ code: string; message: string; fix: string }> {
  using project = projectTree(settings, tree);
  return await loadProject({ directory: project.root }).then(
    () => expect.unreachable("the project loads"),
    (error: unknown) => error as { code: string; message: string; fix: string },
  );
}
