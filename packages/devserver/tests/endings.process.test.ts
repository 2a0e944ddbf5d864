import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startCli, until, workersIn } from "./cli.test.support.ts";

/** An app that catches what would end it, and goes on by itself. */
const APP = `
import { writeFileSync } from "node:fs";
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
setInterval(() => {}, 1000);
export default { routes: async (app) => {
  app.get("/", async () => "one");
  app.get("/loop", async () => { writeFileSync(import.meta.dirname + "/looping", ""); for (;;); });
} };`;
const site = (): TestTree =>
  createTree({
    "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.mjs": APP,
  });

describe("the end of devserver start", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "after %s it ends with %d and leaves no process, whatever signals the app catches",
    async (signal, code) => {
      using tree = site();
      await using server = await startCli(tree.root);
      expect((await server.get("/")).text).toBe("one");
      expect(await server.end(signal)).toBe(code);
      expect(workersIn(tree.root)).toEqual([]);
    },
  );

  test("comes with a sentence and exit code 1 when the project's directory is deleted", async () => {
    using place = createTree({ "tmp/": "" });
    using tree = site();
    await using server = await startCli(tree.root, [], { TMPDIR: place.path("tmp") });
    await server.event("ready");
    rmSync(tree.root, { recursive: true });
    const [code] = (await once(server.child, "exit")) as [number];
    expect(code).toBe(1);
    expect(server.events.at(-1)).toMatchObject({ kind: "warning", message: expect.stringContaining(tree.root) });
  });

  test.each(["SIGTERM", "SIGKILL"] as const)("after %s a looping worker is gone too", async (signal) => {
    using tree = site();
    await using server = await startCli(tree.root);
    void server.get("/loop").catch(() => undefined);
    await until(() => (existsSync(tree.path("blog/looping")) ? true : undefined));
    expect(workersIn(tree.root)).not.toEqual([]);
    await server.end(signal);
    expect(await until(() => (workersIn(tree.root).length === 0 ? "none" : undefined))).toBe("none");
  });
});
