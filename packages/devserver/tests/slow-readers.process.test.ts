import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startCli, until } from "./cli.test.support.ts";

const BIN = path.join(import.meta.dirname, "../bin/devserver.js");
const LINE = "x".repeat(10_000);
const APP = `export default { routes: async (app) => {
  app.get("/", async () => { console.log("${LINE}"); console.error("to stderr"); return String(process.pid); });
  app.get("/crash", async () => {
    for (let line = 0; line < 20000; line += 1) console.error("last words " + line);
    setImmediate(() => { throw new Error("crashed on purpose"); });
    return "soon";
  });
} };`;

let tree: TestTree;
let children: ChildProcess[] = [];
beforeEach(() => {
  tree = createTree({
    "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.mjs": APP,
    "blog/media/a.css": "a{}",
  });
});
afterEach(async () => {
  for (const child of children) {
    child.kill("SIGTERM");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  children = [];
  tree[Symbol.dispose]();
});

/** Starts the server on a port that nobody else has. */
async function start(redirect = ""): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const command = `exec "${process.execPath}" "${BIN}" start --strict-port --port ${port} ${redirect}`;
  const child = spawn("/bin/sh", ["-c", command], { cwd: tree.root, env: { ...process.env, TMPDIR: tree.root } });
  children.push(child);
  const url = `http://127.0.0.1:${port}`;
  await until(async () =>
    fetch(`${url}/media/blog/a.css`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    ),
  );
  return { child, url };
}

async function ask(url: string, agent: Agent): Promise<string> {
  const [response] = (await once(get(url, { agent }), "response")) as [IncomingMessage];
  return text(response);
}

describe("whoever reads the server's output", () => {
  test("may read nothing: 1,000 requests are answered, and the lines that are left out are counted", async () => {
    const { child, url } = await start();
    // Nothing is read before somebody listens.
    child.stderr?.resume();
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const pids = new Set<string>();
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(Array.from({ length: 100 }, async () => ask(`${url}/`, agent)));
      for (const pid of answers) pids.add(pid);
    }
    expect(pids.size).toBe(1);
    expect(await ask(`${url}/media/blog/a.css`, agent)).toBe("a{}");
    agent.destroy();
    let shown = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (shown += chunk));
    await until(() => /warning [\d,]+ lines left out/.test(shown) || undefined);
    expect(shown).toContain(LINE);
    await fetch(`${url}/media/blog/nothing-there.css`);
    await until(() => shown.includes("nothing-there.css") || undefined);
  });

  test("may end the server meanwhile", async () => {
    const { child, url } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    await Promise.all(Array.from({ length: 200 }, async () => ask(`${url}/`, agent)));
    agent.destroy();
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([143, null]);
  });

  test.each(["| head -n 1 > /dev/null", "> /dev/full"])(
    "may be gone (%s): the application goes on, and stderr says so once",
    async (redirect) => {
      const { child, url } = await start(redirect);
      let errors = "";
      child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
      const agent = new Agent({ keepAlive: true });
      const pids = new Set<string>();
      for (let times = 0; times < 20; times += 1) pids.add(await ask(`${url}/`, agent));
      agent.destroy();
      expect(pids.size).toBe(1);
      await until(() => errors.includes("Output is dropped") || undefined);
      expect(errors.match(/Output is dropped/g)).toHaveLength(1);
    },
  );

  test("gets an application's last words whole, before the report of its end", async () => {
    await using server = await startCli(tree.root);
    await server.get("/crash").catch(() => undefined);
    await server.event("crashed");
    await until(() => server.stderr().includes("last words 19999") || undefined);
    expect(server.stderr().match(/last words/g)).toHaveLength(20_000);
  });
});
