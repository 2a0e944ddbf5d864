import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("a soak of six seconds finds every answer and every file right", async () => {
  const script = path.join(import.meta.dirname, "soak.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--minutes", "0.1"]);
  expect(stdout).toMatch(/[1-9][\d,]* {2}answers of media and routes/);
  expect(stdout).toMatch(/[1-9][\d,]* {2}kills of syncmedia/);
});
