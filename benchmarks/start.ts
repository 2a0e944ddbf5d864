// `npm run bench:start`: from typing `devserver start` in the example blog, with the packages as they are published, to its
// first media file and its first page; beside it how long others take to their first page.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import os from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type InstalledBlog, installBlog } from "./installed-blog.ts";
import { installedPeers, startPeer } from "./start-peers.ts";
import { freePort } from "../tests/blog-copy.ts";

const ROUNDS = 7;
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

function row(name: string, times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other).map(Math.round);
  return `| ${name} | ${sorted[Math.floor(sorted.length / 2)]} | ${sorted[0]} | ${sorted.at(-1)} |`;
}

using blog = installBlog();
// The first run makes the database, and lasts until the compile cache is filled.
await start(blog, FILL_CACHE_MS);
const rounds: Times[] = [];
const peers = installedPeers().map((peer) => ({ peer, times: [] as number[] }));
// What is read from the disk for the first time is nobody's fault.
for (const { peer } of peers) await startPeer(peer);
for (let round = 0; round < ROUNDS; round += 1) {
  rounds.push(await start(blog));
  for (const { peer, times } of peers) times.push(await startPeer(peer));
}

console.log(`Node ${process.version}, ${os.arch()}, ${os.cpus()[0]?.model.trim()}
Medians of ${ROUNDS} starts, milliseconds since the command was started

| Until | Median | Fastest | Slowest |
| --- | ---: | ---: | ---: |
${row(
  "it listens",
  rounds.map(({ listening }) => listening),
)}
${row(
  "the first media file is answered",
  rounds.map(({ media }) => media),
)}
${row(
  "the first page is answered",
  rounds.map(({ page }) => page),
)}
${peers.map(({ peer, times }) => row(peer.name, times)).join("\n")}`);
