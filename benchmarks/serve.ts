import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { createTree, type Tree } from "@mediaroot/core/testing";
import { publish } from "../packages/media/tests/publication.test.support.ts";
import { ask, load, type LoadOptions, missingMeans, type Running, start } from "./pinned.ts";
import { median, outputFlags, publishResult, type ResultTable } from "./result.ts";
import { type ContenderName, DEVELOPMENT, PRODUCTION, type Served } from "./serve-contenders.ts";
import { missingNginx, startNginx } from "./serve-nginx.ts";

// How fast a small media file is served, beside peers: `npm run bench:serve`. Each contender is a process pinned to one
// core, wrk is pinned to another; rounds are interleaved, so that whatever else the machine does falls on all alike.

interface Round {
  readonly perSecond: number;
  /** Microseconds of CPU per request. */
  readonly cpu: number;
}

/** A file that contenders serve alike. */
interface ServedCase {
  readonly title: string;
  /** The logical path. */
  readonly file: string;
  /** Where its bytes are, as they are sent. */
  readonly place: string;
  readonly contenders: readonly ContenderName[];
  /** The contender whose header lines bare node:http sends. */
  readonly own: ContenderName;
  /** The Accept-Encoding of requests. */
  readonly encoding?: string;
}

const FILES = 5000;
const TEXT = "a { color: #123456 }\n".repeat(49).slice(0, 1024);
/** Hexadecimal digits that nothing predicts take half a byte each: 30 KB once they are compressed. */
const LONG = Array.from({ length: 940 }, (_, index) => hash("sha256", String(index))).join("");
const HASHED = "shop/css/site.0123456789abcdef.css";
const HASHED_LONG = "shop/css/long.0123456789abcdef.css";
const development = { contenders: DEVELOPMENT, own: "addMediaToApp" } as const;
const production = { contenders: PRODUCTION, own: "addMediaToApp, published files" } as const;
const CASES: readonly ServedCase[] = [
  { ...development, title: "A file of 1 KB", file: "shop/css/site.css", place: "shop/media/css/site.css" },
  {
    ...development,
    title: `The same in a directory of ${FILES} files`,
    file: "shop/many/site.css",
    place: "shop/media/many/site.css",
  },
  { ...production, title: "Production: a content-named file of 1 KB", file: HASHED, place: `public/${HASHED}` },
  {
    ...production,
    title: "Production: a content-named file, compressed ahead",
    file: HASHED_LONG,
    place: `public/${HASHED_LONG}.br`,
    encoding: "gzip, deflate, br",
  },
];
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
  publish(site, "public", {
    [HASHED]: { text: TEXT, hashed: true },
    [HASHED_LONG]: { text: LONG, hashed: true, compressed: true },
  });
  const tables: ResultTable[] = [];
  for (const one of CASES) tables.push({ title: one.title, ...tableOf(await measureCase(site.root, one)) });
  const about = `Medians of ${rounds} rounds of ${options.seconds} s, ${options.connections} connections`;
  const skipped = [missingNginx() ?? []].flat();
  publishResult({ name: "serve", about, tables, skipped }, values);
}

function siteTree(): Tree {
  const files = ["css", "many"].map((directory) => [`shop/media/${directory}/site.css`, TEXT]);
  const others = Array.from({ length: FILES - 1 }, (_, index) => [`shop/media/many/${index + 1}.css`, ""]);
  return Object.fromEntries([["media/", ""], ...files, ...others]) as Tree;
}

async function measureCase(root: string, one: ServedCase): Promise<ReadonlyMap<string, readonly Round[]>> {
  const { encoding } = one;
  const url = `/media/${one.file}`;
  const served: Served = { root, file: one.place, headers: await headersOf(root, url, one) };
  using running = new DisposableStack();
  const all: Running[] = [];
  for (const name of one.contenders) all.push(running.use(await start(name, served)));
  if (one.contenders === PRODUCTION && missingNginx() === undefined) all.push(running.use(await startNginx(root)));
  for (const { name, origin } of all) {
    const { status, body } = await ask(origin + url, encoding);
    const isSame = status === 200 && body.equals(readFileSync(path.join(root, one.place)));
    if (!isSame) throw new Error(`${name} answers ${url} with other bytes.`);
    await load(origin + url, { ...options, encoding, seconds: 1 });
  }
  const results = new Map<string, Round[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of all) results.get(contender.name)?.push(await measure(contender, url, encoding));
  }
  return results;
}

/** Those of our own answer, for bare node:http to send the same. */
async function headersOf(root: string, url: string, { own, encoding }: ServedCase): Promise<readonly string[]> {
  using running = await start(own, { root, file: "", headers: [] });
  const { headers } = await ask(running.origin + url, encoding);
  return headers.filter((_, at) => !CONNECTION_HEADERS.has((headers[at - (at % 2)] ?? "").toLowerCase()));
}

async function measure({ origin, cpu }: Running, url: string, encoding: string | undefined): Promise<Round> {
  const before = await cpu();
  const { requests, perSecond } = await load(origin + url, { ...options, encoding });
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
