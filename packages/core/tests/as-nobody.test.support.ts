import { chmodSync } from "node:fs";
import type { TestTree } from "../src/testing.ts";

/** Runs part of a test as a user who owns nothing, with some files and directories closed. */
export async function asNobody(
  tree: TestTree,
  closed: readonly string[],
  run: () => void | Promise<void>,
): Promise<void> {
  chmodSync(tree.root, 0o755);
  for (const directory of closed) chmodSync(tree.path(directory), 0o000);
  const root = process.geteuid?.() === 0;
  try {
    if (root) process.seteuid?.(65_534);
    await run();
  } finally {
    if (root) process.seteuid?.(0);
    for (const directory of closed) chmodSync(tree.path(directory), 0o755);
  }
}
