import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { settings, writeSite } from "./checked-site.test.support.ts";
import { startCli, until } from "./cli.test.support.ts";

test("a start says in one line how many findings a check has", async () => {
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

test("a start tells nothing about a site that is right, which it has checked", async () => {
  // The process of the check leaves a file when it ends.
  const tellsItsEnd = `
    import { writeFileSync } from "node:fs";
    if (process.argv.includes("check")) process.on("exit", () => writeFileSync("checked", ""));`;
  using tree = writeSite({ "settings.ts": `${tellsItsEnd}\n${settings()}` });
  await using server = await startCli(tree.root, [], {}, { checks: true });
  await until(() => existsSync(tree.path("checked")) || undefined);
  await server.end("SIGTERM");
  expect(server.events.filter((event) => event.kind === "warning" && event.message.includes("finding"))).toEqual([]);
});
