import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { blogEnvironment, copyBlog, freePort } from "./blog-copy.ts";

type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

function run(cwd: string, program: string, flags: readonly string[], env: NodeJS.ProcessEnv = {}): Ended {
  const options = { cwd, env: blogEnvironment(env), encoding: "utf8", timeout: 30_000 } as const;
  return spawnSync(process.execPath, [path.join("production", program), ...flags], options);
}

describe("production/start.ts", () => {
  test.each([
    [["--frob"], "--frob"],
    [["--link", "--copy"], "exclude each other"],
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
  test("says what settings lack, without a stack", () => {
    using site = copyBlog();
    const { status, stderr } = run(site.root, "server.ts", [], { NODE_ENV: "production", SECRET_KEY: undefined });
    expect(status).toBe(1);
    expect(stderr).toContain("must be set.\nWrite `");
    expect(stderr).not.toContain("    at ");
  });
});
