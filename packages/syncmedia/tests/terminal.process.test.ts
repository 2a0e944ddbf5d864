import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CLI, createSite, manyFiles, replacedIn, snapshot, stateOf, syncmedia, until } from "./scratch.test.support.ts";

const hasScript = spawnSync("script", ["--version"]).status === 0;
const CTRL_C = "\u0003";

/** The command at a terminal of its own. */
interface Sitting {
  /** All that the terminal has shown. */
  readonly shown: () => string;
  readonly type: (keys: string) => void;
  readonly ended: Promise<number | null>;
}

function sitDown(directory: string, ...args: readonly string[]): Sitting {
  const command = ["stty cols 100; exec", process.execPath, CLI, ...args].join(" ");
  // oxlint-disable-next-line node/no-process-env
  const env = { ...process.env, TERM: "xterm", NO_COLOR: "1", FORCE_COLOR: undefined };
  const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: directory, env });
  let shown = "";
  child.stdout.on("data", (chunk: Buffer) => (shown += chunk.toString()));
  return {
    shown: () => shown,
    type: (keys) => void child.stdin.write(keys),
    ended: once(child, "close").then(([code]) => code as number | null),
  };
}

describe.skipIf(!hasScript)(`at a terminal${hasScript ? "" : " (skipped: script, of util-linux, is not here)"}`, () => {
  test("long work shows how far it has come, and takes that away at its end", async () => {
    using site = createSite(manyFiles(3000));
    const sitting = sitDown(site.root);
    expect(await sitting.ended).toBe(0);
    expect(sitting.shown()).toContain("of 3000");
    const afterTheLastSequence = sitting.shown().split("\u001B[").at(-1);
    expect(afterTheLastSequence).toMatch(/^\dKapp .*3000 changes made/s);
  });

  test("Ctrl-C ends long work between two files with exit code 130", async () => {
    using site = createSite(manyFiles(3000));
    const sitting = sitDown(site.root);
    await until(() => globSync(site.path("media/.syncmedia/staging/*.1")).length > 0);
    sitting.type(CTRL_C);
    expect(await sitting.ended).toBe(130);
    expect(sitting.shown()).toContain("Run syncmedia again");
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    expect(syncmedia(site.root).code).toBe(0);
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(3000);
  });

  test.each([
    {
      name: "y",
      keys: "y",
      says: "what is asked is done",
      code: 0,
      standing: "app",
      replaced: { "blog/b.css": "mine" },
    },
    { name: "n", keys: "n", says: "nothing is changed", code: 2, standing: "mine", replaced: {} },
    {
      name: "Enter",
      keys: "\r",
      says: "nothing is changed, for no is what it stands at",
      code: 2,
      standing: "mine",
      replaced: {},
    },
    { name: "Ctrl-C", keys: CTRL_C, says: "it is interrupted", code: 130, standing: "mine", replaced: {} },
  ])("a question names what is at stake, and after $name $says", async ({ keys, code, standing, replaced }) => {
    using site = createSite({ "blog/media/b.css": "app", "media/blog/b.css": "mine" });
    const sitting = sitDown(site.root, "--strategy", "clear");
    await until(() => sitting.shown().includes("Are you sure?"));
    expect(sitting.shown()).toContain("DELETES these directories first");
    expect(sitting.shown()).toContain("  blog/b.css");
    sitting.type(keys);
    expect(await sitting.ended).toBe(code);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": standing });
    expect(replacedIn(site.path("media"))).toEqual(replaced);
  });
});
