// `npm run bench:sync`: one deploy of 10,000 files of 50 apps by syncmedia and by its peers, in one run.
// syncmedia is as published. Cold (empty target), unchanged (again), and with 100 files changed. Every result is checked byte for byte.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { moveAway } from "./move-away.ts";
import { median, outputFlags, publishResult } from "./result.ts";
import { buildPackages, installPackages } from "../tests/installed-packages.ts";

const { values: options } = parseArgs({
  options: {
    files: { type: "string", default: "10000" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", multiple: true },
    ...outputFlags,
  },
});
const APPS = 50;
const FILES_AN_APP = Number(options.files) / APPS;
const CHANGED = 100;
/** Has a Node process tell the most memory that it held, in KB, as it ends. */
const TELL = `data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))`;

interface Contender {
  readonly name: string;
  /** The command that brings the target up to date. */
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** Seconds; megabytes. */
interface Times {
  readonly cold: number[];
  /** A cold run, and the command `sync` after it, which waits until everything is on disk. */
  readonly onDisk: number[];
  readonly unchanged: number[];
  readonly changed: number[];
  /** Of Node processes alone. */
  readonly memory: number[];
}

const skipped: string[] = [];
const root = mkdtempSync(path.join(os.tmpdir(), "mediaroot-bench-"));
const source = path.join(root, "apps");
const target = path.join(root, "target");
const command = path.join(root, "node_modules/.bin/syncmedia");

/** A size whose median is 4 KB, from 100 bytes to 160 KB, the same in every run. */
function sizeOf(index: number): number {
  return Math.round(4096 * 2 ** (((index * 7919) % 1000) / 94 - 5.3));
}

function makeSource(): void {
  for (let app = 0; app < APPS; app += 1) {
    for (let file = 0; file < FILES_AN_APP; file += 1) {
      const place = path.join(source, `app${app}`, `dir${file % 10}`, `file${file}.css`);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, Buffer.alloc(sizeOf(app * FILES_AN_APP + file), `${app} ${file} `));
    }
  }
}

function changeSome(round: number): void {
  for (let index = 0; index < CHANGED; index += 1) {
    const file = path.join(source, `app${index % APPS}`, `dir${index % 10}`, `file${index}.css`);
    writeFileSync(file, `changed in round ${round}: ${index}`);
  }
}

function contenders(): readonly Contender[] {
  const apps = Array.from({ length: APPS }, (_, app) => ({ name: `./apps/app${app}`, media: "." }));
  writeFileSync(
    path.join(root, "settings.mjs"),
    `export default ${JSON.stringify({ INSTALLED_APPS: apps, MEDIA_ROOT: "target" })};`,
  );
  const dirs = Array.from({ length: APPS }, (_, app) => `("app${app}", "${source}/app${app}")`);
  writeFileSync(
    path.join(root, "django_settings.py"),
    `SECRET_KEY="x"\nINSTALLED_APPS=["django.contrib.staticfiles"]\nSTATIC_URL="/s/"\nSTATIC_ROOT="${target}"\nSTATICFILES_DIRS=[${dirs.join(",")}]\n`,
  );
  const copy = `await (await import("node:fs/promises")).cp(${JSON.stringify(source)}, ${JSON.stringify(target)}, { recursive: true })`;
  return [
    { name: "syncmedia", command: [process.execPath, "--import", TELL, command, "-q"] },
    { name: "cp -a", command: ["cp", "-a", "-T", source, target] },
    { name: "rsync -a", command: ["rsync", "-a", `${source}/`, `${target}/`] },
    {
      name: "collectstatic",
      command: ["/usr/bin/python3", "-m", "django", "collectstatic", "--noinput", "-v0"],
      env: { PYTHONPATH: root, DJANGO_SETTINGS_MODULE: "django_settings" },
    },
    { name: "fs.cp", command: [process.execPath, "--import", TELL, "--input-type=module", "-e", copy] },
  ];
}

function run({ command: [program, ...parameters], env }: Contender): SpawnSyncReturns<string> {
  return spawnSync(program, parameters, { cwd: root, encoding: "utf8", env: { ...process.env, ...env } });
}

/** Adds what one run of a contender takes. */
function time(contender: Contender, seconds: number[], memory: number[]): void {
  const begun = performance.now();
  const { status, stderr } = run(contender);
  seconds.push((performance.now() - begun) / 1000);
  if (status !== 0) throw new Error(`${contender.name} ended with ${status}: ${stderr}`);
  if (contender.command.includes(TELL)) memory.push(Number(stderr) / 1000);
}

/** Measures a run into an empty target, and how long it takes until its files are on disk. */
function timeCold(contender: Contender, { cold, onDisk, memory }: Times): void {
  moveAway(target);
  spawnSync("sync");
  const begun = performance.now();
  time(contender, cold, memory);
  spawnSync("sync", ["-f", target]);
  onDisk.push((performance.now() - begun) / 1000);
}

function check({ name }: Contender): void {
  const names = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of names) {
    const file = path.join(entry.parentPath, entry.name);
    const copy = path.join(target, path.relative(source, file));
    if (!readFileSync(copy).equals(readFileSync(file))) throw new Error(`${name}: ${copy} differs`);
  }
}

function report(results: ReadonlyMap<string, Times>): void {
  const rows = [...results].map(([name, { cold, onDisk, unchanged, changed, memory }]) => {
    const medians = [cold, onDisk, unchanged, changed].map((seconds) => Number(median(seconds).toFixed(3)));
    return [name, ...medians, memory.length === 0 ? undefined : Math.round(Math.max(...memory))] as const;
  });
  const columns = ["", "cold, s", "cold and on disk, s", "unchanged, s", "100 changed, s", "memory, MB"];
  const about = `${options.files} files in ${APPS} apps, medians of ${options.rounds} rounds`;
  publishResult({ name: "sync", about, tables: [{ columns, rows }], skipped }, options);
}

/** A peer is measured where its own command says that it is installed. */
function isInstalled({ command: [program, ...parameters] }: Contender): boolean {
  const module = parameters[0] === "-m" ? parameters.slice(0, 2) : [];
  return spawnSync(program, [...module, "--version"]).status === 0;
}

function isWanted({ name }: Contender): boolean {
  return options.only === undefined || options.only.includes(name);
}

try {
  writeFileSync(path.join(root, "package.json"), `{ "private": true }`);
  buildPackages();
  installPackages(root);
  makeSource();
  const results = new Map<string, Times>();
  const wanted = contenders().filter(isWanted);
  const measured = wanted.filter(isInstalled);
  for (const { name } of wanted.filter((contender) => !measured.includes(contender)))
    skipped.push(`${name} is not installed.`);
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const contender of measured) {
      const times = results.get(contender.name) ?? { cold: [], onDisk: [], unchanged: [], changed: [], memory: [] };
      results.set(contender.name, times);
      timeCold(contender, times);
      check(contender);
      time(contender, times.unchanged, times.memory);
      check(contender);
      changeSome(round * 10 + results.size);
      time(contender, times.changed, times.memory);
      check(contender);
    }
  }
  report(results);
} finally {
  rmSync(root, { recursive: true, force: true });
}
