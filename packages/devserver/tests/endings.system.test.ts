import { existsSync, readdirSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { processesIn, startCli, until, workersIn } from "./cli.test.support.ts";

const app = (answer: string): string => `
import { writeFileSync } from "node:fs";
process.on("SIGTERM", () => {});
export default { routes: async (app) => {
  app.get("/", async () => "${answer}");
  app.get("/loop", async () => { writeFileSync(import.meta.dirname + "/looping", ""); for (;;); });
} };`;

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["SIGKILL", null],
] as const)(
  "after %s no process is left: not the worker, its spare, nor one that was replaced and loops for ever",
  async (signal, code) => {
    using tree = createTree({
      "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
      "blog/app.mjs": app("one"),
    });
    await using server = await startCli(tree.root);
    expect((await server.get("/")).text).toBe("one");
    void server.get("/loop").catch(() => undefined);
    await until(() => (existsSync(tree.path("blog/looping")) ? true : undefined));
    const [looping] = workersIn(tree.root);
    tree.write({ "blog/app.mjs": app("two") });
    expect((await server.get("/")).text).toBe("two");
    expect(workersIn(tree.root)).toContain(looping);
    expect(await server.end(signal)).toBe(code);
    if (signal !== "SIGKILL") {
      expect(workersIn(tree.root)).toEqual([]);
      expect(socketDirectories(tree.root)).toEqual([]);
    }
    await expect.poll(() => processesIn(tree.root), { timeout: 20_000 }).toEqual([]);
    expect(socketDirectories(tree.root)).toEqual([]);
  },
);

test("where the shell that looks after the front was killed, another one does after the next save", async () => {
  using tree = createTree({
    "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.mjs": app("one"),
  });
  await using server = await startCli(tree.root);
  expect((await server.get("/")).text).toBe("one");
  const shells = processesIn(tree.root).filter((pid) => !workersIn(tree.root).includes(pid));
  expect(shells).toHaveLength(1);
  for (const shell of shells) process.kill(shell, "SIGKILL");
  tree.write({ "blog/app.mjs": app("two") });
  expect((await server.get("/")).text).toBe("two");
  void server.get("/loop").catch(() => undefined);
  await until(() => (existsSync(tree.path("blog/looping")) ? true : undefined));
  await server.end("SIGKILL");
  await expect.poll(() => processesIn(tree.root), { timeout: 20_000 }).toEqual([]);
});

function socketDirectories(root: string): readonly string[] {
  return readdirSync(root).filter((name) => name.startsWith("mediaroot-"));
}
