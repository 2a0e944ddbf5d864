// `npm run bench`: every benchmark, one after the other. Flags (`--json`, `--write`) are passed on.
import { spawnSync } from "node:child_process";
import path from "node:path";

const BENCHMARKS = ["serve", "start", "reload", "sync", "publish", "bucket"];

for (const name of BENCHMARKS) {
  const file = path.join(import.meta.dirname, `${name}.ts`);
  const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
