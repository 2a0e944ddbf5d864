import { expect, test } from "vitest";
import { writeSite } from "./checked-site.test.support.ts";
import { runCli, startCli, until } from "./cli.test.support.ts";

test("after a check beside the server, and one by hand, the next start takes all compiled code from the cache", async () => {
  using tree = writeSite({ "media/blog/bsae.css": "" });
  // The cache is then in the temporary directory of this test, where no other command writes.
  const env = { NODE_COMPILE_CACHE: undefined, TMPDIR: tree.root };
  await using first = await startCli(tree.root, [], env);
  expect((await first.get("/")).status).toBe(200);
  await first.end("SIGTERM");

  await using checked = await startCli(tree.root, [], env, { checks: true });
  await checked.event("warning", ({ message }) => message.includes("finding"));
  await checked.end("SIGTERM");
  expect((await runCli(tree.root, ["check"], env)).code).toBe(0);

  await using last = await startCli(tree.root, [], { ...env, NODE_DEBUG_NATIVE: "COMPILE_CACHE" });
  expect((await last.get("/")).status).toBe(200);
  const lines = (await until(() => (last.stderr().includes("blog/app.ts was ") ? last.stderr() : undefined))).split(
    "\n",
  );
  expect(lines.filter((line) => line.includes("blog/app.ts was "))).toEqual([expect.stringContaining("was accepted")]);
  expect(lines.filter((line) => line.includes("was rejected"))).toEqual([]);
});
