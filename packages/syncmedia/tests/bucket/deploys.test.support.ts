import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { hasBrowser, openPage } from "../../../../tests/browser.ts";
import { startLoadBalancer } from "../../../../tests/load-balancer.ts";
import { publishShop, serveShop, shopCode, type ShopServer } from "../../../../tests/shop-releases.ts";
import { visitShop } from "../../../../tests/shop-visit.ts";
import type { BucketSuite } from "./bucket-suite.test.support.ts";
import { ownerOf } from "./bucket-view.test.support.ts";

const CLIENTS = 20;

/** Tests two application servers whose media comes from one bucket. */
export function testDeploys(suite: BucketSuite): void {
  const title =
    "has every file of every page's own release, for browsers and 20 clients, while releases are deployed and rolled back";
  test.skipIf(!hasBrowser)(`${title} (needs /usr/bin/chromium)`, async () => {
    await allowModulesFromOtherOrigins();
    const { endpoint } = suite.server;
    const media = { target: "s3://media/shop", url: `${endpoint}/media/shop/` };
    using tree = createTree({ ...shopCode("a", media), ...shopCode("b", media), ...shopCode("c", media) });
    await using started = new AsyncDisposableStack();
    const start = async (release: string): Promise<ShopServer> => started.use(await serveShop(tree, release));
    await publishShop(tree, "a");
    const balancer = started.use(await startLoadBalancer((await start("a")).address, (await start("a")).address));
    const { page, complaints } = started.use(await openPage(balancer.address, { origins: [endpoint] }));

    let [visited, seen] = [new Set<string>(), new Set<string>()];
    const closing = new AbortController();
    const loop = async (visit: () => Promise<void>): Promise<void> => {
      while (!closing.signal.aborted) await visit();
    };
    const visitors = [
      loop(async () => {
        const current = seen;
        await page.goto("/");
        const release = await page.title();
        await page.getByRole("button", { name: "Pay" }).click();
        await expect.poll(() => page.title(), { timeout: 10_000 }).toBe(`payment of ${release}`);
        current.add(release);
      }),
      ...Array.from({ length: CLIENTS }, () => loop(async () => void visited.add(await visitShop(balancer.address)))),
    ];
    /** Lets clients and the browser come until all have seen these releases and no others. */
    const visitorsSee = async (...releases: readonly string[]): Promise<void> => {
      [visited, seen] = [new Set(), new Set()];
      const expected = new Set(releases);
      await expect.poll(() => [visited, seen], { timeout: 30_000 }).toEqual([expected, expected]);
    };
    /** Replaces one server after the other. */
    const deploy = async (release: string, before: string): Promise<void> => {
      balancer.servers = [balancer.servers[0] ?? "", (await start(release)).address];
      await visitorsSee(before, release);
      balancer.servers = [balancer.servers[1] ?? "", (await start(release)).address];
      await visitorsSee(release);
    };
    try {
      await visitorsSee("a");
      await publishShop(tree, "b");
      await deploy("b", "a");
      // A rollback starts older code, and publishes nothing.
      await deploy("a", "b");
      await publishShop(tree, "c");
      await deploy("c", "a");
    } finally {
      closing.abort();
      await Promise.all(visitors);
    }
    expect(complaints).toEqual([]);
  });

  /** As docs/deployment.md says. */
  async function allowModulesFromOtherOrigins(): Promise<void> {
    const rule =
      "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod>";
    const body = `<CORSConfiguration><CORSRule>${rule}</CORSRule></CORSConfiguration>`;
    const { endpoint } = suite.server;
    const answer = await ownerOf(suite.server).fetch(`${endpoint}/media?cors`, { method: "PUT", body });
    if (!answer.ok) throw new Error(await answer.text());
  }
}
