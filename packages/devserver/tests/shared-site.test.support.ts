import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { afterAll, beforeAll } from "vitest";
import { type RunningCli, startCli } from "./cli.test.support.ts";

/** A site and its running server, for all tests of a `describe` or a file. */
export interface SharedSite {
  readonly tree: TestTree;
  readonly server: RunningCli;
}

/** How the server of a shared site is started. */
export interface SharedSiteOptions {
  readonly args?: readonly string[];
  readonly env?: (tree: TestTree) => NodeJS.ProcessEnv;
}

/**
 * Has the surrounding tests share one server. Each of them saves what it needs before it looks.
 *
 * @returns what is there once the tests run
 */
export function shareSite(files: Tree, options: SharedSiteOptions = {}): SharedSite {
  const { args = [], env } = options;
  let site: SharedSite | undefined;
  const started = (): SharedSite => {
    if (site === undefined) throw new Error("The site is there when the tests run.");
    return site;
  };
  beforeAll(async () => {
    const tree = createTree(files);
    site = { tree, server: await startCli(tree.root, args, env?.(tree)) };
  });
  afterAll(async () => {
    await site?.server[Symbol.asyncDispose]();
    site?.tree[Symbol.dispose]();
  });
  return {
    get tree() {
      return started().tree;
    },
    get server() {
      return started().server;
    },
  };
}
