import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import { testDirectory } from "./tests/temporary-directory.ts";

process.env["TMPDIR"] = testDirectory(process.env);

const tests = ["packages/*/src/**", "packages/*/tests/**", "examples/**", "tests/**"];
// Each test has a temporary directory of its own; what Node compiles is kept for all.
const processes = { NODE_COMPILE_CACHE: path.join(import.meta.dirname, "node_modules/.cache/node-compile-cache") };
const never = ["**/node_modules/**", "**/dist/**"];

const config: ViteUserConfig = defineConfig({
  test: {
    reporters: ["default", "./tests/closing-line.ts"],
    // Node itself runs the sources and the user code that they import, as it does for users.
    experimental: { viteModuleRunner: false },
    // Some thousand files take a disk that others use many seconds.
    testTimeout: 60_000,
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // No test file changes what another sees, so none pays for a process of its own.
          isolate: false,
          include: tests.map((folder) => `${folder}/*.test.ts`),
          exclude: [...never, "**/*.system.test.ts", "**/*.process.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          // Real processes: a server or a command a test. What they change they change in those, as in the unit tests.
          name: "process",
          isolate: false,
          include: tests.map((folder) => `${folder}/*.process.test.ts`),
          exclude: never,
          globalSetup: "./tests/bundle-packages.ts",
          // Our packages have what is published under this condition, and their sources otherwise.
          env: { ...processes, NODE_OPTIONS: "--conditions=built" },
          hookTimeout: 60_000,
          // They wait for their children more than they work.
          maxWorkers: Math.min(8, 2 * availableParallelism()),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // What needs system tools, a browser, mounts, an npm install, or kills and exhausts processes until they give in.
          name: "system",
          globalSetup: "./tests/build-packages.ts",
          include: tests.map((folder) => `${folder}/*.system.test.ts`),
          exclude: never,
          env: processes,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // Half of the time they wait: for browsers, disks, leases and their children.
          maxWorkers: Math.max(3, availableParallelism()),
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

export default config;
