import { expect, test } from "vitest";
import { writeSite } from "./checked-site.test.support.ts";
import { startCli, until } from "./cli.test.support.ts";

test("after a check beside the server, the next start takes all compiled code from the cache", async () => {
  using tree = writeSite({ "media/blog/bsae.css": "" });
  await using first = await startCli(tree.root, [], {}, { checks: true });
  await first.event("warning", ({ message }) => message.includes("finding"));
  await first.end("SIGTERM");

  await using second = await startCli(tree.root, [], { NODE_DEBUG_NATIVE: "COMPILE_CACHE" });
  expect((await second.get("/")).status).toBe(200);
  const lines = (await until(() => (second.stderr().includes("blog/app.ts was ") ? second.stderr() : undefined))).split(
    "\n",
  );
  expect(lines.filter((line) => line.includes("blog/app.ts was "))).toEqual([expect.stringContaining("was accepted")]);
  expect(lines.filter((line) => line.includes("was rejected"))).toEqual([]);
});
