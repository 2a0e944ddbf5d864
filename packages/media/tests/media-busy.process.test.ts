import { renameSync, rmSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { siteOf, untilSettled } from "./media.test.support.ts";
import { type ServerProcess, spawnServer } from "./server-process.test.support.ts";

const FILE = "/media/shop/x.txt";

test("each edit and each override is served at once, while many connections ask for the file without a pause", async () => {
  using tree = createTree({ "media/": "", "shop/media/x.txt": "0" });
  await using server = await spawnServer(siteOf(tree, ["shop"]));
  const others = keepAsking(server, 40);
  const seen = async (): Promise<string> => (await server.ask(FILE)).text;
  for (let version = 1; version <= 25; version += 1) {
    // The server keeps the content of a file in memory some time after it was written.
    await untilSettled(tree.path("shop/media/x.txt"));
    expect(await seen()).toBe(String(version - 1));
    tree.write({ "media/shop/x.txt": "override" });
    expect(await seen()).toBe("override");
    rmSync(tree.path("media/shop"), { recursive: true });
    expect(await seen()).toBe(String(version - 1));
    tree.write({ temporary: String(version) });
    renameSync(tree.path("temporary"), tree.path("shop/media/x.txt"));
    expect(await seen()).toBe(String(version));
  }
  await others.end();
});

/** Asks for the file on connections of their own, until it is ended. */
function keepAsking(server: ServerProcess, connections: number): { readonly end: () => Promise<unknown> } {
  const ending = new AbortController();
  const asking = Array.from({ length: connections }, async () => {
    const ask = await server.connect();
    while (!ending.signal.aborted) await ask(FILE);
  });
  return {
    end() {
      ending.abort();
      return Promise.all(asking);
    },
  };
}
