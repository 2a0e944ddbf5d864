import { hash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { type Release, releaseOf } from "./publication.test.support.ts";
import type { Read, Wanted } from "./publication-reader.test.support.ts";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, settingsText } from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { why } from "./volume.test.support.ts";

const RELEASES = 6;
const SYNCMEDIA = { TARGET: "public", HASH: true, COMPRESS: ["br", "gzip"], KEEP: { RELEASES, DAYS: 0 } };
const BOTH = ["./contrib/admin", "./blog"];

/** What is deployed, one after the other, and how the first try is killed. */
const DEPLOYS: readonly {
  readonly change: string;
  readonly apps?: readonly string[];
  readonly files?: (turn: number) => Readonly<Record<string, string>>;
  readonly kill?: readonly [call: keyof typeof CALLS, nth: number];
}[] = [
  { change: "an edit" },
  { change: "a killed edit", kill: ["rename", 3] },
  { change: "an upgrade of an app", files: blogOf },
  { change: "the removal of an app", apps: ["./contrib/admin"], kill: ["unlink", 2] },
  { change: "its return, upgraded", files: blogOf, kill: ["sync", 4] },
  { change: "an edit killed at the manifest", kill: ["rename", 12] },
  { change: "an upgrade killed among the removals", files: blogOf, kill: ["unlink", 6] },
  { change: "an edit killed at a write", kill: ["write", 10] },
];

function blogOf(turn: number): Readonly<Record<string, string>> {
  const names = Array.from({ length: 6 }, (_, index) => `blog/media/${index}.js`);
  return Object.fromEntries(names.map((name) => [name, `export const a = "${name} ${turn}";\n`.repeat(20)]));
}

function editOf(turn: number): Readonly<Record<string, string>> {
  return { "contrib/admin/media/css/forms.css": `form { order: ${turn} }\n`.repeat(30) };
}

/** The worker that reads the files of some releases. */
interface Reader extends AsyncDisposable {
  /** @returns what it has found while it read the files before */
  follow(releases: readonly Release[]): Promise<Read>;
}

function bindReader(site: TestTree): Reader {
  const worker = new Worker(new URL("publication-reader.test.support.ts", import.meta.url));
  return {
    async follow(releases) {
      const files = releases.flatMap((release) => [...release]);
      const wanted: Wanted = new Map(
        files.map(([file, content]) => [site.path("public", file), hash("sha256", Buffer.from(content, "latin1"))]),
      );
      worker.postMessage(wanted);
      const [read] = (await once(worker, "message")) as [Read];
      return read;
    },
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}

describe.skipIf(!canStrace)(`who reads the files of the last five releases${why("strace", canStrace)}`, () => {
  test("finds each of them whole at any time, whatever is deployed or killed, and the old ones are gone in the end", async () => {
    using site = createSite(
      {
        "contrib/admin/media/css/base.css": '@import "forms.css";\nbody { background: url(../logo.png) }\n'.repeat(10),
        "contrib/admin/media/logo.png": "png",
        ...editOf(0),
        ...blogOf(0),
      },
      { SYNCMEDIA },
    );
    expect((await runSyncmedia(site.root)).code).toBe(0);
    const releases = [releaseOf(site)];
    await using reader = bindReader(site);
    await reader.follow(releases);

    for (const [index, { change, apps = BOTH, files, kill }] of DEPLOYS.entries()) {
      const turn = index + 1;
      site.write({
        "settings.ts": settingsText({ INSTALLED_APPS: apps, SYNCMEDIA }),
        ...editOf(turn),
        ...files?.(turn),
      });
      if (kill !== undefined) {
        const [call, nth] = kill;
        const killed = tampered(site.root, { calls: CALLS[call], inject: `signal=KILL:when=${nth}` });
        expect(killed.code, `${change}: killed`).not.toBe(0);
      }
      expect((await runSyncmedia(site.root)).code, `${change}: published`).toBe(0);
      releases.push(releaseOf(site));
      const { passes, faults } = await reader.follow(releases.slice(-5));
      expect(faults, `${change}: read`).toEqual([]);
      expect(passes, `${change}: read`).toBeGreaterThan(0);
    }

    const gone = [...(releases[0] ?? [])].filter(([file]) => !releases.slice(-RELEASES).some((one) => one.has(file)));
    expect(gone.length).toBeGreaterThan(0);
    expect(gone.filter(([file]) => existsSync(site.path("public", file)))).toEqual([]);
  });
});
