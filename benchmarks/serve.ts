import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { createTree, type Tree } from "@mediaroot/core/testing";
import { publish } from "../packages/media/tests/publication.test.support.ts";
import { load, type LoadOptions, missingMeans, type Running, start } from "./pinned.ts";
import { median, outputFlags, publishResult, type ResultTable } from "./result.ts";
import { type ContenderName, contenders, type Served } from "./serve-contenders.ts";

// How fast a small media file is served, beside peers: `npm run bench:serve`. Each contender is a process pinned to one
// core, wrk is pinned to another; rounds are interleaved, so that whatever else the machine does falls on all alike.

interface Round {
  readonly perSecond: number;
  /** Microseconds of CPU per request. */
  readonly cpu: number;
}

const FILES = 5000;
const CASES = [
  { title: "A file of 1 KB", file: "css/site.css" },
  { title: `The same in a directory of ${FILES} files`, file: "many/site.css" },
] as const;
const TEXT = "a { color: #123456 }\n".repeat(49).slice(0, 1024);
const OWN: ContenderName = "addMediaToApp";
const BARE: ContenderName = "node:http, a buffer in memory";
const CONNECTION_HEADERS = new Set(["date", "connection", "keep-alive"]);

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "2" },
    connections: { type: "string", default: "32" },
    ...outputFlags,
  },
});
const rounds = Number(values.rounds);
const options: LoadOptions = { connections: Number(values.connections), seconds: Number(values.seconds) };

const missing = missingMeans();
if (missing === undefined) await benchmark();
else {
  console.error(missing);
  process.exitCode = 1;
}

async function benchmark(): Promise<void> {
  using site = createTree(siteTree());
  publish(site, "public", Object.fromEntries(CASES.map(({ file }) => [`shop/${file}`, { text: TEXT }])));
  const tables: ResultTable[] = [];
  for (const { title, file } of CASES) tables.push({ title, ...tableOf(await measureCase(site.root, file)) });
  const about = `Medians of ${rounds} rounds of ${options.seconds} s, ${options.connections} connections`;
  publishResult({ name: "serve", about, tables }, values);
}

function siteTree(): Tree {
  const files = CASES.map(({ file }) => [`shop/media/${file}`, TEXT]);
  const others = Array.from({ length: FILES - 1 }, (_, index) => [`shop/media/many/${index + 1}.css`, ""]);
  return Object.fromEntries([["media/", ""], ...files, ...others]) as Tree;
}

async function measureCase(root: string, file: string): Promise<ReadonlyMap<ContenderName, readonly Round[]>> {
  const url = `/media/shop/${file}`;
  const served: Served = { root, file: `shop/media/${file}`, headers: await headersOf(root, url) };
  using running = new DisposableStack();
  const all: Running[] = [];
  for (const name of Object.keys(contenders) as ContenderName[]) all.push(running.use(await start(name, served)));
  for (const { name, origin } of all) {
    await check(name, origin + url, readFileSync(path.join(root, served.file)));
    await load(origin + url, { ...options, seconds: 1 });
  }
  const results = new Map<ContenderName, Round[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of all) results.get(contender.name)?.push(await measure(contender, url));
  }
  return results;
}

/** Those of our own answer, for bare node:http to send the same. */
async function headersOf(root: string, url: string): Promise<readonly string[]> {
  using own = await start(OWN, { root, file: "", headers: [] });
  const { headers } = await fetch(own.origin + url);
  return [...headers].filter(([name]) => !CONNECTION_HEADERS.has(name)).flat();
}

async function check(name: string, url: string, bytes: Buffer): Promise<void> {
  const answer = await fetch(url);
  const body = Buffer.from(await answer.arrayBuffer());
  if (answer.status !== 200 || !body.equals(bytes)) throw new Error(`${name} answers ${url} with other bytes.`);
}

async function measure({ origin, cpu }: Running, url: string): Promise<Round> {
  const before = await cpu();
  const { requests, perSecond } = await load(origin + url, options);
  return { perSecond, cpu: ((await cpu()) - before) / requests };
}

function tableOf(results: ReadonlyMap<ContenderName, readonly Round[]>): ResultTable {
  const medians = [...results].map(([name, all]) => ({
    name,
    perSecond: median(all.map(({ perSecond }) => perSecond)),
    cpu: median(all.map(({ cpu }) => cpu)),
  }));
  const bare = medians.find(({ name }) => name === BARE);
  if (bare === undefined) throw new Error("Bare node:http was not measured.");
  return {
    columns: [
      "Server",
      "Requests/s",
      "CPU per request, µs",
      "Requests/s, share of node:http's",
      "Requests per CPU second, share of node:http's",
    ],
    rows: medians.map(({ name, perSecond, cpu }) => [
      name,
      Math.round(perSecond),
      fixed(cpu, 1),
      fixed(perSecond / bare.perSecond, 2),
      fixed(bare.cpu / cpu, 2),
    ]),
  };
}

function fixed(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
