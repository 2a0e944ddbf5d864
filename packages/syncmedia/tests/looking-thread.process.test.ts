import { availableParallelism } from "node:os";
import { describe, expect, test } from "vitest";
import { CLI, createSite, type Ran, run } from "./scratch.test.support.ts";

/** Runs the command, and has Node say on stderr when it starts a thread. */
function traced(root: string): Ran {
  return run(root, "env", "NODE_DEBUG=worker", process.execPath, CLI);
}

describe("a looking thread", () => {
  test.skipIf(availableParallelism() === 1)("is started for a large ledger, and the plan is right", () => {
    const directory = `blog/media/${Array.from({ length: 14 }, () => "d".repeat(230)).join("/")}`;
    const paths = Array.from({ length: 1000 }, (_, index) => `${directory}/${index}.css`);
    using site = createSite(Object.fromEntries(paths.map((path) => [path, "css"])));
    expect(traced(site.root)).toMatchObject({ code: 0, stderr: expect.not.stringContaining("created Worker") });
    const unchanged = traced(site.root);
    expect(unchanged).toMatchObject({ code: 0, stderr: expect.stringContaining("created Worker") });
    expect(unchanged.stdout).toContain("is up to date");
    site.write({ [paths[999]?.replace("blog/media", "media/blog") ?? ""]: "mine", [paths[0] ?? ""]: "new" });
    const { code, stdout } = traced(site.root);
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 change made/);
    expect(stdout).toMatch(/kept blog\/.*999\.css: a copy edited by hand/);
  });

  test("is not started for a small one", () => {
    using site = createSite({ "blog/media/a.css": "a" });
    for (let round = 0; round < 2; round += 1)
      expect(traced(site.root)).toMatchObject({ code: 0, stderr: expect.not.stringContaining("created Worker") });
  });
});
