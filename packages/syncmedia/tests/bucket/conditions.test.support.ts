import { expect, test } from "vitest";
import { runSyncmedia } from "../run-syncmedia.test.support.ts";
import { ended, type Ran, start } from "../scratch.test.support.ts";
import type { BucketSuite } from "./bucket-suite.test.support.ts";
import { missingFiles } from "./bucket-view.test.support.ts";

/** Tests servers that can do less, which a proxy plays. */
export function testMissingConditions(suite: BucketSuite): void {
  test.each([
    ["no conditions", ["if-match", "if-none-match"]],
    ["no If-Match", ["if-match"]],
  ])("publishes to a server that knows %s and no removal in bulk, and says so once", async (_, unknown) => {
    using one = suite.site({ SYNCMEDIA: { KEEP: { RELEASES: 1, DAYS: 0 } } });
    suite.proxy.rule = ({ headers, path }) => {
      if (unknown.some((name) => name in headers)) return { kind: "answer", status: 501, code: "NotImplemented" };
      return path.includes("?delete") ? { kind: "answer", status: 400, code: "InvalidRequest" } : { kind: "forward" };
    };
    await suite.bucket.send("PUT", `${one.prefix}/photo.jpg`, { body: "mine" });
    const first = await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(first.code).toBe(0);
    expect(first.stderr.trim().split("\n")).toEqual([expect.stringContaining("does not check conditions")]);
    expect(await (await suite.bucket.visit(`${one.prefix}/photo.jpg`)).text()).toBe("mine");
    one.write({ "contrib/admin/media/img/a+b (1).png": "other" });
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash")).code).toBe(0);
    expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    expect((await suite.bucket.keys(one.prefix)).filter((key) => /a\+b \(1\)\.[0-9a-f]{16}/.test(key))).toHaveLength(1);
    const ran = await Promise.all([1, 2].map((round) => publishAgain(one.to, round)));
    expect(ran).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
  });

  /** Publishes another release while others may do so too. */
  async function publishAgain(to: string, round: number): Promise<Ran> {
    using other = suite.site();
    other.write({ "blog/media/js/a.mjs": `export const a = ${round};` });
    return await ended(start(other.root, "--to", to, "--hash"));
  }
}
