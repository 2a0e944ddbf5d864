import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "./blog-copy.ts";
import { type LocalRegistry, publishPackages, startRegistry } from "./local-registry.ts";
import { startServer } from "./server-process.ts";

let registry: LocalRegistry;
let tree: TestTree;

beforeAll(async () => {
  registry = await startRegistry();
  publishPackages(registry);
  tree = createTree();
}, 240_000);

afterAll(async () => {
  tree[Symbol.dispose]();
  await registry[Symbol.asyncDispose]();
});

/** @returns what a command prints; it must succeed */
function run(directory: string, command: string): string {
  const options = { cwd: tree.path(directory), env: registry.environment, encoding: "utf8", shell: true } as const;
  const { status, stdout, stderr } = spawnSync(command, options);
  if (status !== 0) throw new Error(`${command} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

describe("a new site, from a registry with the published packages,", () => {
  beforeAll(() => void run(".", "npm create --yes mediaroot@latest my-site -- --install"), 240_000);

  test("starts in development with its page and media", async () => {
    const options = { cwd: tree.path("my-site"), env: registry.environment };
    await using server = await startServer("npm", ["run", "dev", "--", "--port", await freePort()], options);
    expect(await (await fetch(`${server.address}/`)).text()).toContain("<h1>It works</h1>");
    expect((await fetch(`${server.address}/media/home/css/home.css`)).status).toBe(200);
  });

  test("passes its tests and its checks, with the types of all packages checked too", () => {
    expect(run("my-site", "npm test")).toMatch(/pass [1-9]/);
    run("my-site", "npm run check");
    expect(readFileSync(tree.path("my-site/tsconfig.json"), "utf8")).not.toContain("skipLibCheck");
  });

  test("is deployed, and starts as in production", async () => {
    run("my-site", "npm run deploy");
    const env = { ...registry.environment, PORT: await freePort() };
    await using server = await startServer("npm", ["start"], { cwd: tree.path("my-site"), env });
    const page = await (await fetch(`${server.address}/`)).text();
    const [, css = ""] = /href="(\/media\/home\/css\/home\.[0-9a-f]{16}\.css)"/.exec(page) ?? [];
    expect((await fetch(server.address + css)).headers.get("cache-control")).toContain("immutable");
    const missing = await fetch(`${server.address}/nowhere`, { headers: { accept: "text/html" } });
    expect(await missing.text()).toContain("There is no page at <code>/nowhere</code>");
  });
});
