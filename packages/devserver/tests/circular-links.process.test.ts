import { renameSync, symlinkSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { startCli } from "./cli.test.support.ts";
import { createSite } from "./start-site.test.support.ts";
import { untilWatched } from "./watched-directories.test.support.ts";

test("a directory with links to itself that appears in an app's media stops no answer", async () => {
  using tree = createSite();
  using outside = createTree({ "x/b.css": "b{}" });
  for (const name of ["a", "b"]) symlinkSync(".", outside.path("x", name));
  await using server = await startCli(tree.root);
  await server.event("ready");
  await server.get("/media/blog/a.css");
  await untilWatched(server.child.pid, tree.path("blog/media"));
  renameSync(outside.path("x"), tree.path("blog/media/x"));
  // The save comes after the rename, so the rename has been handled when the new worker is reported.
  tree.write({ "blog/app.ts": `export default { routes: async (app) => app.get("/", async () => "after") };` });
  await server.event("ready", ({ cause }) => cause === "blog/app.ts");
  expect(await server.get("/media/blog/x/b.css")).toEqual({ status: 200, text: "b{}" });
  expect(await server.get("/")).toEqual({ status: 200, text: "after" });
});
