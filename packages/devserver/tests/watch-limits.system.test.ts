import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";

const WATCH = path.join(import.meta.dirname, "../src/watch/watch.ts");
const limited = (command: string): readonly string[] => [
  "-Ur",
  "sh",
  "-c",
  `echo 3 > /proc/sys/user/max_inotify_watches && ${command}`,
];
const canLimit = spawnSync("unshare", limited("true")).status === 0;

describe.skipIf(!canLimit)("where the system watches three directories at the most (needs unshare)", () => {
  test("changes are seen by looking again and again, and that is told once", () => {
    using tree = createTree({
      "a/x": "1",
      "b/x": "1",
      "c/x": "1",
      "d/x": "1",
      "e/x": "1",
      "watch.ts": `
        import { writeFileSync } from "node:fs";
        import { setTimeout as sleep } from "node:timers/promises";
        import { createWatch } from ${JSON.stringify(WATCH)};
        const watch = createWatch({
          onPolling: (reason) => console.log("polling " + reason),
          onChange: ({ kind, path }) => console.log(kind + " " + path),
        });
        watch.add({ flat: ["a", "b", "c", "d"].map((name) => import.meta.dirname + "/" + name), deep: [import.meta.dirname + "/e"] });
        await sleep(1500);
        for (const name of ["a", "b", "c", "d", "e"]) writeFileSync(import.meta.dirname + "/" + name + "/x", "22");
        await sleep(2000);
        await watch.close();
        process.exit(0);`,
    });
    const { stdout, stderr } = spawnSync("unshare", limited(`${process.execPath} ${tree.path("watch.ts")}`), {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const lines = stdout.trim().split("\n");
    expect(lines.filter((line) => line.startsWith("polling"))).toEqual(["polling ENOSPC"]);
    for (const name of ["a", "b", "c", "d", "e"]) expect(lines).toContain(`changed ${tree.path(name, "x")}`);
  });
});

const BIN = path.join(import.meta.dirname, "../bin/devserver.js");

describe.skipIf(!canLimit)("devserver start where the system watches next to nothing (needs unshare)", () => {
  test.each([
    ["max_inotify_watches", 3, "max_user_watches"],
    ["max_inotify_instances", 0, "max_user_instances"],
  ])("with %s at %d says once what to raise, and restarts all the same", async (limit, value, remedy) => {
    using tree = createTree({
      "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
      "blog/app.mjs": appOf("one"),
      "media/x/y.css": "",
    });
    const command = `echo ${value} > /proc/sys/user/${limit} && exec ${process.execPath} ${BIN} start --json --port 0`;
    const child = spawn("unshare", ["-Ur", "sh", "-c", command], { cwd: tree.root });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    await expect.poll(() => text, { timeout: 20_000 }).toContain(remedy);
    await expect.poll(() => text, { timeout: 20_000 }).toContain('"ready"');
    tree.write({ "blog/app.mjs": appOf("two") });
    await expect.poll(() => text, { timeout: 20_000 }).toContain('"cause":"blog/app.mjs"');
    child.kill();
    await once(child, "exit");
    expect(text.split("watches no more")).toHaveLength(2);
  });
});

function appOf(answer: string): string {
  return `export default { routes: async (app) => { app.get("/", async () => "${answer}"); } };`;
}
