import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { publish } from "../packages/media/tests/publication.test.support.ts";
import { ask, load, type LoadOptions, missingMeans, type Running, type Sent, start } from "./pinned.ts";
import { median, outputFlags, publishResult, type ResultTable } from "./result.ts";
import { CASES, PUBLISHED, type ServedCase, siteTree } from "./serve-cases.ts";
import type { ContenderName, MadeAnswer } from "./serve-contenders.ts";
import { missingNginx } from "./serve-nginx.ts";

// How fast a media file is served, beside peers: `npm run bench:serve`. Each contender is a process pinned to one core, wrk is
// pinned to another; rounds are interleaved, so that whatever else the machine does falls on all alike.

interface Round {
  readonly perSecond: number;
  /** Microseconds of CPU per request. */
  readonly cpu: number;
}

/** A contender, and the load that it gets. */
interface Loaded extends Running {
  readonly url: string;
  readonly options: LoadOptions;
}

const BARE: ContenderName = "node:http, a buffer in memory";
const CONNECTION_HEADERS = new Set(["date", "connection", "keep-alive", "transfer-encoding"]);

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "2" },
    connections: { type: "string", default: "32" },
    only: { type: "string", default: "" },
    ...outputFlags,
  },
});
const rounds = Number(values.rounds);
const [seconds, connections] = [Number(values.seconds), Number(values.connections)];

const missing = missingMeans();
if (missing === undefined) await benchmark();
else {
  console.error(missing);
  process.exitCode = 1;
}

async function benchmark(): Promise<void> {
  using site = createTree(siteTree());
  publish(site, "public", PUBLISHED);
  const tables: ResultTable[] = [];
  for (const one of CASES.filter(({ title }) => title.includes(values.only)))
    tables.push({ title: one.title, ...tableOf(await measureCase(site, one)) });
  const about = `Medians of ${rounds} rounds of ${seconds} s, ${connections} connections`;
  const skipped = [missingNginx() ?? []].flat();
  publishResult({ name: "serve", about, tables, skipped }, values);
}

async function measureCase(site: TestTree, one: ServedCase): Promise<ReadonlyMap<string, readonly Round[]>> {
  const served = { root: site.root, answer: await answerOf(site, one) };
  using running = new DisposableStack();
  const all: Loaded[] = [];
  for (const name of one.contenders) all.push(await warmUp(running.use(await start(name, served)), site, one));
  for (const startIt of one.programs) all.push(await warmUp(running.use(await startIt(site.root)), site, one));
  const results = new Map<string, Round[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of all) results.get(contender.name)?.push(await measure(contender));
  }
  return results;
}

/** Asks our own contender once, for bare node:http to answer the same. */
async function answerOf({ root, write }: TestTree, one: ServedCase): Promise<MadeAnswer> {
  using running = await start(one.own, { root, answer: { status: 500, headers: [], file: undefined } });
  const url = urlOf(running, one);
  const { status, headers, body } = await ask(url, await requestHeaders(url, one));
  if (status !== one.status) throw new Error(`${one.own} answers ${url} with ${status}.`);
  write({ answer: body });
  const lasting = headers.filter((_, at) => !CONNECTION_HEADERS.has((headers[at - (at % 2)] ?? "").toLowerCase()));
  return { status, headers: lasting, file: body.length === 0 ? undefined : "answer" };
}

/** Compares a contender's answer before it is measured. */
async function warmUp(running: Running, { root }: TestTree, one: ServedCase): Promise<Loaded> {
  const url = urlOf(running, one);
  const headers = await requestHeaders(url, one);
  const answer = await ask(url, headers);
  if (!isSame(answer, root, one))
    throw new Error(`${running.name} answers ${url} with ${answer.status} or other bytes.`);
  const options = { connections, headers, status: one.status };
  await load(url, { ...options, seconds: 1 });
  return { ...running, url, options: { ...options, seconds } };
}

function isSame({ status, body }: Sent, root: string, one: ServedCase): boolean {
  if (status !== one.status) return false;
  return status !== 200 || body.equals(readFileSync(path.join(root, one.place ?? "")));
}

function urlOf({ origin }: Running, { file }: ServedCase): string {
  return `${origin}/media/${file}`;
}

/** For a 304, the entity tag that this contender gives. */
async function requestHeaders(url: string, { encoding, status }: ServedCase): Promise<LoadOptions["headers"]> {
  const accepted: LoadOptions["headers"] = encoding === undefined ? {} : { "Accept-Encoding": encoding };
  if (status !== 304) return accepted;
  const { headers } = await ask(url, accepted);
  const etag = headers[headers.findIndex((name) => name.toLowerCase() === "etag") + 1] ?? "";
  return { ...accepted, "If-None-Match": etag };
}

async function measure({ cpu, url, options }: Loaded): Promise<Round> {
  const before = await cpu();
  const { requests, perSecond } = await load(url, options);
  return { perSecond, cpu: ((await cpu()) - before) / requests };
}

function tableOf(results: ReadonlyMap<string, readonly Round[]>): ResultTable {
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
