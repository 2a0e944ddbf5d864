import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { blogEnvironment, type BlogCopy, copyBlog, freePort } from "./blog-copy.ts";

type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

function run(cwd: string, program: string, flags: readonly string[], env: NodeJS.ProcessEnv = {}): Ended {
  const options = { cwd, env: blogEnvironment(env), encoding: "utf8", timeout: 30_000 } as const;
  return spawnSync(process.execPath, [path.join("production", program), ...flags], options);
}

interface RunningServer extends AsyncDisposable {
  readonly process: ChildProcess;
  /** @returns the status of the blog's first page */
  ask(): Promise<number | undefined>;
}

/** Starts server.ts behind a socket in the copy of the blog, and waits until it listens. */
async function startBehindSocket(site: BlogCopy): Promise<RunningServer> {
  const socketPath = site.path("application.sock");
  const child = spawn(process.execPath, ["production/server.ts"], {
    cwd: site.root,
    env: blogEnvironment({ ...PRODUCTION, SOCKET: socketPath }),
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  expect(await Promise.race([once(child, "message"), ended])).toEqual(["listening", undefined]);
  return {
    process: child,
    async ask() {
      const [response] = await once(request({ socketPath, headers: { host: "localhost" } }).end(), "response");
      response.resume();
      return response.statusCode;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const PRODUCTION = { NODE_ENV: "production", SECRET_KEY: "a secret of the tests", ALLOWED_HOSTS: "localhost" };

describe("production/start.ts", () => {
  test.each([
    [["--frob"], "--frob"],
    [["--link", "--copy"], "exclude each other"],
    [["--nginx=no"], "--nginx"],
    [["--port", "http"], "--port http is no number"],
  ])("refuses %j in a line, before anything is written", (flags, reason) => {
    using site = copyBlog();
    const { status, stdout, stderr } = run(site.root, "start.ts", flags);
    expect([status, stdout, stderr.trim().split("\n")]).toEqual([2, "", [expect.stringContaining(reason)]]);
  });

  test("ends when the application does not start", async () => {
    using site = copyBlog();
    site.write({ "production/server.ts": "process.exit(3);" });
    const { status, stdout } = run(site.root, "start.ts", ["--port", await freePort()]);
    expect(status).toBe(1);
    expect(stdout).not.toContain("http://");
  });
});

describe("production/server.ts", () => {
  test("starts again after it was killed, which leaves its socket file behind", async () => {
    using site = copyBlog();
    const killed = await startBehindSocket(site);
    await killed[Symbol.asyncDispose]();
    expect(existsSync(site.path("application.sock"))).toBe(true);
    await using server = await startBehindSocket(site);
    expect(await server.ask()).toBe(200);
  });

  test("takes no socket away from a server that answers", async () => {
    using site = copyBlog();
    await using server = await startBehindSocket(site);
    const second = run(site.root, "server.ts", [], { ...PRODUCTION, SOCKET: site.path("application.sock") });
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(/^\/.*\/application\.sock is in use\. Stop the server that listens there, .*\n$/);
    expect(await server.ask()).toBe(200);
  });

  test("removes no file that is not a socket", () => {
    using site = copyBlog();
    site.write({ "application.sock": "a file of somebody else" });
    const { status } = run(site.root, "server.ts", [], { ...PRODUCTION, SOCKET: site.path("application.sock") });
    expect([status, site.read("application.sock")]).toEqual([1, "a file of somebody else"]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("ends on %s, and leaves no socket file", async (signal) => {
    using site = copyBlog();
    await using server = await startBehindSocket(site);
    const exit = once(server.process, "exit");
    server.process.kill(signal);
    expect(await exit).toEqual([0, null]);
    expect(existsSync(site.path("application.sock"))).toBe(false);
  });

  test("says what settings lack, without a stack", () => {
    using site = copyBlog();
    const { status, stderr } = run(site.root, "server.ts", [], { NODE_ENV: "production", SECRET_KEY: undefined });
    expect(status).toBe(1);
    expect(stderr).toContain("must be set.\nWrite `");
    expect(stderr).not.toContain("    at ");
  });
});
