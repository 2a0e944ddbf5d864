import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test, vi } from "vitest";
import { blogEnvironment, copyBlog, freePort } from "../../../../tests/blog-copy.ts";
import type { BucketSuite } from "./bucket-suite.test.support.ts";
import { missingFiles } from "./bucket-view.test.support.ts";

/** Tests the example of an application server whose media comes from a bucket. */
export function testBlog(suite: BucketSuite): void {
  test("serves the example blog from one machine, and its media from the bucket", async () => {
    using blog = copyBlog();
    const url = `s3://media/blog?endpoint=${suite.server.endpoint}`;
    const args = ["production/start.ts", "--bucket", url, "--port", await freePort()];
    const child = spawn(process.execPath, args, { cwd: blog.root, env: blogEnvironment() });
    try {
      let stdout = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      const address = await vi.waitFor(() => /as in production: (\S+)/.exec(stdout)?.[1] ?? Promise.reject(), 30_000);
      const page = await (await fetch(address ?? "")).text();
      const sheets = [...page.matchAll(/(?:href|src)="([^"]+\.(?:css|svg))"/g)].map(([, sheet = ""]) => sheet);
      expect(sheets.length).toBeGreaterThan(1);
      for (const sheet of sheets) {
        expect(sheet).toMatch(new RegExp(`^${suite.server.endpoint}/media/blog/.*\\.[0-9a-f]{16}\\.`));
        expect((await fetch(sheet)).status).toBe(200);
      }
      expect((await suite.bucket.manifest("blog")).size).toBeGreaterThan(25);
      expect(await missingFiles(suite.bucket, "blog")).toEqual([]);
    } finally {
      child.kill("SIGINT");
      await once(child, "close");
    }
  });
}
