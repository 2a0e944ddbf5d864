import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunningCli, startCli, workersIn } from "../../packages/devserver/tests/cli.test.support.ts";
import { BRANCH_FILE, createSoakSite, FILES, PAGES, type SoakSite } from "./soak-site.ts";

const CLIENTS = 4;
/** What is answered instead of a worker that was killed, until the next one serves. */
const KILLED = /ended by SIGKILL|ended before it had answered/;
const TAG = /<script src="\/__devserver\/[^>]*><\/script>/;

interface Soak {
  readonly site: SoakSite;
  readonly server: RunningCli;
  /** Milliseconds since 1970. */
  readonly until: number;
  kills: number;
  /** How many workers had started at the last kill: the next one comes when one more serves. */
  startsAtKill: number;
  answers: number;
  pages: number;
  excused: number;
  checkouts: number;
}

/**
 * Sends requests for some time, once the server is ready.
 *
 * @returns how often each thing was done
 * @throws at the first wrong answer
 */
export async function soakServer(milliseconds: number): Promise<Readonly<Record<string, number>>> {
  using site = createSoakSite();
  await using server = await startCli(site.tree.root);
  await server.event("ready");
  const until = Date.now() + milliseconds;
  const soak: Soak = { site, server, until, kills: 0, startsAtKill: 0, answers: 0, pages: 0, excused: 0, checkouts: 0 };
  const memory = memoryOf(server);
  await Promise.all([change(soak), ...Array.from({ length: CLIENTS }, () => ask(soak))]);
  return {
    "answers of media and routes, each compared with what was saved": soak.answers,
    "HTML pages, byte for byte but for the tag": soak.pages,
    "errors that say that a worker was killed": soak.excused,
    "git checkouts of 200 files": soak.checkouts,
    "workers killed": soak.kills,
    "worker starts": starts(soak),
    "MB of memory of the front at the start": memory,
    "MB of memory of the front at the end": memoryOf(server),
  };
}

async function ask(soak: Soak): Promise<void> {
  while (Date.now() < soak.until) {
    if (Math.random() < 0.1) await askPage(soak);
    else await askSaved(soak, pick(["/", BRANCH_FILE, ...FILES]));
  }
}

/** An answer is never older than the request, nor newer than what was saved when it came. */
async function askSaved(soak: Soak, path: string): Promise<void> {
  const { site, server } = soak;
  const before = site.state(path);
  const { status, text } = await server.get(path);
  if (path === "/" && isExcused(soak, status, text)) return;
  const newest = site.state(path).saves;
  // Git writes a file in place, so that during a checkout it may be missing or short.
  if (path === BRANCH_FILE && newest > before.saves) return;
  for (let save = before.saves; save <= newest; save += 1) {
    if (status === 200 && text === before.textOf(save)) return void (soak.answers += 1);
  }
  throw new Error(`${path} answered ${status} ${text.slice(0, 60)}, not save ${before.saves} to ${newest}.`);
}

async function askPage(soak: Soak): Promise<void> {
  const index = Math.floor(Math.random() * PAGES.length);
  const headers = { accept: "text/html", "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" };
  const response = await fetch(new URL(`/page/${index}`, soak.server.url), { headers });
  const text = Buffer.from(await response.arrayBuffer()).toString();
  if (isExcused(soak, response.status, text)) return;
  if (!TAG.test(text) || text.replace(TAG, "") !== PAGES[index]) {
    throw new Error(`Page ${index} answered ${response.status} ${text.slice(0, 200)}.`);
  }
  soak.pages += 1;
}

function isExcused(soak: Soak, status: number, text: string): boolean {
  const isError = status >= 500 && KILLED.test(text);
  if (isError) soak.excused += 1;
  return isError;
}

async function change(soak: Soak): Promise<void> {
  const { site } = soak;
  while (Date.now() < soak.until) {
    await sleep(Math.random() * 100);
    const chance = Math.random();
    if (chance < 0.8) site.save(pick(FILES));
    else if (chance < 0.9) site.save("/");
    else if (chance < 0.95) {
      site.checkOut();
      soak.checkouts += 1;
    } else if (starts(soak) > soak.startsAtKill) {
      for (const pid of workersIn(site.tree.root).slice(0, 1)) kill(soak, pid);
      // With new code the next worker starts at once, however often the last ones have ended.
      site.save("/");
    }
  }
}

function kill(soak: Soak, pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
    soak.kills += 1;
    soak.startsAtKill = starts(soak);
  } catch {
    // It has ended by itself.
  }
}

function starts({ server }: Soak): number {
  return server.events.filter(({ kind }) => kind === "ready").length;
}

function memoryOf({ child }: RunningCli): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item;
}
