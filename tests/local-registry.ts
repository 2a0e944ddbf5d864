import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { freePort } from "./blog-copy.ts";
import { run } from "./installed-packages.ts";
import { startServer } from "./server-process.ts";

/** A package registry on this machine, for npm and pnpm. */
export interface LocalRegistry extends AsyncDisposable {
  /** The environment of a command that uses it: a configuration and a cache of its own. */
  readonly environment: NodeJS.ProcessEnv;
}

const VERDACCIO = "6.10.4";
const CACHE = fileURLToPath(new URL(`../node_modules/.cache/verdaccio-${VERDACCIO}/`, import.meta.url));
const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));

/** Starts verdaccio. Packages that nobody publishes to it come from the registry that npm is set to. */
export async function startRegistry(): Promise<LocalRegistry> {
  const program = installVerdaccio();
  const tree = createTree();
  const upstream = run(tree.root, "npm", "config", "get", "registry").trim();
  const port = await freePort();
  tree.write({ "config.yaml": configFor(upstream), npmrc: npmrcFor(port) });
  const args = [program, "--config", "config.yaml", "--listen", `127.0.0.1:${port}`];
  const server = await startServer("node", args, { cwd: tree.root });
  return {
    environment: environmentOf(tree),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      tree[Symbol.dispose]();
    },
  };
}

/** Publishes every package as it has been built, as CONTRIBUTING.md says. */
export function publishPackages({ environment }: LocalRegistry): void {
  const publish = ["--yes", "pnpm@12.21.0", "-r", "publish", "--no-git-checks"];
  const { status, stdout, stderr } = spawnSync("npx", publish, { cwd: REPOSITORY, env: environment, encoding: "utf8" });
  if (status !== 0) throw new Error(`pnpm publish ended with ${status}\n${stdout}${stderr}`);
}

/** @returns the program of verdaccio, installed once */
function installVerdaccio(): string {
  const program = path.join(CACHE, "node_modules/verdaccio/bin/verdaccio");
  const stamp = path.join(CACHE, "installed");
  if (existsSync(stamp)) return program;
  mkdirSync(CACHE, { recursive: true });
  // It asks for node-fetch by a tag, which mirrors of registries may not have.
  const manifest = { private: true, dependencies: { verdaccio: VERDACCIO }, overrides: { "node-fetch": "2.7.0" } };
  writeFileSync(path.join(CACHE, "package.json"), JSON.stringify(manifest));
  run(CACHE, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent");
  writeFileSync(stamp, "");
  return program;
}

/** Anybody may publish packages of Mediaroot and those of the tests. */
function configFor(upstream: string): string {
  const open = "{ access: $all, publish: $all }";
  return [
    "storage: ./storage",
    "auth: { htpasswd: { file: ./htpasswd, max_users: -1 } }",
    `uplinks: { upstream: { url: ${JSON.stringify(upstream)} } }`,
    `packages: { "@mediaroot/*": ${open}, "create-mediaroot": ${open}, "mediaroot-*": ${open}, "**": { access: $all, proxy: upstream } }`,
    "log: { type: stdout, format: pretty, level: warn }",
  ].join("\n");
}

/** npm publishes nothing without a token, whatever it is. */
function npmrcFor(port: string): string {
  const lines = ["audit=false", "fund=false", "update-notifier=false", "fetch-retries=0"];
  return [`registry=http://127.0.0.1:${port}/`, `//127.0.0.1:${port}/:_authToken=none`, ...lines, ""].join("\n");
}

function environmentOf(tree: TestTree): NodeJS.ProcessEnv {
  // What npm and vitest have set for this process is not set for a user.
  const own = Object.entries(process.env).filter(([name]) => !/^npm_config_|^NODE_ENV$/i.test(name));
  return {
    ...Object.fromEntries(own),
    NPM_CONFIG_USERCONFIG: tree.path("npmrc"),
    npm_config_cache: tree.path("cache"),
  };
}
