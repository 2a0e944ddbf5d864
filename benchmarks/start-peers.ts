import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { freePort } from "../tests/blog-copy.ts";

/** Another development server, with the smallest site that it takes. */
export interface StartPeer {
  readonly name: string;
  readonly command: string;
  readonly parameters: (port: string) => readonly string[];
  readonly site: () => TestTree;
}

const VITE: StartPeer = {
  name: "Vite's dev server, a page of one line",
  command: "vite",
  parameters: (port) => ["--port", port, "--strictPort", "--host", "127.0.0.1"],
  site: () => createTree({ "index.html": "<!doctype html><title>one</title><h1>one</h1>" }),
};

const DJANGO: StartPeer = {
  name: "Django's runserver, its welcome page",
  command: "django-admin",
  parameters: (port) => ["runserver", port, "--settings", "example.settings", "--pythonpath", "."],
  site() {
    const tree = createTree();
    execFileSync("django-admin", ["startproject", "example", tree.root]);
    return tree;
  },
};

/** The peers that this machine has, and a line for each that it has not. */
export function installedPeers(): { readonly installed: readonly StartPeer[]; readonly skipped: readonly string[] } {
  const installed = [VITE, DJANGO].filter(({ command }) => isInstalled(command));
  const missing = [VITE, DJANGO].filter((peer) => !installed.includes(peer));
  return { installed, skipped: missing.map(({ name, command }) => `${name}: ${command} is not installed.`) };
}

function isInstalled(command: string): boolean {
  try {
    execFileSync(command, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** @returns milliseconds from the start of the command to its first page */
export async function startPeer({ command, parameters, site }: StartPeer): Promise<number> {
  using tree = site();
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(command, parameters(port), { cwd: tree.root, stdio: "ignore", detached: true });
  try {
    while (!(await isAnswered(`http://127.0.0.1:${port}/`))) {
      if (child.exitCode !== null) throw new Error(`${command} ended with exit code ${child.exitCode}.`);
      await sleep(2);
    }
    return performance.now() - begun;
  } finally {
    // Django's autoreload runs the server in a child of its own.
    if (child.exitCode === null && child.pid !== undefined) {
      process.kill(-child.pid, "SIGKILL");
      await once(child, "exit");
    }
  }
}

async function isAnswered(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { headers: { accept: "text/html" } });
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}
