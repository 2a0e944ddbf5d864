import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { createMediaFinder } from "@mediaroot/core";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applySync } from "./apply.ts";
import { planSync } from "./plan.ts";
import { createSite, loadSite, replacedIn, settingsText, snapshot, start } from "./scratch.test.support.ts";

const APPS = ["./contrib/admin", "./blog"];
const MEDIA: Readonly<Record<string, string>> = { admin: "contrib/admin/media", blog: "blog/media" };
const files = fc.constantFrom("a.css", "js/b.js", "js/c.js", "img/deep/d.svg", "e é#%+.txt");
const labels = fc.constantFrom("admin", "blog");

type Step =
  | { readonly kind: "app"; readonly label: string; readonly file: string; readonly content: string | undefined }
  | { readonly kind: "override"; readonly path: string; readonly content: string | undefined }
  | { readonly kind: "installed"; readonly apps: readonly string[] }
  | { readonly kind: "sync"; readonly strategy: "sync" | "new"; readonly killAfterMs: number | undefined };

// What a user writes never equals what an app ships: then it could not be told from a copy.
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({
      kind: fc.constant("app" as const),
      label: labels,
      file: files,
      content: fc.option(fc.constantFrom("1", "22", "33"), { nil: undefined }),
    }),
    fc.record({
      kind: fc.constant("override" as const),
      path: fc.tuple(labels, files).map((parts) => parts.join("/")),
      content: fc.option(fc.constantFrom("mine", "MINE", "my own"), { nil: undefined, freq: 4 }),
    }),
    fc.record({ kind: fc.constant("installed" as const), apps: fc.subarray(APPS) }),
    fc.record({
      kind: fc.constant("sync" as const),
      strategy: fc.constantFrom("sync" as const, "new" as const),
      killAfterMs: fc.option(fc.integer({ min: 60, max: 260 }), { nil: undefined, freq: 5 }),
    }),
  ),
  { minLength: 4, maxLength: 14 },
);

async function sync(site: TestTree, step: Extract<Step, { kind: "sync" }>): Promise<void> {
  if (step.killAfterMs === undefined) {
    const result = await applySync(planSync(await loadSite(site), { strategy: step.strategy }));
    expect(result.failed).toEqual([]);
    return;
  }
  const child = start(site.root, "--strategy", step.strategy);
  const ended = once(child, "exit");
  await setTimeout(step.killAfterMs);
  child.kill("SIGKILL");
  await ended;
}

async function take(site: TestTree, overrides: Map<string, string>, step: Step): Promise<void> {
  if (step.kind === "sync") return sync(site, step);
  if (step.kind === "installed") return site.write({ "settings.ts": settingsText({ INSTALLED_APPS: step.apps }) });
  const file = step.kind === "app" ? `${MEDIA[step.label]}/${step.file}` : `media/${step.path}`;
  if (step.content === undefined) rmSync(site.path(file), { force: true });
  else site.write({ [file]: step.content });
  if (step.kind === "override" && step.content !== undefined) overrides.set(step.path, step.content);
  if (step.kind === "override" && step.content === undefined) overrides.delete(step.path);
}

/** Without empty directories: those that a user has emptied are the user's. */
function filesIn(directory: string): Record<string, string> {
  return Object.fromEntries(Object.entries(snapshot(directory)).filter(([path]) => !path.endsWith("/")));
}

/** What a sync into an empty MEDIA_ROOT with nothing but the overrides comes to. */
async function freshSync(site: TestTree, overrides: ReadonlyMap<string, string>): Promise<Record<string, string>> {
  using fresh = createTree();
  fresh.write({ "media/": "" });
  for (const [path, content] of overrides) fresh.write({ [`media/${path}`]: content });
  const project = await loadSite(site);
  const sources = project.sources.map((source) =>
    source.kind === "project" ? { ...source, directory: fresh.path("media") } : source,
  );
  await applySync(planSync({ ...project, sources, mediaRoot: fresh.path("media") }));
  return filesIn(fresh.path("media"));
}

describe("after any sequence of changes, syncs and kills", () => {
  test("overrides are byte-identical, a last sync equals a fresh one, and what is served equals what is there", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        using site = createSite({ "media/": "" });
        const overrides = new Map<string, string>();
        for (const step of sequence) {
          await take(site, overrides, step);
          for (const [path, content] of overrides) expect(readFileSync(site.path("media", path), "utf8")).toBe(content);
        }
        await sync(site, { kind: "sync", strategy: "sync", killAfterMs: undefined });
        const synced = filesIn(site.path("media"));
        expect(synced).toEqual(await freshSync(site, overrides));
        const served = createMediaFinder(await loadSite(site)).list().files;
        expect(Object.fromEntries(served.map((file) => [file.logicalPath, readFileSync(file.path, "latin1")]))).toEqual(
          synced,
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe("after clear, overwrite or update", () => {
  test("what was not ours stands where it stood or is in .syncmedia/replaced/", async () => {
    const strategies = fc.constantFrom("clear" as const, "overwrite" as const, "update" as const);
    await fc.assert(
      fc.asyncProperty(steps, strategies, async (sequence, strategy) => {
        using site = createSite({ "media/": "" });
        const overrides = new Map<string, string>();
        for (const step of sequence.filter(({ kind }) => kind !== "sync")) await take(site, overrides, step);
        await applySync(planSync(await loadSite(site), { strategy }));
        const [standing, replaced] = [snapshot(site.path("media")), replacedIn(site.path("media"))];
        for (const [path, content] of overrides) expect([standing[path], replaced[path]]).toContain(content);
      }),
      { numRuns: 60 },
    );
  });
});
