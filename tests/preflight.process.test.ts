import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { refuseNode } from "@mediaroot/core/preflight";
import { describe, expect, test } from "vitest";

const COMMANDS = ["devserver", "syncmedia", "create-mediaroot"].map((name) => [name, binOf(name)] as const);
/** Where systems keep a Node that is not the repository's own. */
const [old] = ["/usr/bin/node", "/usr/local/bin/node"].flatMap((node) => {
  const version = spawnSync(node, ["--version"]).stdout?.toString().trim().slice(1) ?? "";
  return version !== "" && refuseNode(version) !== undefined ? [{ node, version }] : [];
});

function binOf(name: string): string {
  return path.join(import.meta.dirname, `../packages/${name}/bin/${name}.js`);
}

describe.each(COMMANDS)("%s", (_, bin) => {
  test.skipIf(old === undefined)(
    "says on an old Node which versions it needs, and nothing else (needs an old Node)",
    () => {
      const { status, stdout, stderr } = spawnSync(old?.node ?? "", [bin, "--version"], { encoding: "utf8" });
      expect({ status, stdout, stderr }).toEqual({
        status: 1,
        stdout: "",
        stderr: `${refuseNode(old?.version ?? "")}\n`,
      });
    },
  );

  test("says in one sentence that its directory is gone", () => {
    const directory = mkdtempSync(path.join(tmpdir(), "gone-"));
    const removeAndRun = `rmdir "$0" && exec "$1" "$2" --json`;
    const args = ["-c", removeAndRun, directory, process.execPath, bin];
    const { status, stderr } = spawnSync("/bin/sh", args, { cwd: directory, encoding: "utf8" });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^The current directory no longer exists\.[^\n]+\n$/)]);
  });
});
