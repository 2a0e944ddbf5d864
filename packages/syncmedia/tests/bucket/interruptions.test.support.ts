import { rmSync, writeFileSync } from "node:fs";
import type { Manifest } from "@mediaroot/core";
import { describe, expect, test, vi } from "vitest";
import { runSyncmedia } from "../run-syncmedia.test.support.ts";
import { ended, start } from "../scratch.test.support.ts";
import { canMount, mounted } from "../volume.test.support.ts";
import { type BucketSite, type BucketSuite, isWrite } from "./bucket-suite.test.support.ts";
import { missingFiles } from "./bucket-view.test.support.ts";
import { startCutter } from "./cutter.test.support.ts";
import { seeded } from "./seeded.test.support.ts";

/** How many runs are killed. BUCKET_KILLS=50 takes two minutes. */
const KILLS = Number(process.env["BUCKET_KILLS"] ?? 8);
/** How long the server is overloaded, in milliseconds. */
const OVERLOAD_MS = Number(process.env["BUCKET_OVERLOAD_MS"] ?? 2000);

/** Tests that visitors have every file of every kept manifest, whatever interrupts a run, and that the next run completes. */
export function testInterruptions(suite: BucketSuite): void {
  describe("keeps every name of every kept manifest", () => {
    test("when it is killed at any request, and the next run completes", async () => {
      using one = suite.site();
      const random = seeded(7);
      await runSyncmedia(one.root, "--to", one.to, "--hash");
      const published: Manifest[] = [await suite.bucket.manifest(one.prefix)];
      for (let round = 0; round < KILLS; round += 1) {
        one.write({
          "contrib/admin/media/img/a+b (1).png": `round ${round}`,
          [`blog/media/new${round % 3}.css`]: `${round}`,
        });
        await killAt(one, random);
        await releaseLock(one.prefix);
        const now = await suite.bucket.manifest(one.prefix);
        for (const manifest of [...published.slice(-2), now]) {
          expect(await missingFiles(suite.bucket, one.prefix, manifest), `round ${round}`).toEqual([]);
        }
        // Some runs are killed after one that was killed.
        if (random() < 0.4) continue;
        expect(await runSyncmedia(one.root, "--to", one.to, "--hash"), `round ${round}`).toMatchObject({ code: 0 });
        published.push(await suite.bucket.manifest(one.prefix));
        expect(await missingFiles(suite.bucket, one.prefix), `round ${round}`).toEqual([]);
      }
    });

    test("when requests are cut and answers are lost, in one run", async () => {
      using one = suite.site();
      const random = seeded(3);
      for (let round = 0; round < 3; round += 1) {
        one.write({ "contrib/admin/media/img/a+b (1).png": `round ${round}` });
        suite.proxy.rule = () => {
          const dice = random();
          if (dice < 0.15) return { kind: "cut request", after: Math.floor(random() * 2000) };
          return dice < 0.3 ? { kind: "lose answer" } : { kind: "forward" };
        };
        expect(await runSyncmedia(one.root, "--to", one.to, "--hash")).toMatchObject({ code: 0, stderr: "" });
        suite.proxy.rule = () => ({ kind: "forward" });
        await expectComplete(one);
      }
    });

    test("when every connection is cut after some bytes of either direction", async () => {
      using one = suite.site();
      await using cutter = await startCutter(suite.server.endpoint, seeded(5));
      vi.stubEnv("AWS_ENDPOINT_URL", cutter.endpoint);
      const ran = await runSyncmedia(one.root, "--to", one.to, "--hash");
      vi.unstubAllEnvs();
      expect(ran).toMatchObject({ code: 0, stderr: "" });
      expect(cutter.cuts()).toBeGreaterThan(1);
      await expectComplete(one);
    });

    test("when the server is overloaded", { timeout: OVERLOAD_MS + 120_000 }, async () => {
      using one = suite.site();
      const end = Date.now() + OVERLOAD_MS;
      suite.proxy.rule = ({ method }) =>
        method === "PUT" && Date.now() < end ? { kind: "answer", status: 503, code: "SlowDown" } : { kind: "forward" };
      expect(await runSyncmedia(one.root, "--to", one.to, "--hash")).toMatchObject({ code: 0, stderr: "" });
      expect(suite.proxy.requests.length).toBeGreaterThan(5);
      expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    });

    test("when the gateway is restarted in the middle", async () => {
      using one = suite.site();
      let restart: Promise<void> | undefined;
      suite.proxy.rule = ({ path }) => {
        if (path.includes("core.")) restart ??= suite.server.restartGateway(300);
        return { kind: "forward" };
      };
      expect(await runSyncmedia(one.root, "--to", one.to, "--hash")).toMatchObject({ code: 0, stderr: "" });
      expect(restart).toBeDefined();
      await restart;
      expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    });

    test.skipIf(!canMount)("when the disk of the publisher is full, which then keeps the manifest it has", async () => {
      using one = suite.site({ MEDIA_MANIFEST: "deploy/media-manifest.json" });
      const disk = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", one.path("deploy")] as const;
      using _ = mounted(one, "deploy", disk);
      writeFileSync(one.path("deploy/rubbish"), Buffer.alloc(8192));
      const { code, stdout } = await runSyncmedia(one.root, "--to", one.to, "--hash");
      expect(stdout).toContain("ENOSPC");
      expect(code).toBe(1);
      expect((await suite.bucket.manifest(one.prefix)).size).toBe(5);
      expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
      rmSync(one.path("deploy/rubbish"));
      const next = await runSyncmedia(one.root, "--to", one.to, "--hash");
      expect(next).toMatchObject({ code: 0, stderr: "" });
      expect((await runSyncmedia(one.root, "--to", one.to, "--hash", "--check")).code).toBe(0);
    });
  });

  /** Nothing is missing, and the ledger says so too. */
  async function expectComplete(one: BucketSite): Promise<void> {
    expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash")).stdout).toContain("up to date");
  }

  /** Kills a run at one of its requests that write, which arrives whole, in part or not at all. */
  async function killAt(one: BucketSite, random: () => number): Promise<void> {
    const child = start(one.root, "--to", one.to, "--hash");
    const last = Math.floor(random() * 16) + 1;
    const [arrives, after] = [random() < 0.5, Math.floor(random() * 1000)];
    let writes = 0;
    suite.proxy.rule = (request) => {
      if (isWrite(request)) writes += 1;
      if (writes < last) return { kind: "forward" };
      child.kill("SIGKILL");
      return arrives ? { kind: "lose answer" } : { kind: "cut request", after };
    };
    await ended(child);
    suite.proxy.rule = () => ({ kind: "forward" });
  }

  /** A killed process cannot let go of its lock. Whoever does not want to wait for a minute may remove it. */
  async function releaseLock(prefix: string): Promise<void> {
    await suite.bucket.send("DELETE", `${prefix}/.syncmedia/lock`);
  }
}
