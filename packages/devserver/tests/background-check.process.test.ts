import { existsSync, readFileSync } from "node:fs";
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
  const tellsItsProcess = `
    import { writeFileSync } from "node:fs";
    if (process.argv.includes("check")) writeFileSync("check", String(process.pid));`;
  using tree = writeSite({ "settings.ts": `${tellsItsProcess}\n${settings()}` });
  await using server = await startCli(tree.root, [], {}, { checks: true });
  const pid = await until(() =>
    existsSync(tree.path("check")) ? readFileSync(tree.path("check"), "utf8") || undefined : undefined,
  );
  await until(() => (existsSync(`/proc/${pid}`) ? undefined : true));
  // The server has heard of the end before it answers this.
  await server.get("/");
  await server.end("SIGTERM");
  expect(server.events.filter((event) => event.kind === "warning" && event.message.includes("finding"))).toEqual([]);
});
