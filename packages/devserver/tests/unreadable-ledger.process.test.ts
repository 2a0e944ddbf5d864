import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, symlinkSync } from "node:fs";
import { getuid } from "node:process";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { type RunningCli, startCli } from "./cli.test.support.ts";
import { siteFiles } from "./start-site.test.support.ts";

const ledgerOf = (tree: TestTree): string => tree.path("media/.syncmedia/ledger.json");

test.each([
  ["is a directory", (tree: TestTree) => mkdirSync(ledgerOf(tree))],
  ["is a link to itself", (tree: TestTree) => symlinkSync("ledger.json", ledgerOf(tree))],
  ["is a named pipe that nobody writes to", (tree: TestTree) => void execFileSync("mkfifo", [ledgerOf(tree)])],
  ["is a link to what only its owner may read", (tree: TestTree) => symlinkSync("/proc/1/mem", ledgerOf(tree))],
])("a ledger that %s fails no answer", async (_, make) => {
  using tree = createTree({ ...siteFiles(), "media/.syncmedia/.keep": "", "media/blog/b.css": "b{}" });
  make(tree);
  await using server = await startCli(tree.root);
  expect(await answersOf(server)).toEqual(ALL);
});

test.skipIf(getuid?.() !== 0)(
  "a ledger that root has kept for itself fails no answer to its owner's server",
  async () => {
    using tree = createTree({ ...siteFiles(), "media/.syncmedia/ledger.json": "{}", "media/blog/b.css": "b{}" });
    const nobody = 65_534;
    execFileSync("chown", ["-R", String(nobody), tree.root]);
    chownSync(ledgerOf(tree), 0, 0);
    chmodSync(ledgerOf(tree), 0o600);
    const by = ["setpriv", "--reuid", String(nobody), "--clear-groups"];
    await using server = await startCli(tree.root, [], { HOME: tree.root }, { by });
    expect(await answersOf(server)).toEqual(ALL);
  },
);

const ALL = { page: "one", app: "a{}", project: "b{}", listing: 200, warning: true };

async function answersOf(server: RunningCli): Promise<typeof ALL> {
  const listing = await server.get("/media/blog/", { headers: { accept: "text/html" } });
  return {
    page: (await server.get("/")).text,
    app: (await server.get("/media/blog/a.css")).text,
    project: (await server.get("/media/blog/b.css")).text,
    listing: listing.status,
    warning: JSON.stringify(await server.event("warning")).includes("ledger.json"),
  };
}
