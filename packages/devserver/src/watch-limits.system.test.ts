import { spawnSync } from "node:child_process";
import path from "node:path";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";

const WATCH = path.join(import.meta.dirname, "watch.ts");
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
