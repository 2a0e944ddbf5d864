import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, rmdirSync, rmSync, unlinkSync } from "node:fs";
import path from "node:path";
import { createMediaFinder } from "@mediaroot/core";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applySync } from "../src/apply/apply.ts";
import { planSync } from "../src/plan/plan.ts";
import type { SyncOptions } from "../src/plan/sync-options.ts";
import { createSite, loadSite, replacedIn, settingsText, snapshot } from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { why } from "./volume.test.support.ts";

const APPS = ["./contrib/admin", "./blog"];
const MEDIA: Readonly<Record<string, string>> = { admin: "contrib/admin/media", blog: "blog/media" };
const files = fc.constantFrom("a.css", "js/b.js", "js/c.js", "img/deep/d.svg", "e é#%+.txt");
const labels = fc.constantFrom("admin", "blog");

type Step =
  | { readonly kind: "app"; readonly label: string; readonly file: string; readonly content: string | undefined }
  | { readonly kind: "override"; readonly path: string; readonly content: string | undefined }
  | { readonly kind: "installed"; readonly apps: readonly string[] }
  | { readonly kind: "sync"; readonly how: keyof typeof WAYS; readonly kill: Kill | undefined };

/** The flags that lose nothing, and what they are to `planSync`. */
const WAYS = {
  sync: { flags: ["--copy"], options: { method: "copy" } },
  new: { flags: ["--strategy", "new"], options: { strategy: "new" } },
  link: { flags: ["--link"], options: { method: "link" } },
  auto: { flags: ["--auto"], options: { method: "auto" } },
} as const satisfies Readonly<Record<string, { readonly flags: readonly string[]; readonly options: SyncOptions }>>;
/** At its nth system call of a kind. */
interface Kill {
  readonly call: keyof typeof CALLS;
  readonly nth: number;
}
const calls = fc.constantFrom("rename" as const, "unlink" as const, "mkdir" as const, "write" as const);
const ways = fc.constantFrom("sync" as const, "new" as const, "link" as const, "auto" as const);

// A user's content never equals an app's, since such a file could not be distinguished from a copy.
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
      how: ways,
      kill: fc.option(fc.record({ call: calls, nth: fc.integer({ min: 1, max: 9 }) }), { nil: undefined, freq: 2 }),
    }),
  ),
  { minLength: 4, maxLength: 14 },
);

async function sync(site: TestTree, step: Extract<Step, { kind: "sync" }>): Promise<void> {
  const { flags, options } = WAYS[step.how];
  if (step.kill === undefined) {
    const result = await applySync(planSync(await loadSite(site), options), { confirmed: true });
    expect(result.failed).toEqual([]);
    return;
  }
  const { call, nth } = step.kill;
  tampered(site.root, { calls: CALLS[call], inject: `signal=KILL:when=${nth}` }, ...flags);
}

async function take(site: TestTree, overrides: Map<string, string>, step: Step): Promise<void> {
  if (step.kind === "sync") return sync(site, step);
  if (step.kind === "installed") return site.write({ "settings.ts": settingsText({ INSTALLED_APPS: step.apps }) });
  if (step.kind === "override") return override(site, overrides, step);
  const file = `${MEDIA[step.label]}/${step.file}`;
  if (step.content === undefined) rmSync(site.path(file), { force: true });
  else site.write({ [file]: step.content });
}

/** Whoever wants to override a file of a linked app takes the link away first. */
function override(site: TestTree, overrides: Map<string, string>, step: Extract<Step, { kind: "override" }>): void {
  const { path: wanted, content } = step;
  const [label = ""] = wanted.split("/", 1);
  const isLinked = lstatSync(site.path("media", label), { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (content === undefined) {
    if (isLinked || !existsSync(site.path("media", wanted))) return;
    rmSync(site.path("media", wanted));
    for (
      let at = path.dirname(wanted);
      at !== "." && readdirSync(site.path("media", at)).length === 0;
      at = path.dirname(at)
    )
      rmdirSync(site.path("media", at));
    overrides.delete(wanted);
    return;
  }
  if (isLinked) unlinkSync(site.path("media", label));
  site.write({ [`media/${wanted}`]: content });
  overrides.set(wanted, content);
}

/** Without empty directories: those that a user has emptied are the user's. Links by what they lead to. */
function standingIn(directory: string): Record<string, string> {
  const found = Object.entries(snapshot(directory)).filter(([name]) => !name.endsWith("/"));
  const real = (name: string): string => `-> ${realpathSync(path.join(directory, name))}`;
  return Object.fromEntries(found.map(([name, text]) => [name, text.startsWith("-> ") ? real(name) : text]));
}

/** What a web server finds there. */
function filesIn(directory: string): Record<string, string> {
  const inside = ([name, text]: readonly [string, string]): readonly (readonly [string, string])[] =>
    text.startsWith("-> ")
      ? Object.entries(snapshot(text.slice(3), `${name}/`)).filter(([below]) => !below.endsWith("/"))
      : [[name, text]];
  return Object.fromEntries(Object.entries(standingIn(directory)).flatMap(inside));
}

/** What a sync into an empty MEDIA_ROOT with nothing but the overrides comes to. */
async function freshSync(
  site: TestTree,
  overrides: ReadonlyMap<string, string>,
  options: SyncOptions,
): Promise<Record<string, string>> {
  using fresh = createTree();
  fresh.write({ "media/": "" });
  for (const [file, content] of overrides) fresh.write({ [`media/${file}`]: content });
  const project = await loadSite(site);
  const sources = project.sources.map((source) =>
    source.kind === "project" ? { ...source, directory: fresh.path("media") } : source,
  );
  await applySync(planSync({ ...project, sources, mediaRoot: fresh.path("media") }, options), { confirmed: true });
  return standingIn(fresh.path("media"));
}

describe.skipIf(!canStrace)(`after any sequence of changes, syncs and kills${why("strace", canStrace)}`, () => {
  test("overrides are byte-identical, a last sync equals a fresh one, and what is served equals what is there", async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom("sync" as const, "auto" as const, "link" as const),
        async (sequence, last) => {
          using site = createSite({ "media/": "" });
          const overrides = new Map<string, string>();
          for (const step of sequence) {
            await take(site, overrides, step);
            for (const [file, content] of overrides)
              expect(readFileSync(site.path("media", file), "utf8")).toBe(content);
          }
          // Where an override keeps --link from anything, --auto does what can be done.
          const how = last === "link" && overrides.size > 0 ? "auto" : last;
          await sync(site, { kind: "sync", how, kill: undefined });
          expect(standingIn(site.path("media"))).toEqual(await freshSync(site, overrides, WAYS[how].options));
          const served = createMediaFinder(await loadSite(site)).list().files;
          expect(
            Object.fromEntries(served.map((file) => [file.logicalPath, readFileSync(file.path, "latin1")])),
          ).toEqual(filesIn(site.path("media")));
          expect(planSync(await loadSite(site), WAYS[how].options)).toMatchObject({ actions: [], unsettled: false });
        },
      ),
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
        for (const step of sequence)
          await take(site, overrides, step.kind === "sync" ? { ...step, kill: undefined } : step);
        await applySync(planSync(await loadSite(site), { strategy }), { confirmed: true });
        const [standing, replaced] = [snapshot(site.path("media")), replacedIn(site.path("media"))];
        for (const [file, content] of overrides) expect([standing[file], replaced[file]]).toContain(content);
      }),
      { numRuns: 60 },
    );
  });
});
