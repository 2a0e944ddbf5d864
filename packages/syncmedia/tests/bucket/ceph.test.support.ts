import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../../tests/blog-copy.ts";
import { ownerOf } from "./bucket-view.test.support.ts";
import type { ObjectServer } from "./object-server.test.support.ts";

const TOOLS = ["ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin", "ceph"];

/** The tool that is missing for a cluster; undefined if it can be started here. */
export const missingCephTool: string | undefined =
  process.getuid?.() === 0
    ? TOOLS.find((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0)
    : "the user root";

/** The keys of the user that the cluster has. */
const KEYS = { accessKeyId: "TESTKEY", secretAccessKey: "TESTSECRET" };

/** Starts a cluster: a monitor, a store in memory, and a gateway. All of it is below one temporary directory. */
export async function startCeph(): Promise<ObjectServer> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "mediaroot-ceph-"));
  const [port, monitor, legacy] = [Number(await freePort()), Number(await freePort()), Number(await freePort())];
  for (const name of ["mon", "osd", "rgw", "run", "log"]) mkdirSync(path.join(directory, name));
  writeFileSync(path.join(directory, "ceph.conf"), configuration(directory, { port, monitor, legacy }));
  const endpoint = `http://127.0.0.1:${port}`;
  const started: ObjectServer = {
    endpoint,
    keys: KEYS,
    makePublicBucket: (name) => makePublicBucket(endpoint, name),
    async restartGateway(milliseconds) {
      stop(directory, ["client.rgw.a.pid"]);
      await sleep(milliseconds);
      await startGateway(directory, port);
    },
    async [Symbol.asyncDispose]() {
      stop(directory, readdirSync(path.join(directory, "run")));
      await sleep(100);
      rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
  try {
    await startCluster(directory, monitor, legacy);
    await startGateway(directory, port);
    const { accessKeyId, secretAccessKey } = KEYS;
    const user = [
      "--uid=test",
      "--display-name=test",
      `--access-key=${accessKeyId}`,
      `--secret-key=${secretAccessKey}`,
    ];
    tool(directory, "radosgw-admin", "-n", "client.rgw.a", "user", "create", ...user);
    return started;
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
}

/** The policy of docs/deployment.md. */
async function makePublicBucket(endpoint: string, name: string): Promise<string> {
  const owner = ownerOf({ keys: KEYS });
  const url = `${endpoint}/${name}`;
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        NotResource: [`arn:aws:s3:::${name}/*/.syncmedia/*`],
      },
    ],
  };
  const made = await owner.fetch(url, { method: "PUT" });
  const opened = await owner.fetch(`${url}?policy`, { method: "PUT", body: JSON.stringify(policy) });
  if (!made.ok || opened.status >= 300) throw new Error(`${made.status} ${opened.status} ${await opened.text()}`);
  return url;
}

async function startCluster(directory: string, monitor: number, legacy: number): Promise<void> {
  const keyring = path.join(directory, "keyring");
  const key = (name: string, ...caps: readonly string[]): void => {
    const create = name === "mon." ? ["--create-keyring"] : [];
    run(
      "ceph-authtool",
      ...create,
      keyring,
      "--gen-key",
      "-n",
      name,
      ...caps.flatMap((cap) => ["--cap", ...cap.split("=", 2)]),
    );
  };
  key("mon.", "mon=allow *");
  key("client.admin", "mon=allow *", "osd=allow *", "mgr=allow *");
  key("osd.0", "mon=allow profile osd", "osd=allow *");
  key("client.rgw.a", "mon=allow rw", "osd=allow rwx");
  const map = path.join(directory, "monmap");
  const fsid = /fsid = (.*)/.exec(readFileSync(path.join(directory, "ceph.conf"), "utf8"))?.[1] ?? "";
  const addresses = `[v2:127.0.0.1:${monitor},v1:127.0.0.1:${legacy}]`;
  run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", addresses, map);
  tool(directory, "ceph-mon", "-i", "a", "--mkfs", "--monmap", map, "--keyring", keyring);
  tool(directory, "ceph-mon", "-i", "a");
  const uuid = crypto.randomUUID();
  tool(directory, "ceph", "--connect-timeout", "20", "osd", "new", uuid, "0");
  tool(directory, "ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", uuid);
  tool(directory, "ceph-osd", "-i", "0");
  while (!tool(directory, "ceph", "osd", "stat").includes("1 up")) await sleep(100);
}

async function startGateway(directory: string, port: number): Promise<void> {
  tool(directory, "radosgw", "-n", "client.rgw.a");
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer !== undefined) return;
    if (tries > 300) throw new Error(`the gateway does not answer: ${directory}/log`);
    await sleep(100);
  }
}

function stop(directory: string, names: readonly string[]): void {
  for (const name of names.filter((one) => one.endsWith(".pid"))) {
    const pid = Number(readFileSync(path.join(directory, "run", name), "utf8"));
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  }
}

function tool(directory: string, name: string, ...args: readonly string[]): string {
  return run(name, "-c", path.join(directory, "ceph.conf"), ...args);
}

function run(name: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(name, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

interface Ports {
  readonly port: number;
  readonly monitor: number;
  readonly legacy: number;
}

/** One copy of everything, in memory, and as few placement groups as there may be. */
function configuration(directory: string, { port, monitor, legacy }: Ports): string {
  return `[global]
fsid = ${crypto.randomUUID()}
mon host = [v2:127.0.0.1:${monitor},v1:127.0.0.1:${legacy}]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = ${directory}/keyring
run dir = ${directory}/run
admin socket = ${directory}/run/$name.asok
pid file = ${directory}/run/$name.pid
log file = ${directory}/log/$name.log
log to stderr = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
osd crush chooseleaf type = 0
ms bind ipv6 = false
[mon.a]
mon data = ${directory}/mon
[osd.0]
osd data = ${directory}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
[client.rgw.a]
rgw data = ${directory}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw enable usage log = false
rgw gc processor max time = 5
`;
}
