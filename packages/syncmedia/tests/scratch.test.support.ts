import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadProject, type Project } from "@mediaroot/core";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";

/** The real command. */
export const CLI: string = path.join(import.meta.dirname, "../bin/syncmedia.js");

/** What the command did. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let generation = 0;

/** The text of a settings file; it imports nothing, so that it works anywhere. */
export function settingsText(settings: object): string {
  return `export default ${JSON.stringify(settings)};\n`;
}

/** A scratch project with the apps `admin` and `blog`, whose media the tree gives. */
export function createSite(tree: Tree = {}, settings: object = {}): TestTree {
  const site = createTree({ "contrib/admin/": "", "blog/": "", ...tree });
  site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./contrib/admin", "./blog"], ...settings }) });
  return site;
}

/** Loads a project anew: a settings file that was imported once is never read again, so each gets a name of its own. */
export function loadSite(site: TestTree): Promise<Project> {
  const name = `settings-${(generation += 1)}.ts`;
  site.write({ [name]: readFileSync(site.path("settings.ts"), "utf8") });
  return loadProject({ directory: site.root, settings: name });
}

/** Runs `syncmedia` in a directory. */
export function syncmedia(directory: string, ...args: readonly string[]): Ran {
  return run(directory, process.execPath, CLI, ...args);
}

/** Runs any command in a directory, without a terminal. */
export function run(directory: string, command: string, ...args: readonly string[]): Ran {
  // oxlint-disable-next-line node/no-process-env
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: directory, encoding: "utf8", env });
  return { code: status, stdout, stderr };
}

/** Starts `syncmedia` and lets it run. */
export function start(directory: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
}

/** Waits for a child's end, and for all that it says. */
export async function ended(child: ChildProcess): Promise<Ran> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** Waits until a child has said something on stderr. */
export async function said(child: ChildProcess, words: string): Promise<void> {
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  await until(() => stderr.includes(words));
}

/** Waits until something holds: at most ten seconds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries >= 2000) throw new Error(`it has never come to be that ${condition.toString()}`);
    await sleep(5);
  }
}

/** An app's media of many small files, in 30 directories: enough that a sync of them takes a while. */
export function manyFiles(count: number): Tree {
  const files = Array.from({ length: count }, (_, index) => [
    `blog/media/d${index % 30}/${index}.css`,
    `file ${index}`,
  ]);
  return Object.fromEntries(files) as Tree;
}

/** All that a directory holds but `.syncmedia`: file contents, `-> text` for links, `/` for empty directories. */
export function snapshot(directory: string, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(directory).toSorted()) {
    if (name === ".syncmedia") continue;
    const place = path.join(directory, name);
    const stats = lstatSync(place);
    if (stats.isDirectory()) {
      const inside = snapshot(place, `${prefix}${name}/`);
      Object.assign(found, Object.keys(inside).length === 0 ? { [`${prefix}${name}/`]: "/" } : inside);
    } else if (stats.isSymbolicLink()) found[prefix + name] = `-> ${readlinkSync(place)}`;
    else found[prefix + name] = stats.isFile() ? readFileSync(place, "latin1") : "special";
  }
  return found;
}

/** Everything below a directory, with mode and mtime: what an override must keep. */
export function exactly(file: string): readonly unknown[] {
  const { mode, mtimeMs, size } = lstatSync(file);
  return [readFileSync(file, "latin1"), mode, mtimeMs, size];
}

/** What is in `.syncmedia/` of a target. */
export function stateOf(target: string): readonly string[] {
  try {
    return readdirSync(path.join(target, ".syncmedia")).toSorted();
  } catch {
    return [];
  }
}

/** What was moved to `.syncmedia/replaced/`, over all runs. */
export function replacedIn(target: string): Record<string, string> {
  const directory = path.join(target, ".syncmedia", "replaced");
  const times = stateOf(target).includes("replaced") ? readdirSync(directory) : [];
  return Object.assign({}, ...times.map((time) => snapshot(path.join(directory, time)))) as Record<string, string>;
}

/** Whether this process is root, and a tool is there. */
export function canRun(tool: string, ...args: readonly string[]): boolean {
  return process.getuid?.() === 0 && spawnSync(tool, args.length === 0 ? ["--version"] : args).error === undefined;
}
