import { readdirSync, rmSync, statSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { startCli } from "./cli.test.support.ts";
import { app, createSite } from "./start-site.test.support.ts";

test("a save works after a cleaner has removed the directory of the sockets, which is private again", async () => {
  using tree = createSite();
  using temporary = createTree();
  await using server = await startCli(tree.root, [], { TMPDIR: temporary.root });
  await server.event("ready");
  const name = readdirSync(temporary.root).find((entry) => entry.startsWith("mediaroot-")) ?? "";
  for (const text of ["two", "three"]) {
    rmSync(temporary.path(name), { recursive: true });
    tree.write({ "blog/app.ts": app(`"${text}"`) });
    expect(await server.get("/")).toEqual({ status: 200, text });
    expect(statSync(temporary.path(name)).mode & 0o777).toBe(0o700);
  }
});
