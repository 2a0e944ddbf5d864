import { describe } from "vitest";
import { testBlog } from "./blog.test.support.ts";
import { useBucketSuite } from "./bucket-suite.test.support.ts";
import { missingCephTool, startCeph } from "./ceph.test.support.ts";
import { testMissingConditions } from "./conditions.test.support.ts";
import { testCtrlC } from "./ctrl-c.test.support.ts";
import { testDeploys } from "./deploys.test.support.ts";
import { testFailures } from "./failures.test.support.ts";
import { testInterruptions } from "./interruptions.test.support.ts";
import { testManyFiles } from "./many-files.test.support.ts";
import { testOwnership } from "./ownership.test.support.ts";
import { testPublishers } from "./publishers.test.support.ts";
import { testPublishing } from "./publish.test.support.ts";
import { testRealPackages } from "./real-packages.test.support.ts";

const why = missingCephTool === undefined ? "" : ` (skipped: ${missingCephTool} is missing)`;

// One file, since all of it shares a cluster, which takes ten seconds to start.
describe.skipIf(missingCephTool !== undefined)(`syncmedia --to s3://bucket, a Ceph RADOS Gateway${why}`, () => {
  const suite = useBucketSuite(startCeph);
  testPublishing(suite);
  testManyFiles(suite);
  testOwnership(suite);
  testInterruptions(suite);
  testCtrlC(suite);
  testPublishers(suite);
  testMissingConditions(suite);
  testFailures(suite);
  testRealPackages(suite);
  testBlog(suite);
  testDeploys(suite);
});
