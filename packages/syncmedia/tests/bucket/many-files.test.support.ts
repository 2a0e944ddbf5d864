import { cpSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runSyncmedia } from "../run-syncmedia.test.support.ts";
import { createSite, ended, manyFiles } from "../scratch.test.support.ts";
import { canStrace, startLoggingOpens } from "../strace.test.support.ts";
import { why } from "../volume.test.support.ts";
import type { BucketSuite } from "./bucket-suite.test.support.ts";
import { missingFiles } from "./bucket-view.test.support.ts";

/** How many files there are, each published twice. BUCKET_FILES=10000 takes some minutes. */
const FILES = Number(process.env["BUCKET_FILES"] ?? 300);
/** Each of them is named by one style sheet. */
const CHANGED = Array.from({ length: 10 }, (_, index) => `d${index}/${index}.css`);

/** Tests what is read and sent of many files. */
export function testManyFiles(suite: BucketSuite): void {
  test.skipIf(!canStrace)(
    `of ${FILES} files reads and sends what has changed alone${why("strace", canStrace)}`,
    { timeout: 600_000 },
    async () => {
      const imports = CHANGED.map((path) => `@import "${path}";`).join("");
      using one = createSite({ ...manyFiles(FILES), "blog/media/all.css": imports });
      expect((await runSyncmedia(one.root, "--to", "s3://media/many", "--hash")).code).toBe(0);
      expect(await missingFiles(suite.bucket, "many")).toEqual([]);
      expect((await suite.bucket.manifest("many")).size).toBe(FILES + 1);

      // The machine that has published them: one object is read, and no file.
      const again = await publish(one.root);
      expect(again.files).toEqual([]);
      expect(again.requests).toEqual(["GET /media/many/.syncmedia/ledger"]);

      // A fresh checkout: every file is read, and nothing is sent.
      using checkout = createSite();
      cpSync(one.root, checkout.root, { recursive: true });
      const elsewhere = await publish(checkout.root);
      expect(elsewhere.files).toHaveLength(FILES + 1);
      expect(elsewhere.requests).toEqual(["GET /media/many/.syncmedia/ledger"]);

      // Ten files change, so what refers to them has another name.
      one.write(Object.fromEntries(CHANGED.map((path) => [`blog/media/${path}`, "changed"])));
      const changed = await publish(one.root);
      const sent = changed.requests.filter((line) => line.startsWith("PUT") && !line.includes("/.syncmedia/"));
      const names = sent.map((line) => line.replace("PUT /media/many/", "").replace(/\.[0-9a-f]{16}\./, ".HASH."));
      const expected = CHANGED.flatMap((path) => [`blog/${path}`, `blog/${path.replace(".css", ".HASH.css")}`]);
      expect(names.toSorted()).toEqual([...expected, "blog/all.HASH.css", "media-manifest.json"].toSorted());
      expect(changed.files).toHaveLength(CHANGED.length + 1);
      expect(await missingFiles(suite.bucket, "many")).toEqual([]);
    },
  );

  /** Publishes. @returns the files of the apps that were opened, and the requests */
  async function publish(
    root: string,
  ): Promise<{ readonly files: readonly string[]; readonly requests: readonly string[] }> {
    suite.proxy.requests.splice(0);
    const trace = `${root}/trace`;
    const child = startLoggingOpens(root, trace, "--to", "s3://media/many", "--hash");
    expect(await ended(child)).toMatchObject({ code: 0, stderr: "" });
    const opened = [...readFileSync(trace, "utf8").matchAll(/"[^"]*\/blog\/media\/([^"]+\.css)"/g)];
    return {
      files: [...new Set(opened.map(([, file = ""]) => file))],
      requests: suite.proxy.requests.map(({ method, path }) => `${method} ${path}`),
    };
  }
}
