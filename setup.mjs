// Installs the workspace when its lockfile has changed since the last time. Needs nothing but Node 20 and npm.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const PNPM = "pnpm@12.21.0";
const STAMP = "node_modules/.installed-lockfile";

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

// The lockfile repeats every dependency of every package, so it alone tells whether there is anything to install.
if (read(STAMP) !== read("pnpm-lock.yaml")) {
  process.stderr.write("Installing the workspace (once; some ten seconds)\n");
  const install = ["--yes", PNPM, "install", "--frozen-lockfile", "--loglevel=error"];
  const { status } = spawnSync("npx", install, {
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(STAMP, read("pnpm-lock.yaml") ?? "");
}
