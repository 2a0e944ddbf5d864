import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "../run-syncmedia.test.support.ts";
import { ended, start, until } from "../scratch.test.support.ts";
import { type BucketSite, type BucketSuite, isWrite } from "./bucket-suite.test.support.ts";
import { missingFiles } from "./bucket-view.test.support.ts";

/** How many pairs of publishers start at once. BUCKET_PAIRS=30 takes two minutes. */
const PAIRS = Number(process.env["BUCKET_PAIRS"] ?? 4);

/** Tests that two publishers do not get into each other's way. */
export function testPublishers(suite: BucketSuite): void {
  describe("two publishers", () => {
    test("at once: one waits for the other, and the manifest is one of theirs", async () => {
      using one = suite.site();
      using other = suite.site();
      for (let round = 0; round < PAIRS; round += 1) {
        one.write({ "blog/media/js/a.mjs": `export const a = "one ${round}";` });
        const theirs = round % 2 === 0 ? { "blog/media/other.css": "x" } : {};
        const release = round % 2 === 0 ? "other" : "one";
        other.write({ "blog/media/js/a.mjs": `export const a = "${release} ${round}";`, ...theirs });
        suite.proxy.requests.splice(0);
        const ran = await Promise.all([publish(one, one.to, "one"), publish(other, one.to, "other")]);
        expect(ran, `round ${round}`).toMatchObject([{ code: 0 }, { code: 0 }]);
        expect(turns(), `round ${round}`).toBeLessThanOrEqual(2);
        const manifests = [one, other].map((tree) => readFileSync(tree.path("media-manifest.json"), "utf8"));
        expect(manifests).toContain(await (await suite.bucket.visit(`${one.prefix}/media-manifest.json`)).text());
        expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
      }
    });

    test("of which one does not wait: it says who is publishing", async () => {
      using one = suite.site();
      await runSyncmedia(one.root, "--to", one.to);
      const lock = { name: "pid 1 on elsewhere", nonce: "x", renewed: 0, isReleased: false };
      await suite.bucket.send("PUT", `${one.prefix}/.syncmedia/lock`, { body: JSON.stringify(lock) });
      one.write({ "blog/media/new.css": "new" });
      const { code, stderr } = await runSyncmedia(one.root, "--to", one.to, "--no-wait");
      expect(code).toBe(1);
      expect(stderr).toContain("locked by pid 1 on elsewhere");
    });

    test("of which one works for longer than its lock lasts: it renews the lock, and the other gets none", async () => {
      using one = suite.site();
      using other = suite.site();
      const [renewedOften, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let renewals = 0;
      suite.proxy.rule = ({ method, path, headers }) => {
        if (method === "PUT" && path.endsWith("/lock") && "if-match" in headers && (renewals += 1) === RENEWALS) {
          renewedOften.resolve();
        }
        return path.includes("/blog/js/core.") ? { kind: "hold", until: release.promise } : { kind: "forward" };
      };
      const child = publishWithShortLease(one, one.to);
      await renewedOften.promise;
      const refused = await runSyncmedia(other.root, "--to", one.to, "--hash", "--no-wait");
      expect(refused).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`locked by pid ${child.pid} `) as string,
      });
      release.resolve();
      expect(await ended(child)).toMatchObject({ code: 0, stderr: "" });
      expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    });

    test("of which one is stopped for longer than its lock lasts: it writes nothing more", async () => {
      using one = suite.site();
      using other = suite.site();
      const child = publishWithShortLease(one, one.to);
      let stopped = false;
      suite.proxy.rule = ({ method, path }) => {
        if (method === "PUT" && !stopped && path.includes("/blog/js/core.")) {
          stopped = true;
          child.kill("SIGSTOP");
        }
        return { kind: "forward" };
      };
      await until(() => stopped);
      other.write({ "blog/media/js/a.mjs": `export const a = "other";` });
      const [overtakes] = await once(publishWithShortLease(other, one.to), "close");
      expect(overtakes).toBe(0);
      suite.proxy.requests.splice(0);
      child.kill("SIGCONT");
      const { code, stderr } = await ended(child);
      expect(stderr).toContain("BUCKET_LOCK_LOST");
      expect(code).toBe(1);
      expect(suite.proxy.requests.filter(isWrite).filter(({ status = 0 }) => status < 300)).toEqual([]);
      const manifest = await (await suite.bucket.visit(`${one.prefix}/media-manifest.json`)).text();
      expect(manifest).toBe(readFileSync(other.path("media-manifest.json"), "utf8"));
      expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    });
  });

  /** @param name its region, by which its requests are told apart */
  function publish(site: BucketSite, to: string, name: string): ReturnType<typeof ended> {
    return ended(start(site.root, "--to", `${to}?region=${name}`, "--hash"));
  }

  /** @returns how often another publisher came to write than the one before, the first one included; for locks they compete */
  function turns(): number {
    const writers = suite.proxy.requests
      .filter((request) => isWrite(request) && !request.path.endsWith("/.syncmedia/lock"))
      .map(({ headers }) => /\/(\w+)\/s3\/aws4_request/.exec(headers.authorization ?? "")?.[1]);
    return writers.filter((writer, index) => writer !== writers[index - 1]).length;
  }
}

/** More than go into the two seconds of the short lease, which is renewed four times in them. */
const RENEWALS = 6;
const SHORT_LEASE = join(import.meta.dirname, "publish-with-short-lease.test.support.ts");

function publishWithShortLease({ root }: BucketSite, to: string): ChildProcess {
  return spawn(process.execPath, [SHORT_LEASE, root, to], { stdio: ["ignore", "pipe", "pipe"] });
}
