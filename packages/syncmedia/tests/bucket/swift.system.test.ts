import { describe, expect, test, vi } from "vitest";
import { runSyncmedia } from "../run-syncmedia.test.support.ts";
import { ended, run, start } from "../scratch.test.support.ts";
import { useBucketSuite } from "./bucket-suite.test.support.ts";
import { missingFiles } from "./bucket-view.test.support.ts";
import { missingSwiftTool, startSwift } from "./swift.test.support.ts";

const why = missingSwiftTool === undefined ? "" : ` (skipped: ${missingSwiftTool} is missing)`;

/** A real server without conditional writes (501) and without removals in bulk by SHA-256 alone. */
describe.skipIf(missingSwiftTool !== undefined)(`syncmedia --to s3://bucket, OpenStack Swift${why}`, () => {
  const suite = useBucketSuite(startSwift);
  const WARNING = [expect.stringContaining("does not check conditions (If-Match, If-None-Match)")];

  /** Publishes, and expects one warning at most: that of the missing fence. */
  async function publish(root: string, ...flags: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runSyncmedia(root, ...flags);
    expect({ code, warnings: stderr.trim().split("\n") }).toEqual({ code: 0, warnings: WARNING });
    return stdout;
  }

  test("publishes everything, with types and caching, and says once what is missing", async () => {
    using one = suite.site();
    // Not through the proxy, which keeps from syncmedia that an answer to HEAD ends with a chunk.
    await publish(one.root, "--to", `${one.to}?endpoint=${suite.server.endpoint}`, "--hash");
    expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    const manifest = await suite.bucket.manifest(one.prefix);
    const module = await suite.bucket.visit(`${one.prefix}/${manifest.get("blog/js/core.mjs")?.path}`);
    expect(Object.fromEntries(module.headers)).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    });
    const again = await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(again).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("up to date") as string });
    expect((await runSyncmedia(one.root, "verify", "--to", one.to)).code).toBe(0);
  });

  test("sends what has changed, and removes what is gone", async () => {
    using one = suite.site({ SYNCMEDIA: { KEEP: { RELEASES: 1, DAYS: 0 } } });
    await publish(one.root, "--to", one.to, "--hash", "--compress", "gzip");
    suite.sent();
    one.write({ "contrib/admin/media/img/a+b (1).png": "other" });
    run(one.root, "rm", "blog/media/js/core.mjs");
    await publish(one.root, "--to", one.to, "--hash", "--compress", "gzip");
    expect(suite.sent().filter((line) => line.startsWith("PUT"))).toHaveLength(4);
    expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    const keys = await suite.bucket.keys(one.prefix);
    expect(keys.filter((key) => key.includes("/core."))).toEqual([]);
    expect(keys.filter((key) => key.includes("/a+b (1)."))).toHaveLength(2);
  });

  test("leaves what somebody else has put at a plain name", async () => {
    using one = suite.site();
    await suite.bucket.send("PUT", `${one.prefix}/photo.jpg`, { body: "mine" });
    expect(await publish(one.root, "--to", one.to, "--hash")).toContain("kept photo.jpg");
    expect(await (await suite.bucket.visit(`${one.prefix}/photo.jpg`)).text()).toBe("mine");
  });

  test("sends a large file in parts", async () => {
    using one = suite.site();
    const bytes = Buffer.alloc(20 * 1024 * 1024, "large");
    one.write({ "blog/media/large.bin": bytes });
    await publish(one.root, "--to", one.to);
    const found = Buffer.from(await (await suite.bucket.visit(`${one.prefix}/blog/large.bin`)).arrayBuffer());
    expect(found.equals(bytes)).toBe(true);
    expect((await runSyncmedia(one.root, "verify", "--to", one.to)).code).toBe(0);
  });

  test("has one of two publishers wait for the other", async () => {
    using one = suite.site();
    using other = suite.site();
    other.write({ "blog/media/js/a.mjs": "export const a = 2;" });
    const ran = await Promise.all([one, other].map((tree) => ended(start(tree.root, "--to", one.to, "--hash"))));
    expect(ran).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    expect((await runSyncmedia(one.root, "verify", "--to", one.to)).code).toBe(0);
  });

  test("completes after a kill, and after a restart of the server in the middle", async () => {
    using one = suite.site();
    const child = start(one.root, "--to", one.to, "--hash");
    suite.proxy.rule = ({ path }) => {
      if (path.includes("/blog/js/core.")) child.kill("SIGKILL");
      return { kind: "forward" };
    };
    await ended(child);
    await suite.bucket.send("DELETE", `${one.prefix}/.syncmedia/lock`);
    let restart: Promise<void> | undefined;
    suite.proxy.rule = ({ path }) => {
      if (path.includes("/blog/js/core.")) restart ??= suite.server.restartGateway(100);
      return { kind: "forward" };
    };
    await publish(one.root, "--to", one.to, "--hash");
    await restart;
    expect(restart).toBeDefined();
    expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
  });

  test.each([
    ["a wrong secret", { AWS_SECRET_ACCESS_KEY: "wrong" }, "s3://media", "does not accept the keys"],
    ["an unknown user", { AWS_ACCESS_KEY_ID: "test:nobody" }, "s3://media", "does not accept the keys"],
    ["no such bucket", {}, "s3://nobody", "There is no bucket s3://nobody"],
    ["another region", { AWS_REGION: "eu-1" }, "s3://media", "is not in the region eu-1, but in us-east-1"],
  ])("says in one error: %s", async (_, environment, to, message) => {
    using one = suite.site();
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { code, stderr } = await runSyncmedia(one.root, "--to", to);
    vi.unstubAllEnvs();
    expect(stderr).toContain(message);
    expect(stderr.match(/^error/gm)).toHaveLength(1);
    expect(code).toBe(1);
  });
});
