import { expect, test } from "vitest";
import { writeSite } from "./checked-site.test.support.ts";
import { startCli } from "./cli.test.support.ts";

test("a start tells in one line how many findings a check has", async () => {
  using tree = writeSite({
    "media/blog/bsae.css": "",
    "shop/templates/shop/cart.html": `{% include "shop/none.html" %}`,
  });
  await using server = await startCli(tree.root, [], {}, { checks: true });
  expect(await server.event("warning", ({ message }) => message.includes("findings"))).toMatchObject({
    message: "2 findings: devserver check",
  });
  expect((await server.get("/")).status).toBe(200);
});
