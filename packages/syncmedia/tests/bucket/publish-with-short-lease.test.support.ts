// Publishes a project to a bucket with a lock that lasts for two seconds: node publish-with-short-lease.test.support.ts DIRECTORY URL
import { loadProject } from "@mediaroot/core";
import { applyBucket, openBucket, planBucket } from "@mediaroot/syncmedia";

const [, , directory = "", to = ""] = process.argv;
const project = await loadProject({ directory });
const bucket = openBucket(to, { settings: project.settings.SYNCMEDIA.S3, environment: process.env });
for (;;) {
  try {
    const plan = await planBucket(bucket, project, { hash: true });
    const { failed } = await applyBucket(bucket, plan, { leaseMs: 2000, confirmed: true });
    for (const { error } of failed) console.error(error);
    process.exitCode = failed.length === 0 ? 0 : 1;
    break;
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "PLAN_STALE") throw error;
  }
}
