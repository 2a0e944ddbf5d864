import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { publishShop, serveShop, shopCode, type ShopServer } from "./shop-releases.ts";

const HASHED_NAME = /[\w./]+\.[0-9a-f]{16}\.\w+/g;
/** The files of a page: two style sheets, three modules. */
const FILES = 5;

/**
 * Loads a page from one server, and each file that it or its files name from any server, as a load balancer has it.
 *
 * @returns the release of the page
 */
async function visit(servers: readonly ShopServer[]): Promise<string> {
  const anyAddress = (): string => servers[Math.floor(Math.random() * servers.length)]?.address ?? "";
  const page = await (await fetch(anyAddress())).text();
  const release = /<title>(\w+)/.exec(page)?.[1] ?? expect.unreachable(page);
  const paths = new Set(page.match(HASHED_NAME));
  for (const path of paths) {
    const answer = await fetch(anyAddress() + path);
    const text = await answer.text();
    expect([path, answer.status, text]).toEqual([path, 200, expect.stringContaining(`release ${release} `)]);
    for (const name of text.match(HASHED_NAME) ?? []) paths.add(new URL(name, `http://site${path}`).pathname);
  }
  expect(paths.size).toBe(FILES);
  return release;
}

test("each page names files of its own release alone, and all of them load, while releases are deployed and rolled back", async () => {
  using tree = createTree({ ...shopCode("a"), ...shopCode("b"), ...shopCode("c"), ...shopCode("d") });
  await publishShop(tree, "a");
  await using started = new AsyncDisposableStack();
  const start = async (release: string): Promise<ShopServer> => started.use(await serveShop(tree, release));
  const a = await start("a");
  let servers: readonly ShopServer[] = [a];
  let visited: string[] = [];
  const closing = new AbortController();
  const visitors = (async () => {
    while (!closing.signal.aborted) visited.push(await visit(servers));
  })();
  /** Lets visitors come until each of these releases has been seen. */
  const visitorsSee = async (...releases: readonly string[]): Promise<void> => {
    visited = [];
    await expect.poll(() => new Set(visited), { timeout: 20_000 }).toEqual(new Set(releases));
  };
  try {
    await visitorsSee("a");
    await publishShop(tree, "b");
    await visitorsSee("a");
    const b = await start("b");
    servers = [a, b];
    await visitorsSee("a", "b");
    servers = [b];
    await visitorsSee("b");

    // A rollback starts older code, and publishes nothing.
    servers = [b, a];
    await visitorsSee("a", "b");
    servers = [a];
    await visitorsSee("a");

    await publishShop(tree, "c");
    const c = await start("c");
    servers = [a, c];
    await visitorsSee("a", "c");
    servers = [c];
    await visitorsSee("c");
  } finally {
    closing.abort();
    await visitors;
  }

  const [stylesheet = ""] = (await (await fetch(a.address)).text()).match(HASHED_NAME) ?? [];
  expect((await fetch(a.address + stylesheet)).status).toBe(200);
  await publishShop(tree, "d");
  await expect.poll(async () => (await fetch(a.address + stylesheet)).status, { timeout: 5000 }).toBe(404);
});
