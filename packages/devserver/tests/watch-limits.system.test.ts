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
  test("changes are seen by polling, which is reported once", () => {
    using tree = createTree({
      "a/x": "1",
      "b/x": "1",
      "c/x": "1",
      "d/x": "1",
      "e/x": "1",
      "watch.ts": `
        import { writeFileSync } from "node:fs";
        import { createWatch } from ${JSON.stringify(WATCH)};
        const directories = ["a", "b", "c", "d", "e"].map((name) => import.meta.dirname + "/" + name);
        const unseen = new Set(directories.map((directory) => directory + "/x"));
        const { promise: isPolling, resolve } = Promise.withResolvers();
        createWatch({
          onPolling(reason) {
            console.log("polling " + reason);
            resolve();
          },
          onChange({ kind, path }) {
            if (kind === "changed") unseen.delete(path);
            if (unseen.size === 0) process.exit(0);
          },
        }).add({ flat: directories.slice(0, 4), deep: directories.slice(4) });
        await isPolling;
        // A file is polled from a moment on that nobody reports, so each is written until its change is seen.
        let text = "";
        setInterval(() => {
          text += "2";
          for (const file of unseen) writeFileSync(file, text);
        }, 200);`,
    });
    const { status, stdout, stderr } = spawnSync("unshare", limited(`${process.execPath} ${tree.path("watch.ts")}`), {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "polling ENOSPC\n", stderr: "" });
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
