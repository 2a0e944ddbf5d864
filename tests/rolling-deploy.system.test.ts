import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { freePort } from "./blog-copy.ts";
import { hasBrowser, openPage } from "./browser.ts";
import { publishShop, serveShop, shopCode } from "./shop-releases.ts";

describe.skipIf(!hasBrowser)("a tab that is open during deploys (needs /usr/bin/chromium)", () => {
  test("still loads its own modules, and the new release when it is reloaded", async () => {
    using tree = createTree({ ...shopCode("a"), ...shopCode("b"), ...shopCode("c") });
    await publishShop(tree, "a");
    const port = Number(await freePort());
    const before = await serveShop(tree, "a", port);
    await using visit = await openPage(before.address);
    const { page, complaints } = visit;
    await page.goto("/");
    for (const release of ["b", "c"]) await publishShop(tree, release);
    await before[Symbol.asyncDispose]();
    await using after = await serveShop(tree, "c", port);
    expect(after.address).toBe(before.address);
    await page.getByRole("button", { name: "Pay" }).click();
    await expect.poll(() => page.title()).toBe("payment of a");
    await page.reload();
    await page.getByRole("button", { name: "Pay" }).click();
    await expect.poll(() => page.title()).toBe("payment of c");
    expect(complaints).toEqual([]);
  });
});
