import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { startLoadBalancer } from "./load-balancer.ts";
import { publishShop, serveShop, shopCode, type ShopServer } from "./shop-releases.ts";
import { namesIn, visitShop } from "./shop-visit.ts";

test("each page names files of its own release alone, and all of them load, while releases are deployed and rolled back", async () => {
  using tree = createTree({ ...shopCode("a"), ...shopCode("b"), ...shopCode("c"), ...shopCode("d") });
  await publishShop(tree, "a");
  await using started = new AsyncDisposableStack();
  const start = async (release: string): Promise<ShopServer> => started.use(await serveShop(tree, release));
  const a = await start("a");
  const balancer = started.use(await startLoadBalancer(a.address));
  const balance = (...servers: readonly ShopServer[]): void => {
    balancer.servers = servers.map(({ address }) => address);
  };
  let visited: string[] = [];
  const closing = new AbortController();
  const visitors = (async () => {
    while (!closing.signal.aborted) visited.push(await visitShop(balancer.address));
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
    balance(a, b);
    await visitorsSee("a", "b");
    balance(b);
    await visitorsSee("b");

    // A rollback starts older code, and publishes nothing.
    balance(b, a);
    await visitorsSee("a", "b");
    balance(a);
    await visitorsSee("a");

    await publishShop(tree, "c");
    const c = await start("c");
    balance(a, c);
    await visitorsSee("a", "c");
    balance(c);
    await visitorsSee("c");
  } finally {
    closing.abort();
    await visitors;
  }

  const [stylesheet = ""] = namesIn(await (await fetch(a.address)).text(), a.address);
  expect((await fetch(stylesheet)).status).toBe(200);
  await publishShop(tree, "d");
  await expect.poll(async () => (await fetch(stylesheet)).status, { timeout: 5000 }).toBe(404);
});
