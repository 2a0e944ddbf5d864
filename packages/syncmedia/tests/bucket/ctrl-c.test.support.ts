import { describe, expect, test } from "vitest";
import { runSyncmedia } from "../run-syncmedia.test.support.ts";
import { ended, start } from "../scratch.test.support.ts";
import type { BucketSuite } from "./bucket-suite.test.support.ts";
import { missingFiles } from "./bucket-view.test.support.ts";

/** Tests what Ctrl-C does to a run. */
export function testCtrlC(suite: BucketSuite): void {
  describe("on Ctrl-C", () => {
    test("ends between two objects", async () => {
      using one = suite.site();
      const child = start(one.root, "--to", one.to, "--hash");
      let writes = 0;
      suite.proxy.rule = ({ method, path }) => {
        if (method === "PUT" && !path.includes(".syncmedia") && (writes += 1) === 2) child.kill("SIGINT");
        return { kind: "forward" };
      };
      const { code, stdout } = await ended(child);
      expect(code).toBe(130);
      expect(stdout).toMatch(/Left undone: \d+ more/);
      expect((await suite.bucket.manifest(one.prefix)).size).toBe(0);
      expect(await runSyncmedia(one.root, "--to", one.to, "--hash")).toMatchObject({ code: 0 });
      expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    });

    test("counts a release whose manifest had travelled", async () => {
      using one = suite.site({ SYNCMEDIA: { KEEP: { RELEASES: 2, DAYS: 0 } } });
      const child = start(one.root, "--to", one.to, "--hash");
      suite.proxy.rule = ({ method, path }) => {
        if (method === "PUT" && path.endsWith("/media-manifest.json")) child.kill("SIGINT");
        return { kind: "forward" };
      };
      expect((await ended(child)).code).toBe(130);
      suite.proxy.rule = () => ({ kind: "forward" });
      const interrupted = await suite.bucket.manifest(one.prefix);
      expect(interrupted.size).toBeGreaterThan(0);
      one.write({ "contrib/admin/media/img/a+b (1).png": "other" });
      expect((await runSyncmedia(one.root, "--to", one.to, "--hash")).code).toBe(0);
      expect(await missingFiles(suite.bucket, one.prefix, interrupted)).toEqual([]);
    });

    test("ends at once if it comes twice, and lets go of its lock", async () => {
      using one = suite.site();
      const child = start(one.root, "--to", one.to, "--hash");
      let isInterrupted = false;
      suite.proxy.rule = ({ method, path }) => {
        if (method !== "PUT" || path.includes(".syncmedia")) return { kind: "forward" };
        // A third signal, at the end of the process, would kill it.
        if (!isInterrupted) {
          isInterrupted = true;
          child.kill("SIGINT");
          setTimeout(() => child.kill("SIGINT"), 100);
        }
        return { kind: "hold" };
      };
      const { code, stdout } = await ended(child);
      expect(code).toBe(130);
      expect(stdout).toContain("Interrupted in the middle of an upload");
      suite.proxy.rule = () => ({ kind: "forward" });
      expect(await runSyncmedia(one.root, "--to", one.to, "--hash", "--no-wait")).toMatchObject({ code: 0 });
      expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    });
  });
}
