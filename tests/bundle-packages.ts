import type { TestProject } from "vitest/node";
import { bundlePackages } from "./installed-packages.ts";

/** Before each run of the process suites: their processes load what is published, which takes half of the time that the sources take. */
export function setup(project: TestProject): void {
  bundlePackages();
  project.onTestsRerun(() => Promise.resolve(bundlePackages()));
}
