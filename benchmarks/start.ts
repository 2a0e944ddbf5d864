// `npm run bench:start`: from typing `devserver start` in the example blog, with the packages as they are published, to its
// first media file and its first page; beside it the blog's own start, and how long others take to their first page.
import { parseArgs } from "node:util";
import { installBlog } from "./installed-blog.ts";
import { median, outputFlags, publishResult } from "./result.ts";
import { DEVSERVER, OWN_SERVER, startBlog, type StartTimes, timeImport, writePeers } from "./start-blog.ts";
import { installedPeers, startPeer } from "./start-peers.ts";

const { values: flags } = parseArgs({ options: { rounds: { type: "string", default: "7" }, ...outputFlags } });
const ROUNDS = Number(flags.rounds);
// A worker writes what Node has compiled for it a second after its start.
const FILL_CACHE_MS = 3000;
const PARTS = [
  "fastify",
  "@mediaroot/core",
  "@mediaroot/templates",
  "zod",
  "markdown-it",
  "node:sqlite",
  "./teslablog/app.ts",
];

function row(name: string, times: readonly number[], base?: number): readonly [string, ...(number | undefined)[]] {
  const ratio = base === undefined ? undefined : Math.round((median(times) / base) * 100) / 100;
  return [name, ...[median(times), Math.min(...times), Math.max(...times)].map(Math.round), ratio];
}

using blog = installBlog();
writePeers(blog);
// The first run makes the database, and lasts until the compile cache is filled.
await startBlog(blog, DEVSERVER, FILL_CACHE_MS);
await startBlog(blog, OWN_SERVER);
const { installed, skipped } = installedPeers();
const peers = installed.map((peer) => ({ peer, times: [] as number[] }));
// What is read from the disk for the first time is nobody's fault.
for (const { peer } of peers) await startPeer(peer);
const parts = PARTS.map((specifier) => ({ specifier, times: [] as number[] }));
for (const { specifier } of parts) timeImport(blog, specifier);

const rounds: StartTimes[] = [];
const own: StartTimes[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  rounds.push(await startBlog(blog, DEVSERVER));
  own.push(await startBlog(blog, OWN_SERVER));
  for (const { peer, times } of peers) times.push(await startPeer(peer));
  for (const { specifier, times } of parts) times.push(timeImport(blog, specifier));
}

const pagesOf = (times: readonly StartTimes[]): readonly number[] => times.map(({ page }) => page);
const base = median(pagesOf(own));
const starts = [
  row(
    "it listens",
    rounds.map(({ listening }) => listening),
  ),
  row(
    "the first media file is answered",
    rounds.map(({ media }) => media),
  ),
  row("the first page is answered", pagesOf(rounds), base),
  row("the blog's own server, the same page", pagesOf(own), base),
  ...peers.map(({ peer, times }) => row(peer.name, times, base)),
];
const costs = [
  ...parts.map(({ specifier, times }) => row(`import of ${specifier}`, times, base)),
  row(
    "from listening to the page",
    own.map(({ listening, page }) => page - listening),
    base,
  ),
];
const columns = (name: string, ratio: string): readonly string[] => [name, "Median", "Fastest", "Slowest", ratio];
const about = `Medians of ${ROUNDS} starts, milliseconds since the command was started`;
const tables = [
  { columns: columns("Until", "Median / the blog's own server"), rows: starts },
  {
    title: "What the blog's own server spends it on, in milliseconds",
    columns: columns("Part", "Share of its start"),
    rows: costs,
  },
];
publishResult({ name: "start", about, tables, skipped }, flags);
