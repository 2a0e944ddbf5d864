import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

// The current major of each. They need not agree with what the repository itself depends on.
const PACKAGES = [
  "express@5 express4@npm:express@4 koa@3 polka@0.5 @hapi/hapi@21 fastify@5 socket.io@4 ws@8",
  "hono@4 @hono/node-server@2 h3@2 elysia@1 graphql-yoga@5 graphql@16 @trpc/server@11 vite@8",
  "@nestjs/common@12 @nestjs/core@12 @nestjs/platform-express@12 @nestjs/platform-fastify@12",
  "@nestjs/platform-socket.io@12 @nestjs/websockets@12 rxjs@7 reflect-metadata@0.2",
  "@fastify/rate-limit@11 express-rate-limit@8",
].flatMap((line) => line.split(" "));
const CACHE = path.join(import.meta.dirname, "../../../node_modules/.cache/frameworks");
const OFFLINE = /E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|NETUNREACH|TIMEDOUT)|ERR_SOCKET_TIMEOUT/;

/**
 * Installs the frameworks by npm, once for all test files, and for later runs.
 *
 * @returns the directory of the packages, for a link named `node_modules`; undefined where npm cannot be reached
 */
export function installFrameworks(packages: readonly string[] = PACKAGES): string | undefined {
  const name = createHash("sha256").update(packages.join(" ")).digest("hex").slice(0, 16);
  const installed = path.join(CACHE, name);
  if (!existsSync(installed)) {
    mkdirSync(CACHE, { recursive: true });
    const fresh = mkdtempSync(path.join(CACHE, "new-"));
    if (!install(fresh, packages)) return undefined;
    moveInto(installed, fresh);
  }
  return path.join(installed, "node_modules");
}

function install(directory: string, packages: readonly string[]): boolean {
  writeFileSync(path.join(directory, "package.json"), `{ "private": true }`);
  const options = ["install", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr } = spawnSync("npm", [...options, ...packages], { cwd: directory, encoding: "utf8" });
  if (status === 0) return true;
  rmSync(directory, { recursive: true });
  if (OFFLINE.test(stderr)) return false;
  throw new Error(`npm install ended with ${status}:\n${stderr}`);
}

/** Another test file may have been faster. */
function moveInto(installed: string, fresh: string): void {
  try {
    renameSync(fresh, installed);
  } catch {
    rmSync(fresh, { recursive: true });
  }
}
