import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createTree, type TestTree } from "@mediaroot/core/testing";

const CLI = path.join(import.meta.dirname, "../../packages/syncmedia/bin/syncmedia.js");
const FILES = 400;
const OVERRIDES = 20;

/**
 * Changes the media of an app and kills `syncmedia` while it copies, again and again for some time, once at least.
 *
 * @returns how often each thing was done
 * @throws if a file is not whole, or an override is lost
 */
export async function soakSync(milliseconds: number): Promise<Readonly<Record<string, number>>> {
  using tree = createTree({
    "settings.mjs": `export default { INSTALLED_APPS: ["./blog"], ALLOWED_HOSTS: ["a.example"] };`,
  });
  for (let file = 0; file < OVERRIDES; file += 1) tree.write({ [`media/blog/${file}.css`]: "override" });
  let [kills, compared] = [0, 0];
  let wholeMs = 0;
  const until = Date.now() + milliseconds;
  for (let round = 1; kills === 0 || Date.now() < until; round += 1) {
    for (let file = 0; file < FILES; file += 1) tree.write({ [`blog/media/${file}.css`]: textOf(round, file) });
    const child = spawn(process.execPath, [CLI, "-q"], { cwd: tree.root, stdio: "ignore" });
    const begun = performance.now();
    const ended = once(child, "exit");
    // The first run is not killed: it shows how long a run takes.
    await Promise.race(round === 1 ? [ended] : [ended, sleep(Math.random() * wholeMs)]);
    wholeMs = Math.max(wholeMs, performance.now() - begun);
    if (child.kill("SIGKILL")) kills += 1;
    await ended;
    for (let file = 0; file < FILES; file += 1) compared += compare(tree, file, round);
  }
  return { "kills of syncmedia": kills, "files found whole after them": compared };
}

function compare(tree: TestTree, file: number, round: number): number {
  const place = tree.path(`media/blog/${file}.css`);
  if (file < OVERRIDES) {
    if (readFileSync(place, "utf8") !== "override") throw new Error(`The override ${place} is lost.`);
    return 1;
  }
  if (!existsSync(place)) return 0;
  const text = readFileSync(place, "utf8");
  const of = Number(/^\d+/.exec(text)?.[0]);
  if (of > round || text !== textOf(of, file)) throw new Error(`${place} is not whole: ${text.slice(0, 60)}`);
  return 1;
}

function textOf(round: number, file: number): string {
  return `${round} ${file} ${"x".repeat((round * 37 + file) % 3000)}`;
}
