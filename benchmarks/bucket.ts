// `npm run bench:bucket`: 10,000 files of 50 apps, published to an object store by syncmedia and by its peers, in one run against one
// gateway of Ceph, which this starts and ends. syncmedia is as published. Cold (no objects), unchanged (again), and with 100 files changed.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { makeBucket } from "../packages/syncmedia/tests/bucket/bucket-view.test.support.ts";
import { missingCephTool, startCeph } from "../packages/syncmedia/tests/bucket/ceph.test.support.ts";
import type { ObjectServer } from "../packages/syncmedia/tests/bucket/object-server.test.support.ts";
import { buildPackages, installPackages } from "../tests/installed-packages.ts";
import { median, outputFlags, publishResult } from "./result.ts";

const { values: options } = parseArgs({
  options: {
    files: { type: "string", default: "10000" },
    rounds: { type: "string", default: "3" },
    ...outputFlags,
  },
});
const APPS = 50;
const FILES_AN_APP = Number(options.files) / APPS;
const CHANGED = 100;
const PHASES = ["cold", "unchanged", "changed"] as const;

interface Contender {
  readonly name: string;
  /** How one finds out whether it is installed. */
  readonly probe: readonly [string, ...string[]];
  /** @param prefix where it publishes to */
  readonly command: (prefix: string) => readonly [string, ...string[]];
}

type Times = Record<(typeof PHASES)[number], number[]>;

const root = mkdtempSync(path.join(os.tmpdir(), "mediaroot-bench-"));
const source = path.join(root, "apps");

/** A size whose median is 4 KB, from 100 bytes to 160 KB, the same in every run. */
function sizeOf(index: number): number {
  return Math.round(4096 * 2 ** (((index * 7919) % 1000) / 94 - 5.3));
}

function makeSource(): void {
  for (let index = 0; index < APPS * FILES_AN_APP; index += 1) {
    const place = path.join(source, `app${index % APPS}`, `dir${index % 10}`, `file${index}.css`);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, Buffer.alloc(sizeOf(index), `${index} `));
  }
  const apps = Array.from({ length: APPS }, (_, app) => ({ name: `./apps/app${app}`, media: "." }));
  writeFileSync(path.join(root, "settings.mjs"), `export default ${JSON.stringify({ INSTALLED_APPS: apps })};`);
}

function changeSome(round: string): void {
  for (let index = 0; index < CHANGED; index += 1) {
    const place = path.join(source, `app${index % APPS}`, `dir${index % 10}`, `file${index}.css`);
    writeFileSync(place, `changed in ${round}: ${index}`);
  }
}

function contenders({ endpoint, keys: { accessKeyId, secretAccessKey } }: ObjectServer): readonly Contender[] {
  const config = path.join(root, "rclone.conf");
  const keys = `access_key_id = ${accessKeyId}\nsecret_access_key = ${secretAccessKey}`;
  writeFileSync(config, `[ceph]\ntype = s3\nprovider = Ceph\n${keys}\nendpoint = ${endpoint}\n`);
  const rclone = ["rclone", "--config", config, "--transfers", "8", "--checkers", "8"] as const;
  const host = endpoint.replace("http://", "");
  const s3cmd = ["s3cmd", `--access_key=${accessKeyId}`, `--secret_key=${secretAccessKey}`, `--host=${host}`] as const;
  return [
    {
      name: "syncmedia",
      probe: [process.execPath, "--version"],
      command: (prefix) => [
        path.join(root, "node_modules/.bin/syncmedia"),
        "-q",
        "--to",
        `s3://bench/${prefix}?endpoint=${endpoint}`,
      ],
    },
    {
      name: "rclone sync",
      probe: ["rclone", "version"],
      command: (prefix) => [...rclone, "sync", source, `ceph:bench/${prefix}`],
    },
    {
      name: "s3cmd sync",
      probe: ["s3cmd", "--version"],
      command: (prefix) => [
        ...s3cmd,
        `--host-bucket=${host}`,
        "--no-ssl",
        "-q",
        "sync",
        `${source}/`,
        `s3://bench/${prefix}/`,
      ],
    },
  ];
}

function seconds({ name, command }: Contender, prefix: string): number {
  const [program, ...parameters] = command(prefix);
  // rclone of Debian 12 refuses to start with a bundle of certificates of its own.
  const { AWS_CA_BUNDLE: _, ...inherited } = process.env;
  const begun = performance.now();
  const { status, stderr } = spawnSync(program, parameters, { cwd: root, encoding: "utf8", env: inherited });
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return (performance.now() - begun) / 1000;
}

async function measure(ceph: ObjectServer): Promise<void> {
  process.env["AWS_ACCESS_KEY_ID"] = ceph.keys.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = ceph.keys.secretAccessKey;
  const bucket = await makeBucket(ceph, "bench");
  // The first object of a cluster takes two seconds.
  await bucket.send("PUT", "first", { body: "first" });
  const isInstalled = ({ probe: [program, ...parameters] }: Contender): boolean =>
    spawnSync(program, parameters).status === 0;
  const all = contenders(ceph);
  const results = new Map<string, Times>(all.filter(isInstalled).map(({ name }) => [name, emptyTimes()]));
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const contender of all) {
      const times = results.get(contender.name);
      if (times === undefined) continue;
      const prefix = `${contender.name.replaceAll(" ", "-")}-${round}`;
      for (const phase of PHASES) {
        if (phase === "changed") changeSome(prefix);
        times[phase].push(seconds(contender, prefix));
      }
      const last = await (await bucket.visit(`${prefix}/app49/dir9/file99.css`)).text();
      if (last !== `changed in ${prefix}: 99`) throw new Error(`${contender.name} has published ${last.slice(0, 50)}`);
    }
  }
  const rows = [...results].map(([name, times]) => [name, ...PHASES.map((phase) => rounded(times[phase]))] as const);
  const skipped = all.filter(({ name }) => !results.has(name)).map(({ name }) => `${name} is not installed.`);
  const columns = ["", "cold, s", "unchanged, s", "100 changed, s"];
  const about = `${options.files} files in ${APPS} apps, eight at once (s3cmd: one), medians of ${options.rounds} rounds`;
  publishResult({ name: "bucket", about, tables: [{ columns, rows }], skipped }, options);
}

function emptyTimes(): Times {
  return { cold: [], unchanged: [], changed: [] };
}

function rounded(values: readonly number[]): number {
  return Number(median(values).toFixed(2));
}

if (missingCephTool !== undefined) {
  console.log(
    `bench:bucket is skipped: ${missingCephTool} is missing. Install ceph-mon, ceph-osd, radosgw, ceph-common.`,
  );
} else {
  try {
    writeFileSync(path.join(root, "package.json"), `{ "private": true }`);
    buildPackages();
    installPackages(root);
    makeSource();
    await using ceph = await startCeph();
    await measure(ceph);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
