import { describe, expect, test, vi } from "vitest";
import { runSyncmedia } from "../run-syncmedia.test.support.ts";
import { run } from "../scratch.test.support.ts";
import type { BucketSuite } from "./bucket-suite.test.support.ts";
import { makeBucket, ownerOf } from "./bucket-view.test.support.ts";

/** Tests that one error says what is wrong. */
export function testFailures(suite: BucketSuite): void {
  describe("says what is wrong in one error:", () => {
    test.each([
      ["a wrong secret", { AWS_SECRET_ACCESS_KEY: "wrong" }, 1, "does not accept the keys"],
      ["no secret", { AWS_SECRET_ACCESS_KEY: "" }, 2, "AWS_SECRET_ACCESS_KEY is not set"],
      ["an unknown key", { AWS_ACCESS_KEY_ID: "unknown" }, 1, "does not accept the keys"],
      [
        "nobody at the endpoint",
        { AWS_ENDPOINT_URL: "http://127.0.0.1:47999" },
        1,
        "does not answer: connect ECONNREFUSED",
      ],
      ["no endpoint", { AWS_ENDPOINT_URL: "nowhere" }, 2, "is not the address of a server"],
    ])("%s", async (_, environment, exitCode, message) => {
      using one = suite.site();
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      const { code, stderr } = await runSyncmedia(one.root, "--to", one.to);
      vi.unstubAllEnvs();
      expect(stderr).toContain(message);
      expect(stderr.match(/^error/gm)).toHaveLength(1);
      expect(code).toBe(exitCode);
    });

    test("no such bucket", async () => {
      using one = suite.site();
      const { code, stderr } = await runSyncmedia(one.root, "--to", "s3://nobody/x");
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("There is no bucket s3://nobody/x") as string,
      });
    });

    test("a clock that is an hour fast", async () => {
      using one = suite.site();
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
      const { code, stderr } = await runSyncmedia(one.root, "--to", one.to);
      vi.useRealTimers();
      expect(stderr).toContain("the clock of this machine is wrong");
      expect(code).toBe(1);
    });

    test("another region", async () => {
      using one = suite.site();
      suite.proxy.rule = () => ({
        kind: "answer",
        status: 301,
        code: "PermanentRedirect",
        headers: { "x-amz-bucket-region": "eu-1" },
      });
      const { code, stderr } = await runSyncmedia(one.root, "--to", one.to);
      expect(stderr).toContain("is not in the region us-east-1, but in eu-1");
      expect(stderr).toContain("?region=eu-1");
      expect(code).toBe(1);
    });

    test("no permission to remove: all else is published, and removed once it is permitted", async () => {
      using one = suite.site();
      const bucket = await makeBucket(suite.server, "undeletable");
      const to = "s3://undeletable/site";
      one.write({ "blog/media/a.css": "a", "blog/media/b.css": "b" });
      await runSyncmedia(one.root, "--to", to);
      run(one.root, "rm", "blog/media/a.css", "blog/media/b.css");
      one.write({ "blog/media/c.css": "c" });
      await setPolicy("undeletable", [
        { Effect: "Deny", Principal: "*", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::undeletable/*" },
      ]);
      const { code, stdout } = await runSyncmedia(one.root, "--to", to);
      expect(stdout).toContain("do not permit s3:DeleteObject");
      expect(stdout.match(/^failed /gm)).toHaveLength(1);
      expect(code).toBe(1);
      expect(await bucket.keys("site/blog/c.css")).toHaveLength(1);
      await setPolicy("undeletable", []);
      expect((await runSyncmedia(one.root, "--to", to)).code).toBe(0);
      expect(await bucket.keys("site/blog/a.css")).toEqual([]);
    });
  });

  async function setPolicy(bucket: string, Statement: readonly object[]): Promise<void> {
    const url = `${suite.server.endpoint}/${bucket}?policy`;
    const init =
      Statement.length === 0
        ? { method: "DELETE" }
        : { method: "PUT", body: JSON.stringify({ Version: "2012-10-17", Statement }) };
    const answer = await ownerOf(suite.server).fetch(url, init);
    if (!answer.ok) throw new Error(await answer.text());
  }
}
