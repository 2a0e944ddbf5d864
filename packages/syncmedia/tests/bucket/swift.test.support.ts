import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { freePort } from "../../../../tests/blog-copy.ts";
import { ownerOf } from "./bucket-view.test.support.ts";
import type { ObjectServer } from "./object-server.test.support.ts";

const STORES = ["account", "container", "object"] as const;
const TOOLS = [
  "swift-ring-builder",
  "swift-proxy-server",
  ...STORES.map((name) => `swift-${name}-server`),
  "memcached",
];

/** The tool that is missing for OpenStack Swift; undefined if it can be started here. */
export const missingSwiftTool: string | undefined =
  process.getuid?.() === 0
    ? TOOLS.find((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0)
    : "the user root";

/** Account and user, and the password. */
const KEYS = { accessKeyId: "test:tester", secretAccessKey: "testing" };

/** A server of Swift, by its configuration. */
interface SwiftServer {
  readonly name: "proxy" | (typeof STORES)[number];
  readonly port: string;
  readonly pipeline: string;
}

/**
 * Starts OpenStack Swift with one replica of everything below a temporary directory, and its S3 interface (the filter s3api). It
 * needs memcached for the tokens of its users.
 */
export async function startSwift(): Promise<ObjectServer> {
  const tree = createTree({ "swift.conf": SWIFT_CONF, "devices/one/": "" });
  const children: ChildProcess[] = [];
  const start = async (server: SwiftServer, more = ""): Promise<ChildProcess> => {
    tree.write({ [`${server.name}.conf`]: configuration(tree, server) + more });
    const child = startProcess(tree, `swift-${server.name}-server`, tree.path(`${server.name}.conf`));
    children.push(child);
    await listening(server.port);
    return child;
  };
  const [memcached, port] = [await freePort(), await freePort()];
  children.push(startProcess(tree, "memcached", "-l", "127.0.0.1", "-p", memcached, "-U", "0", "-u", "root"));
  const stores = STORES.map(async (name) => {
    const store = { name, port: await freePort(), pipeline: `${name}-server` };
    await makeRing(tree, store);
    return store;
  });
  await Promise.all((await Promise.all(stores)).map((store) => start(store)));
  const gateway = { name: "proxy", port, pipeline: `${Object.keys(FILTERS).join(" ")} proxy-server` } as const;
  const startGateway = (): Promise<ChildProcess> => start(gateway, filters(memcached));
  let running = await startGateway();
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    keys: KEYS,
    async restartGateway(milliseconds) {
      await stop(running);
      await sleep(milliseconds);
      running = await startGateway();
    },
    async makePublicBucket(name) {
      const init = { method: "PUT", headers: { "x-amz-acl": "public-read" } };
      const made = await ownerOf({ keys: KEYS }).fetch(`${endpoint}/${name}`, init);
      if (!made.ok) throw new Error(await made.text());
      return `${endpoint}/v1/AUTH_test/${name}`;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map(stop));
      tree[Symbol.dispose]();
    },
  };
}

function startProcess(tree: TestTree, program: string, ...args: readonly string[]): ChildProcess {
  const log = openSync(tree.path(`${program}.log`), "a");
  return spawn(program, args, { cwd: tree.root, stdio: ["ignore", log, log] });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function listening(port: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer !== undefined) return;
    if (tries > 300) throw new Error(`a server of Swift does not answer at port ${port}`);
    await sleep(100);
  }
}

/** A ring says which store has which part of the names: here one has all. */
async function makeRing(tree: TestTree, { name, port }: SwiftServer): Promise<void> {
  for (const args of ["create 4 1 0", `add r1z1-127.0.0.1:${port}/one 1`, "rebalance"]) {
    await promisify(execFile)("swift-ring-builder", [`${name}.builder`, ...args.split(" ")], { cwd: tree.root });
  }
}

const SWIFT_CONF = `[swift-hash]
swift_hash_path_prefix = of the tests
[storage-policy:0]
name = one
default = yes
`;

function configuration(tree: TestTree, { name, port, pipeline }: SwiftServer): string {
  return `[DEFAULT]
swift_dir = ${tree.root}
devices = ${tree.path("devices")}
mount_check = false
bind_ip = 127.0.0.1
bind_port = ${port}
user = root
workers = 0
fallocate_reserve = 0
[pipeline:main]
pipeline = ${pipeline}
[app:${name}-server]
use = egg:swift#${name}
account_autocreate = true
`;
}

/** What a request passes, in this order, before it comes to the store. */
const FILTERS = {
  catch_errors: "",
  gatekeeper: "",
  cache: "",
  listing_formats: "",
  s3api: "location = us-east-1",
  tempauth: `user_test_tester = ${KEYS.secretAccessKey} .admin`,
  bulk: "",
  slo: "",
} as const;

function filters(memcached: string): string {
  const parts = Object.entries(FILTERS).map(([name, line]) => {
    const [egg, more] = name === "cache" ? ["memcache", `memcache_servers = 127.0.0.1:${memcached}`] : [name, line];
    return `[filter:${name}]\nuse = egg:swift#${egg}\n${more}\n`;
  });
  return parts.join("");
}
