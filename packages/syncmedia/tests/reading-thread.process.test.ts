import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { createSite, manyFiles } from "./scratch.test.support.ts";

const SOURCES = path.join(import.meta.dirname, "../src/index.ts");
const CORE = path.join(import.meta.dirname, "../../core/src/index.ts");

test.skipIf(availableParallelism() === 1)(
  "a reading thread that does not end does not keep a script from ending",
  () => {
    using site = createSite({
      ...manyFiles(1000),
      "preload.mjs": `import { isMainThread } from "node:worker_threads";
      if (!isMainThread) setInterval(() => {}, 1000);`,
      "publish.mjs": `import { loadProject } from ${JSON.stringify(pathToFileURL(CORE))};
      import { planSync } from ${JSON.stringify(pathToFileURL(SOURCES))};
      const { actions } = planSync(await loadProject(), { to: "../public", hash: true });
      console.log(actions.length);`,
    });
    // oxlint-disable-next-line node/no-process-env
    const env = { ...process.env, NODE_OPTIONS: `--import=${pathToFileURL(site.path("preload.mjs"))}` };
    const options = { cwd: site.root, env, encoding: "utf8", timeout: 20_000 } as const;
    expect(spawnSync(process.execPath, ["publish.mjs"], options)).toMatchObject({ status: 0, stdout: "2001\n" });
  },
);
