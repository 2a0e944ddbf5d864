import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { extname } from "node:path";
import { promisify } from "node:util";
import { contentType } from "@mediaroot/core/content-type";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { blogEnvironment } from "../../../../tests/blog-copy.ts";
import { askForAll } from "../../../../tests/published-answers.ts";
import { ALL_PACKAGES, installRealPackages, SOME_PACKAGES } from "../../../../tests/real-packages.ts";
import type { BucketSuite } from "./bucket-suite.test.support.ts";
import { makeBucket } from "./bucket-view.test.support.ts";

/** REAL_PACKAGES=all publishes 21 packages whole, 17,000 files, which takes minutes. */
const isAll = process.env["REAL_PACKAGES"] === "all";
const INSTALLED = isAll ? ALL_PACKAGES : SOME_PACKAGES;
const PUBLISHED = Object.keys(INSTALLED).filter(
  (name) => isAll || /^(?:katex|leaflet|swagger-ui-dist|three)$/.test(name),
);
const CACHING = "public, max-age=31536000, immutable";

/** Tests the media of packages that know nothing of Mediaroot. */
export function testRealPackages(suite: BucketSuite): void {
  test(
    `publishes ${PUBLISHED.length} real packages: every name of the manifest has its bytes, type and caching`,
    { timeout: 1_200_000 },
    async () => {
      const { endpoint } = suite.server;
      const bucket = await makeBucket(suite.server, "packages");
      using site = createTree({ "settings.ts": settings() });
      symlinkSync(installRealPackages(INSTALLED), site.path("node_modules"));
      const publish = ["--hash", "--to", `s3://packages/media?endpoint=${endpoint}`];
      await promisify(execFile)("syncmedia", publish, { cwd: site.root, env: blogEnvironment() });

      const manifest = [...(await bucket.manifest("media"))];
      expect(manifest.length).toBeGreaterThan(500);
      const answers = await askForAll(
        `${endpoint}/packages`,
        manifest.map(([, file]) => file),
        "identity",
      );
      const differences = answers.flatMap(({ status, integrity, coding, type, caching }, index) => {
        const [logicalPath = "", file] = manifest[index] ?? [];
        const found = [status, integrity === file?.integrity, coding, type, caching];
        const expected = [200, true, "identity", contentType(logicalPath), CACHING];
        return JSON.stringify(found) === JSON.stringify(expected) ? [] : [`*${extname(logicalPath)}: ${found.join()}`];
      });
      expect([...new Set(differences)]).toEqual([]);
      const again = await promisify(execFile)("syncmedia", publish, { cwd: site.root, env: blogEnvironment() });
      expect(again.stdout).toContain("up to date");
    },
  );
}

function settings(): string {
  const apps = PUBLISHED.map((name) => ({ ...INSTALLED[name], name, version: undefined }));
  return `export default { INSTALLED_APPS: ${JSON.stringify(apps)}, SYNCMEDIA: { DANGLING: ["**"] } };`;
}
