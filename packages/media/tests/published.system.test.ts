import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, get, type IncomingMessage } from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";
import type { MediaSite } from "@mediaroot/core";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { siteOf } from "./media.test.support.ts";
import { publish } from "./publication.test.support.ts";

const SERVER = path.join(import.meta.dirname, "media-server.test.support.ts");

interface ServerProcess extends AsyncDisposable {
  statusOf(target: string): Promise<number | undefined>;
}

/** Serves a site in a process of its own. */
async function spawnServer(site: MediaSite, prefix: readonly string[] = []): Promise<ServerProcess> {
  const [command = "", ...args] = [...prefix, process.execPath, SERVER, JSON.stringify(site)];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const { value: port } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const agent = new Agent({ keepAlive: true });
  return {
    async statusOf(target) {
      const asked = get({ host: "127.0.0.1", port: Number(port), path: target, agent });
      const [answer] = (await once(asked, "response")) as [IncomingMessage];
      answer.resume();
      await once(answer, "end");
      return answer.statusCode;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

describe("a publication that is served in production", () => {
  test.skipIf(spawnSync("strace", ["-V"]).error !== undefined)(
    "is answered from memory, and a path that is not there without reading a directory (needs strace)",
    async () => {
      using tree = createTree({ "media/": "", "admin/media/": "" });
      const published = Array.from({ length: 200 }, (_, index) => [`admin/${index}.css`, { text: "a", hashed: true }]);
      publish(tree, "public", Object.fromEntries(published) as Parameters<typeof publish>[2]);
      const site = siteOf(tree, ["admin"], { debug: false, publication: tree.path("public") });
      const trace = tree.path("trace.txt");
      const strace = ["strace", "-f", "-qq", "-e", "trace=%file,getdents64", "-o", trace];
      {
        await using server = await spawnServer(site, strace);
        for (let times = 0; times < 50; times += 1) {
          expect(await server.statusOf("/media/admin/7.css")).toBe(200);
          expect(await server.statusOf("/media/admin/none.css")).toBe(404);
        }
      }
      const calls = readFileSync(trace, "utf8").split("\n");
      const opened = calls.filter((call) => call.includes("admin/7.css"));
      expect(opened.map((call) => call.includes("openat("))).toEqual([true]);
      const begun = calls.findIndex((call) => call.includes("admin/7.css"));
      expect(calls.slice(begun).filter((call) => call.includes("getdents64("))).toEqual([]);
    },
  );
});
