import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createTree } from "@mediaroot/core/testing";

const repository = fileURLToPath(new URL("..", import.meta.url));

/** The packages that are published, in the order in which they depend on each other. */
export const PACKAGES = ["core", "templates", "media", "runtime", "devserver", "syncmedia"] as const;

/** Builds every package, as `npm run build` does. */
export function buildPackages(): void {
  run(repository, "npm", "run", "--silent", "build");
}

/** Bundles every package into its `dist`, as `npm run build` does, without the declarations: that takes a second. */
export function bundlePackages(): void {
  run(repository, path.join(repository, "node_modules/.bin/rolldown"), "-c");
}

/**
 * Packs every package as it has been built, `create-mediaroot` included.
 *
 * @returns the tarballs
 */
export function packPackages(directory: string): readonly string[] {
  const pack = ["-r", "--filter", "./packages/*", "pack", "--pack-destination", directory];
  run(repository, "npx", "--yes", "pnpm@12.21.0", ...pack);
  return readdirSync(directory).map((file) => path.join(directory, file));
}

/**
 * Packs every package, and installs them with plain npm, as a user would.
 *
 * @param directory a directory with a package.json; the packages need not be named in it
 * @param more further packages, as npm takes them
 */
export function installPackages(directory: string, more: readonly string[] = []): void {
  using tarballs = createTree();
  const files = packPackages(tarballs.root);
  run(directory, "npm", "install", "--no-audit", "--no-fund", "--silent", ...files, ...more);
}

/** @returns what a command prints; it must succeed */
export function run(cwd: string, command: string, ...parameters: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, parameters, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${parameters.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}
