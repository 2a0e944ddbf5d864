// `npm run bench:start`: from typing `devserver start` in the example blog, with the packages as they are published, to its
// first media file and its first page; beside it how long others take to their first page.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type InstalledBlog, installBlog } from "./installed-blog.ts";
import { median, outputFlags, publishResult } from "./result.ts";
import { installedPeers, startPeer } from "./start-peers.ts";
import { freePort } from "../tests/blog-copy.ts";

const { values: flags } = parseArgs({ options: { rounds: { type: "string", default: "7" }, ...outputFlags } });
const ROUNDS = Number(flags.rounds);
// A worker writes what Node has compiled for it a second after its start.
const FILL_CACHE_MS = 3000;
const MEDIA = "/media/admin/css/theme.css";

/** Milliseconds since the process was spawned. */
interface Times {
  readonly listening: number;
  readonly media: number;
  readonly page: number;
}

/** @returns the time at which the answer was there, whole */
async function answered(url: URL): Promise<number> {
  const [response] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
  await response.toArray();
  if (response.statusCode !== 200) throw new Error(`${url.href} was answered with ${response.statusCode}`);
  return performance.now();
}

/** @returns the address that `devserver start --json` tells first */
async function addressOf(stdout: Readable): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const event = JSON.parse(line) as { kind: string; url: string };
    if (event.kind === "listening") {
      stdout.resume();
      return event.url;
    }
  }
  throw new Error("The server ended before it listened.");
}

async function start(blog: InstalledBlog, stayMs = 0): Promise<Times> {
  const parameters = [blog.path("node_modules/.bin/devserver"), "start", "--json", "--port", await freePort()];
  const begun = performance.now();
  const child = spawn(process.execPath, parameters, {
    cwd: blog.root,
    env: blog.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const url = await addressOf(child.stdout);
    const listening = performance.now();
    const [media, page] = await Promise.all([answered(new URL(MEDIA, url)), answered(new URL("/", url))]);
    await sleep(stayMs);
    return { listening: listening - begun, media: media - begun, page: page - begun };
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}

function row(name: string, times: readonly number[]): readonly [string, ...number[]] {
  return [name, ...[median(times), Math.min(...times), Math.max(...times)].map(Math.round)];
}

using blog = installBlog();
// The first run makes the database, and lasts until the compile cache is filled.
await start(blog, FILL_CACHE_MS);
const rounds: Times[] = [];
const { installed, skipped } = installedPeers();
const peers = installed.map((peer) => ({ peer, times: [] as number[] }));
// What is read from the disk for the first time is nobody's fault.
for (const { peer } of peers) await startPeer(peer);
for (let round = 0; round < ROUNDS; round += 1) {
  rounds.push(await start(blog));
  for (const { peer, times } of peers) times.push(await startPeer(peer));
}

const rows = [
  row(
    "it listens",
    rounds.map(({ listening }) => listening),
  ),
  row(
    "the first media file is answered",
    rounds.map(({ media }) => media),
  ),
  row(
    "the first page is answered",
    rounds.map(({ page }) => page),
  ),
  ...peers.map(({ peer, times }) => row(peer.name, times)),
];
const about = `Medians of ${ROUNDS} starts, milliseconds since the command was started`;
const tables = [{ columns: ["Until", "Median", "Fastest", "Slowest"], rows }];
publishResult({ name: "start", about, tables, skipped }, flags);
