import { existsSync, utimesSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isFile } from "@mediaroot/core/internal";
import type { TestTree } from "@mediaroot/core/testing";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { applySync } from "../src/apply/apply.ts";
import { planSync, planWith } from "../src/plan/plan.ts";
import type { SyncOptions } from "../src/plan/sync-options.ts";
import type { SyncPlan } from "../src/plan/sync-plan.ts";
import { startLookingThread } from "../src/target/looking-thread.ts";
import { type FilesToLookAt, FOUND, lookAtFiles } from "../src/target/look-at-files.ts";
import type { LookingThread } from "../src/target/look-ahead.ts";
import { EDITS } from "./edits.test.support.ts";
import { createSite, loadSite, settingsText, until } from "./scratch.test.support.ts";

const FILES = ["a.css", "js/b.js", "js/c.js", "img/deep/d.svg", "e é#%+.txt"];
const APPS = ["./contrib/admin", "./blog"];
const PLACES = ["contrib/admin/media", "blog/media", "target/admin", "target/blog"];
const OLD = new Date("2001-01-01T00:00:00Z");

const edits = fc.array(
  fc.record({
    edit: fc.constantFrom(...Object.keys(EDITS)),
    file: fc.tuple(fc.constantFrom(...PLACES), fc.constantFrom(...FILES)).map((parts) => parts.join("/")),
  }),
  { maxLength: 5 },
);
const settings = fc.constantFrom(
  {},
  {},
  {},
  { MEDIA_IGNORE: [".*", "*.js"] },
  { INSTALLED_APPS: ["./blog"] },
  { INSTALLED_APPS: APPS.toReversed() },
);
const options = fc.oneof<fc.Arbitrary<SyncOptions>[]>(
  fc.record(
    {
      strategy: fc.constantFrom("sync", "clear", "overwrite", "new", "update"),
      labels: fc.constantFrom(["blog"], ["admin", "blog"]),
      method: fc.constantFrom("copy", "auto"),
      adopt: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  fc.constantFrom({ to: "public" }, { to: "public", hash: true }),
);

interface Run {
  readonly edits: readonly { readonly edit: string; readonly file: string }[];
  readonly settings: object;
  readonly options: SyncOptions;
  /** A bit for each row that the thread has not looked at. */
  readonly leftOut: number;
}

const runs: fc.Arbitrary<Run> = fc.record({ edits, settings, options, leftOut: fc.nat(2 ** 10) });
/** Each edit alone, in an app and in the target. */
const ONE_EDIT = Object.keys(EDITS).flatMap((edit) =>
  ["blog/media/js/b.js", "target/blog/js/b.js"].map((file): [Run] => [
    { edits: [{ edit, file }], settings: {}, options: {}, leftOut: 0 },
  ]),
);

function createManyFiles(): TestTree {
  const files = ["contrib/admin/media", "blog/media"].flatMap((media) => FILES.map((file) => `${media}/${file}`));
  const site = createSite(Object.fromEntries(files.map((file) => [file, "1234"])));
  for (const file of files) utimesSync(site.path(file), OLD, OLD);
  return site;
}

/** A looking thread that has looked at all files but some before the plan looks at the first one. */
function threadThatLooks(isLeftOut: (row: number) => boolean): LookingThread {
  const look = (files: FilesToLookAt): void => {
    for (const row of files.paths.keys()) if (isLeftOut(row)) files.found[row] = FOUND.taken;
    lookAtFiles(files);
  };
  return { worthwhile: 1, start: () => look };
}

/** A plan as plain data, without functions: they make the bytes of manifests. */
function dataOf({ ledger, owned, ...plan }: SyncPlan): unknown {
  const data = { ...plan, ledger: { ...ledger, files: [...ledger.files] }, owned: [...owned] };
  const withErrors = (_: string, value: unknown): unknown => (value instanceof Error ? value.message : value);
  return JSON.parse(JSON.stringify(data, withErrors));
}

describe("a plan with a looking thread", () => {
  test("is the plan without it, whatever has happened to the files and whatever the thread has looked at", async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (given) => {
        using site = createManyFiles();
        const to = given.options.to === undefined ? undefined : site.path(given.options.to);
        await applySync(planSync(await loadSite(site)));
        if (to !== undefined) await applySync(planSync(await loadSite(site), { ...given.options, to }));
        for (const { edit, file } of given.edits) {
          const place = site.path(file.replace("target", given.options.to ?? "media"));
          if (isFile(place)) EDITS[edit]?.(place);
        }
        site.write({ "settings.ts": settingsText({ INSTALLED_APPS: APPS, ...given.settings }) });
        const project = await loadSite(site);
        const labels = given.options.labels?.filter((label) => project.registry.has(label));
        const thread = threadThatLooks((row) => (given.leftOut & (1 << row)) !== 0);
        const syncing = { ...given.options, to, labels };
        // A release that begins with the plan has its time.
        vi.useFakeTimers({ toFake: ["Date"] });
        try {
          expect(dataOf(planWith(thread, project, syncing))).toEqual(dataOf(planSync(project, syncing)));
        } finally {
          vi.useRealTimers();
        }
      }),
      { numRuns: 50, examples: ONE_EDIT },
    );
  });

  test("needs no look of its own at what the thread has found, in the app and in the target", async () => {
    using site = createManyFiles();
    await applySync(planSync(await loadSite(site)));
    // The thread looks before these edits. The next run sees them.
    site.write({ "blog/media/a.css": "new", "media/admin/a.css": "mine" });
    const start = () => (files: FilesToLookAt) => void files.found.fill(FOUND.copy | FOUND.source);
    const upToDate = { actions: [], kept: [], unsettled: false, apps: [{ unchanged: 5 }, { unchanged: 5 }] };
    expect(planWith({ worthwhile: 1, start }, await loadSite(site), {})).toMatchObject(upToDate);
  });

  test("gets to know from the real thread all that is as it was", async () => {
    using site = createManyFiles();
    await applySync(planSync(await loadSite(site)));
    const start = () => {
      const give = startLookingThread(undefined, { processors: 2 });
      return (files: FilesToLookAt): void => {
        (give ?? expect.fail())(files);
        while (files.found.includes(0)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        expect(files.found).toEqual(new Uint8Array(10).fill(FOUND.copy | FOUND.source));
      };
    };
    expect(planWith({ worthwhile: 1, start }, await loadSite(site), {}).actions).toEqual([]);
    expect.assertions(2);
  });

  test("is the plan without it if the thread cannot be started, or fails", async () => {
    using site = createManyFiles();
    await applySync(planSync(await loadSite(site)));
    const failing = `import { writeFileSync } from "node:fs";
      writeFileSync(${JSON.stringify(site.path("failed"))}, "");
      throw new Error("It has failed.");`;
    site.write({ "thread.mjs": failing, "blog/media/a.css": "new" });
    const project = await loadSite(site);
    const plan = dataOf(planSync(project));
    for (const start of [
      () => undefined,
      () => startLookingThread(site.path("thread.mjs"), { processors: 2 }),
      () => startLookingThread("/nowhere", { processors: 2 }),
    ])
      expect(dataOf(planWith({ worthwhile: 1, start }, project, {}))).toEqual(plan);
    await until(() => existsSync(site.path("failed")));
    // An error that nobody handles would end the process now.
    await sleep(50);
  });
});
