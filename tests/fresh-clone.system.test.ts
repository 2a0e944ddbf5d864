import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { startServer } from "./server-process.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));

test("a fresh clone serves the blog, its apps' media and the project's override, by npm start alone", async () => {
  using tree = createTree();
  execFileSync("git", ["clone", "-q", repository, tree.path("clone")]);
  await using server = await startServer("npm", ["start", "--", "--port", "8300"], { cwd: tree.path("clone") });

  const page = await (await fetch(`${server.address}/`)).text();
  const urls = [...page.matchAll(/(?:href|src)="(\/media\/[^"]+)"/g)].map(([, url]) => url ?? "");
  expect(urls).not.toEqual([]);
  for (const url of urls) expect([url, (await fetch(server.address + url)).status]).toEqual([url, 200]);
});
