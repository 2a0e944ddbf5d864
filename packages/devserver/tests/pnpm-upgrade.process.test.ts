import { renameSync, rmSync, symlinkSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { startCli, until } from "./cli.test.support.ts";

/** Turns the link of a package to another version, as pnpm does: the new link is renamed over the old one. */
function link(tree: TestTree, version: number): void {
  symlinkSync(`.pnpm/katex@${version}/node_modules/katex`, tree.path("node_modules/katex-new"));
  renameSync(tree.path("node_modules/katex-new"), tree.path("node_modules/katex"));
}

test("media of a package that pnpm has linked is answered after its upgrade too", async () => {
  const version = (number: number): string => `node_modules/.pnpm/katex@${number}/node_modules/katex`;
  using tree = createTree({
    "settings.mjs": 'export default { DEBUG: true, INSTALLED_APPS: [{ name: "katex", media: "dist" }] };',
    [`${version(1)}/package.json`]: '{ "name": "katex" }',
    [`${version(1)}/dist/katex.js`]: "1",
    [`${version(1)}/dist/old.js`]: "old",
  });
  link(tree, 1);
  await using server = await startCli(tree.root);
  await server.event("ready");
  expect(await server.get("/media/katex/katex.js")).toEqual({ status: 200, text: "1" });
  for (const next of [2, 3]) {
    tree.write({
      [`${version(next)}/package.json`]: '{ "name": "katex" }',
      [`${version(next)}/dist/katex.js`]: String(next),
    });
    link(tree, next);
    rmSync(tree.path(version(next - 1)), { recursive: true });
    await until(async () => ((await server.get("/media/katex/katex.js")).text === String(next) ? true : undefined));
    expect((await server.get("/media/katex/old.js")).status).toBe(404);
  }
});
