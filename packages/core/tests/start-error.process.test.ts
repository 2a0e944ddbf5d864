import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createTree, type Tree } from "../src/testing.ts";

const CORE = path.join(import.meta.dirname, "../src/index.ts");
const SERVER = `import { loadProject } from ${JSON.stringify(CORE)};\nconst { settings } = await loadProject();\nconsole.log(settings.MEDIA_URL);\n`;

function runServer(tree: Tree, env: Readonly<Record<string, string>> = {}): { stdout: string; stderr: string } {
  using site = createTree({ "server.mjs": SERVER, ...tree });
  const { stdout, stderr } = spawnSync(process.execPath, ["server.mjs"], {
    cwd: site.root,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  return { stdout, stderr };
}

describe("a server file that loads the project", () => {
  test("sees the variables of .env, unless they are set already", () => {
    const tree = { ".env": "URL=/of-env/", "settings.mjs": "export default { MEDIA_URL: process.env.URL };" };
    expect(runServer(tree)).toEqual({ stdout: "/of-env/\n", stderr: "" });
    expect(runServer(tree, { URL: "/set/" }).stdout).toBe("/set/\n");
  });

  test("ends with a sentence, its code and what to do, and with no frames but the user's", () => {
    const { stderr } = runServer({ "settings.mjs": "export default { MEDIA_URL: 1 };" });
    expect(stderr).toContain("MediarootError SETTING_INVALID: MEDIA_URL: expected ");
    expect(stderr).toContain('\n  Write `MEDIA_URL: "/media/"`.\n');
    expect(stderr.match(/^ +at .*$/gm)).toEqual([expect.stringContaining("server.mjs:2:")]);
  });

  test("shows the line of the settings that threw", () => {
    const { stderr } = runServer({ "settings.mjs": "\nthrow new Error('no database');" });
    expect(stderr).toContain("[cause]: Error: no database");
    expect(stderr).toMatch(/at file:.*settings\.mjs:2:7/);
  });
});
