import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { InstalledBlog } from "./installed-blog.ts";
import { freePort } from "../tests/blog-copy.ts";

/** Milliseconds since the process was spawned. */
export interface StartTimes {
  readonly listening: number;
  readonly media: number;
  readonly page: number;
}

/** A process that serves the blog: it takes a port as its last parameter, and prints its address as `devserver start --json` does. */
export interface BlogServer {
  /** What Node is started with. */
  readonly parameters: readonly string[];
}

const MEDIA = "/media/admin/css/theme.css";

/** `devserver start`, as it is installed. */
export const DEVSERVER: BlogServer = { parameters: ["node_modules/.bin/devserver", "start", "--json", "--port"] };

/** What a site's own server does (the `server.ts` of a new site), and no more. */
export const OWN_SERVER: BlogServer = { parameters: ["own-server.mjs"] };
const OWN_SERVER_TEXT = `import { enableCompileCache } from "node:module";
enableCompileCache();
const { loadProject } = await import("@mediaroot/core");
const { loadFullApp } = await import("@mediaroot/runtime");
const port = Number(process.argv[2]);
const site = await loadFullApp(await loadProject());
await site.listen(port, "127.0.0.1");
console.log(JSON.stringify({ kind: "listening", url: "http://127.0.0.1:" + port }));
process.on("SIGTERM", () => process.exit());
`;

const IMPORT_TEXT = `import { enableCompileCache } from "node:module";
enableCompileCache();
const begun = performance.now();
await import(process.argv[2]);
console.log(performance.now() - begun);
`;

/** Writes the modules that are measured beside the dev server into the blog. */
export function writePeers(blog: InstalledBlog): void {
  writeFileSync(blog.path("own-server.mjs"), OWN_SERVER_TEXT);
  writeFileSync(blog.path("import.mjs"), IMPORT_TEXT);
}

/**
 * Starts a server, and ends it when it has answered the first media file and the first page.
 *
 * @param stayMs milliseconds that it goes on after that
 */
export async function startBlog(blog: InstalledBlog, { parameters }: BlogServer, stayMs = 0): Promise<StartTimes> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, [...parameters, port], {
    cwd: blog.root,
    env: blog.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const url = await addressOf(child.stdout);
    const listening = performance.now();
    const [media, page] = await Promise.all([answered(new URL(MEDIA, url)), answered(new URL("/", url))]);
    await sleep(stayMs);
    return { listening: listening - begun, media: media - begun, page: page - begun };
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}

/** @returns the milliseconds that a process of its own, which has a compile cache, takes to import a module */
export function timeImport(blog: InstalledBlog, specifier: string): number {
  const { stdout } = spawnSync(process.execPath, ["import.mjs", specifier], { cwd: blog.root, encoding: "utf8" });
  return Number(stdout);
}

/** @returns the time at which the answer was there, whole */
async function answered(url: URL): Promise<number> {
  const [response] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
  await response.toArray();
  if (response.statusCode !== 200) throw new Error(`${url.href} was answered with ${response.statusCode}`);
  return performance.now();
}

/** @returns the address that the server prints first */
async function addressOf(stdout: Readable): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const event = JSON.parse(line) as { kind: string; url: string };
    if (event.kind === "listening") {
      stdout.resume();
      return event.url;
    }
  }
  throw new Error("The server ended before it listened.");
}
