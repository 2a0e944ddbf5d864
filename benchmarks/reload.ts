// `npm run bench:reload`: from saving a style sheet to its colour on screen, and from saving a route to its first answer.
// The packages are those that are published.
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { installBlog } from "./installed-blog.ts";
import { outputFlags, publishResult } from "./result.ts";
import { type BlogCopy, freePort } from "../tests/blog-copy.ts";
import { hasBrowser, openPage } from "../tests/browser.ts";
import { startServer } from "../tests/server-process.ts";

const { values: flags } = parseArgs({ options: { saves: { type: "string", default: "40" }, ...outputFlags } });
const ROUNDS = Number(flags.saves);
/** A worker in reserve is ready again. */
const SPARE_MS = 2000;
const SHEET = "media/admin/css/theme.css";

const now = (): number => performance.timeOrigin + performance.now();
const colourOf = (round: number): string => `rgb(${(round % 250) + 1}, 2, 3)`;
const sheetOf = (round: number): string => `body { background: ${colourOf(round)} !important; }\n`;
const routeOf = (round: number): string =>
  `export default { routes: async (app) => { app.get("/", async () => "${round}"); } };\n`;

/** The time, in milliseconds of the machine's clock, at which a frame with this colour has been painted. */
const PAINTED = `(colour) => new Promise((resolve) => {
  const look = () => {
    if (getComputedStyle(document.body).backgroundColor !== colour) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
    port2.postMessage("the frame has been painted when this arrives");
  };
  look();
})`;

async function timeSheet(page: Page, blog: BlogCopy, round: number): Promise<number> {
  const painted = page.evaluate<number>(`(${PAINTED})(${JSON.stringify(colourOf(round))})`);
  // The page looks at each frame by now.
  await sleep(100);
  writeFileSync(blog.path(SHEET), sheetOf(round));
  const saved = now();
  return (await painted) - saved;
}

async function timeSheets(address: string, blog: BlogCopy): Promise<readonly number[]> {
  await using visit = await openPage(address);
  const { page } = visit;
  await page.goto("/admin/login/");
  await page.evaluate("globalThis.isThatDocument = true");
  await sleep(SPARE_MS);
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) times.push(await timeSheet(page, blog, round));
  if ((await page.evaluate("globalThis.isThatDocument")) !== true) throw new Error("The document was loaded anew.");
  return times;
}

async function timeRoute(url: string, blog: BlogCopy, round: number): Promise<number> {
  writeFileSync(blog.path("timed/app.ts"), routeOf(round));
  const saved = now();
  const text = await (await fetch(url)).text();
  if (text !== String(round)) throw new Error(`The answer is ${text}, and not ${round}.`);
  return now() - saved;
}

async function timeRoutes(url: string, blog: BlogCopy, pauseMs: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    await sleep(pauseMs);
    times.push(await timeRoute(url, blog, round));
  }
  return times;
}

function row(name: string, times: readonly number[]): readonly [string, ...(number | undefined)[]] {
  const sorted = times.toSorted((one, other) => one - other).map(Math.round);
  const at = (share: number): number | undefined => sorted[Math.floor((sorted.length - 1) * share)];
  return [name, at(0.5), at(0.9), sorted[0], sorted.at(-1)];
}

if (!hasBrowser) throw new Error("This benchmark needs /usr/bin/chromium.");
using blog = installBlog();
blog.write({ "timed/app.ts": routeOf(0) });
blog.edit("settings.ts", (text) =>
  text
    .replace('"./teslablog",', '"./teslablog", "./timed",')
    .replace('"/": "teslablog",', '"/": "teslablog", "/timed/": "timed",'),
);
const parameters = ["start", "--port", await freePort()];
await using server = await startServer("devserver", parameters, { cwd: blog.root, env: blog.env });
const route = `${server.address}/timed/`;
const sheets = await timeSheets(server.address, blog);
const warm = await timeRoutes(route, blog, SPARE_MS);
const backToBack = await timeRoutes(route, blog, 0);

const rows = [
  row("a style sheet, to its colour on screen", sheets),
  row("a route, to its first answer, a worker in reserve", warm),
  row("the same, save after save", backToBack),
];
const about = `${ROUNDS} saves each, milliseconds since the file was written`;
const tables = [{ columns: ["From, to", "Median", "90th percentile", "Fastest", "Slowest"], rows }];
publishResult({ name: "reload", about, tables }, flags);
