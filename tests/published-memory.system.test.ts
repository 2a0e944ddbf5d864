import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { Agent, get, type IncomingMessage } from "node:http";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { publish, type PublishedText } from "../packages/media/tests/publication.test.support.ts";
import { installPackages } from "./installed-packages.ts";

const NAMES = 20_000;
const CONNECTIONS = 32;
const MAX_MEGABYTES = 150;
const SERVER = `
import { createServer } from "node:http";
import { loadProject } from "@mediaroot/core";
import { addMediaToApp } from "@mediaroot/media";
const app = addMediaToApp((request, response) => response.writeHead(404).end(), await loadProject());
const server = createServer(app).listen(0, "127.0.0.1", () => process.send(server.address().port));
process.once("disconnect", () => process.exit());
`;
const SETTINGS = `export default {
  DEBUG: false, ALLOWED_HOSTS: ["*"], SYNCMEDIA: { TARGET: "public", HASH: true },
  INSTALLED_APPS: [{ name: "./shop", label: "shop", media: "./media" }],
};`;

/** @returns the logical paths of the content-named half of 40,000 files of 4 to 11 KB */
function publishMany(tree: TestTree): readonly string[] {
  const noise = randomBytes(11_000).toString("latin1");
  const files = Array.from({ length: NAMES }, (_, index) => {
    const name = `shop/section-${index % 100}/picture-${index}`;
    const text = noise.slice(index % 7000);
    return { plain: `${name}.png`, hashed: `${name}.${String(index).padStart(16, "0")}.png`, text };
  });
  const all = files.flatMap(({ plain, hashed, text }): readonly [string, PublishedText][] => [
    [plain, { text }],
    [hashed, { text, hashed: true }],
  ]);
  publish(tree, "public", Object.fromEntries(all));
  return files.map(({ hashed }) => hashed);
}

/** Asks for each path once. */
async function askAll(port: number, paths: readonly string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const waiting = paths.values();
  const askInTurn = async (): Promise<void> => {
    for (const path of waiting) {
      const asked = get({ host: "127.0.0.1", port, path: `/media/${path}`, agent });
      const [answer] = (await once(asked, "response")) as [IncomingMessage];
      expect(answer.statusCode).toBe(200);
      await once(answer.resume(), "end");
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, askInTurn));
  agent.destroy();
}

test.skipIf(!existsSync("/proc/self/status"))(
  `${NAMES} different files of a publication of ${2 * NAMES} are served in ${MAX_MEGABYTES} MB (needs /proc)`,
  async () => {
    using tree = createTree({ "package.json": `{ "private": true }`, "server.mjs": SERVER, "settings.mjs": SETTINGS });
    tree.write({ "media/": "", "shop/media/": "" });
    installPackages(tree.root);
    const paths = publishMany(tree);
    const server = fork(tree.path("server.mjs"), { cwd: tree.root, execArgv: [] });
    const [port] = (await once(server, "message")) as [number];
    await askAll(port, paths);
    const [, most] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8")) ?? [];
    server.disconnect();
    await once(server, "exit");
    console.log(`It took ${Math.round(Number(most) / 1024)} MB.`);
    expect(Number(most) / 1024).toBeLessThan(MAX_MEGABYTES);
  },
);
