// `npm run bench:publish`: content-named publications of 21 real packages by syncmedia, as published, and by Django; and how long it takes to
// compress some of them, beside the command line tools. Every result is checked.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { checkDjangoManifest, checkManifest, checkPlainFiles, checkVariants, readPlainFiles } from "./publish-check.ts";
import { installMediaPackages } from "./publish-packages.ts";
import { COMPRESSED, createPublishSite, REFERRERS } from "./publish-site.ts";
import { median, outputFlags, publishResult, type ResultTable } from "./result.ts";
import { buildPackages } from "../tests/installed-packages.ts";

const { values: options } = parseArgs({
  options: {
    packages: { type: "string", default: "21" },
    rounds: { type: "string", default: "3" },
    ...outputFlags,
  },
});
/** Formats that gain nothing, for `find`. */
const FORMATS = "avif|br|bz2|gif|gz|ico|jpe?g|mp[34]|ogg|pdf|png|webm|webp|woff2?|zip|zst";

interface Contender {
  readonly name: string;
  /** The command that brings the target up to date. */
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Throws where the target is not right. */
  readonly check: () => void;
}

/** Seconds. */
interface Times {
  readonly cold: number[];
  /** A cold run, and the command `sync` after it, which waits until everything is on disk. */
  readonly onDisk: number[];
  readonly unchanged: number[];
  readonly changed: number[];
}

buildPackages();
using site = createPublishSite(installMediaPackages(Number(options.packages)));
const { root, target, apps } = site;
const syncmedia = path.join(root, "node_modules/.bin/syncmedia");
const skipped: string[] = [];

const PUBLISHERS: readonly Contender[] = [
  {
    name: "syncmedia --hash",
    command: [process.execPath, syncmedia, "-q"],
    check: () => {
      checkPlainFiles(apps, target);
      checkManifest(target);
    },
  },
  {
    name: "collectstatic, ManifestStaticFilesStorage",
    command: ["/usr/bin/python3", "-m", "django", "collectstatic", "--noinput", "-v0"],
    env: { PYTHONPATH: root, DJANGO_SETTINGS_MODULE: "django_settings" },
    check: () => checkDjangoManifest(target),
  },
  {
    name: "cp -a",
    command: [
      "sh",
      "-c",
      'mkdir -p target; for app in apps/*; do cp -aT "$(readlink -f "$app")" "target/${app#apps/}"; done',
    ],
    check: () => checkPlainFiles(apps, target),
  },
];

/** @returns the seconds that one run takes */
function time({ name, command: [program, ...parameters], env }: Contender): number {
  const begun = performance.now();
  const ran = spawnSync(program, parameters, { cwd: root, encoding: "utf8", env: { ...process.env, ...env } });
  const seconds = (performance.now() - begun) / 1000;
  if (ran.status !== 0) throw new Error(`${name} ended with ${ran.status}: ${ran.stderr}`);
  return seconds;
}

function timeAndCheck(contender: Contender): number {
  const seconds = time(contender);
  contender.check();
  return seconds;
}

/** Measures a run into an empty target, and how long it takes until its files are on disk. */
function timeCold(contender: Contender, { cold, onDisk }: Times): void {
  site.emptyTarget();
  spawnSync("sync");
  const begun = performance.now();
  cold.push(time(contender));
  spawnSync("sync", ["-f", target]);
  onDisk.push((performance.now() - begun) / 1000);
  contender.check();
}

/** A peer is measured where its own command says that it is installed. */
function isInstalled({ command: [program, ...parameters] }: Contender): boolean {
  const flags = parameters[0] === "-m" ? [...parameters.slice(0, 2), "--version"] : ["-c", "true"];
  return program === process.execPath || spawnSync(program, flags).status === 0;
}

function medianOf(seconds: readonly number[]): number {
  return Number(median(seconds).toFixed(2));
}

function measurePublishing(): ResultTable {
  const measured = PUBLISHERS.filter(isInstalled);
  for (const { name } of PUBLISHERS.filter((one) => !measured.includes(one))) skipped.push(`${name} is not installed.`);
  const times = new Map<string, Times>();
  readPlainFiles(apps);
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const contender of measured) {
      const own = times.get(contender.name) ?? { cold: [], onDisk: [], unchanged: [], changed: [] };
      times.set(contender.name, own);
      timeCold(contender, own);
      own.unchanged.push(timeAndCheck(contender));
      site.changeLeaf(`${contender.name} ${round}`);
      own.changed.push(timeAndCheck(contender));
    }
  }
  const rows = [...times].map(
    ([name, { cold, onDisk, unchanged, changed }]) =>
      [name, ...[cold, onDisk, unchanged, changed].map(medianOf)] as const,
  );
  const columns = [
    "",
    "cold, s",
    "cold and on disk, s",
    "unchanged, s",
    `one image changed that ${REFERRERS} style sheets refer to, s`,
  ];
  return { title: "Content-named files", columns, rows };
}

function checkCompressed(): void {
  if (checkVariants(target) === 0) throw new Error("Nothing was compressed.");
}

function measureCompression(): ResultTable {
  const labels = [...apps.keys()].filter((label) => COMPRESSED.has(label));
  const find = `find target -regextype posix-extended -type f -size +127c -not -iregex ".*[.](${FORMATS})"`;
  const own: Contender = {
    name: "syncmedia --compress br,gzip",
    command: [process.execPath, syncmedia, "-q", "--settings", "compressed.mjs"],
    check: checkCompressed,
  };
  const tools: Contender = {
    name: "find -exec brotli, find -exec gzip",
    command: ["sh", "-c", `${find} -exec brotli -q 11 -k {} + && ${find} -exec gzip -9 -k {} +`],
    check: checkCompressed,
  };
  site.emptyTarget();
  const rows: [string, number][] = [[own.name, medianOf([timeAndCheck(own)])]];
  if (spawnSync("brotli", ["--version"]).error === undefined) {
    site.emptyTarget();
    mkdirSync(target);
    for (const label of labels) spawnSync("cp", ["-aT", apps.get(label) ?? "", path.join(target, label)]);
    rows.push([tools.name, medianOf([timeAndCheck(tools)])]);
  } else skipped.push("brotli is not installed (Debian: apt install brotli).");
  return { title: `Compressing ${labels.join(", ")}`, columns: ["", "s"], rows };
}

const tables = [measurePublishing(), measureCompression()];
const about = `${apps.size - 1} packages, medians of ${options.rounds} rounds; compression once`;
publishResult({ name: "publish", about, tables, skipped }, options);
