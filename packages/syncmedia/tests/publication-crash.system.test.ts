import { cpSync, readdirSync, readFileSync, rmSync, statfsSync } from "node:fs";
import path from "node:path";
import { loadLedger } from "@mediaroot/core/internal";
import type { TestTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectNothingStale, expectReadable, type Release, releaseOf } from "./publication.test.support.ts";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, run, snapshot, stateOf } from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { canMount, mounted, why } from "./volume.test.support.ts";

const SYNCMEDIA = { TARGET: "public", HASH: true, COMPRESS: ["br", "gzip"], KEEP: { RELEASES: 3, DAYS: 0 } };
const css = (colour: string): string => `form { color: ${colour} }\n`.repeat(20);

/** A publication of three releases, whose sources have changed since. */
interface ChangedSite {
  readonly site: TestTree;
  readonly releases: readonly Release[];
  /** What is in the target, and what there is to be after the next run. */
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly next: Release;
  readonly ledger: readonly unknown[];
}

async function publishThree(site: TestTree): Promise<readonly Release[]> {
  const releases: Release[] = [];
  for (const colour of ["red", "green", "blue"]) {
    site.write({ "contrib/admin/media/css/forms.css": css(colour) });
    expect((await runSyncmedia(site.root)).code).toBe(0);
    releases.push(releaseOf(site));
  }
  return releases;
}

/** The next run publishes new names, replaces, removes, and no longer keeps the names of the first release. */
function changeSources(site: TestTree): void {
  site.write({
    "contrib/admin/media/css/forms.css": css("black"),
    "contrib/admin/media/small.css": "a {}",
    "blog/media/new.js": "import './a.js';\n".padEnd(300, "// new\n"),
  });
  rmSync(site.path("contrib/admin/media/gone.js"));
}

function copyOf(site: TestTree): TestTree {
  const copy = createSite();
  cpSync(site.root, copy.root, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** What the ledger says, but for the identities of files and times. */
function ledgerOf(site: TestTree): readonly unknown[] {
  const ledger = loadLedger(site.path("public"), site.root);
  const lines = [...(ledger?.files.values() ?? [])].map((line) => ({ ...line, copy: undefined, source: undefined }));
  return [ledger?.releases?.map(({ number }) => number), ...lines.toSorted((a, b) => (a.path < b.path ? -1 : 1))];
}

async function createChangedSite(): Promise<ChangedSite> {
  const site = createSite(
    {
      "contrib/admin/media/css/base.css": '@import "forms.css";\nbody { background: url(../logo.png) }\n'.repeat(10),
      "contrib/admin/media/logo.png": "png",
      "contrib/admin/media/small.css": css("small"),
      "contrib/admin/media/gone.js": "gone();\n".repeat(40),
      "blog/media/a.js": "export const a = 1;\n".repeat(20),
      "media/photo.txt": "photo ".repeat(60),
    },
    { SYNCMEDIA },
  );
  const releases = await publishThree(site);
  const before = snapshot(site.path("public"));
  changeSources(site);
  using done = copyOf(site);
  expect(await runSyncmedia(done.root)).toMatchObject({ code: 0, stderr: "" });
  const after = snapshot(done.path("public"));
  return { site, releases, before, after, next: releaseOf(done), ledger: ledgerOf(done) };
}

/** Whatever ended the run: who reads the old manifest or the new one finds all that it names, old or new files, nothing stale. */
function expectNothingLost(left: TestTree, changed: ChangedSite, when: string): void {
  const { releases, before, after, next } = changed;
  const found = snapshot(left.path("public"));
  const isNew = found["media-manifest.json"] === after["media-manifest.json"];
  const project = readFileSync(left.path("media-manifest.json"), "utf8");
  expect([before["media-manifest.json"], isNew && after["media-manifest.json"]], `${when}`).toContain(project);
  expectReadable(left, isNew ? [...releases.slice(1), next] : releases, when);
  expectNothingStale(left, after, when);
  for (const [name, text] of Object.entries(found)) {
    if (text !== "/") expect([before[name], after[name]], `${when}: ${name}`).toContain(text);
  }
}

async function expectMended(left: TestTree, { after, ledger, site }: ChangedSite, when: string): Promise<void> {
  expect(await runSyncmedia(left.root), `${when}`).toMatchObject({ code: 0, stderr: "" });
  expect(snapshot(left.path("public")), `${when}`).toEqual(after);
  expect(readFileSync(left.path("media-manifest.json"), "utf8")).toBe(after["media-manifest.json"]);
  expect(ledgerOf(left), `${when}`).toEqual(ledger);
  expect(stateOf(left.path("public")), `${when}`).toEqual(["cache.json", "ledger.json"]);
  expect(readdirSync(left.root).toSorted(), `${when}`).toEqual(readdirSync(site.root).toSorted());
  expect((await runSyncmedia(left.root, "--check")).code, `${when}`).toBe(0);
}

let changed: ChangedSite;
beforeAll(async () => {
  changed = await createChangedSite();
});
afterAll(() => {
  changed.site[Symbol.dispose]();
});

/** The system calls of a kind that a run makes which is left alone, one line each. */
function callsOf(calls: string): readonly string[] {
  using site = copyOf(changed.site);
  const log = site.path("log");
  expect(tampered(site.root, { calls, inject: "signal=KILL:when=65535", log }).code).toBe(0);
  return readFileSync(log, "utf8").trimEnd().split("\n");
}

/** So many of all, the first and the last included. */
function sample(count: number, of: number): readonly number[] {
  if (of <= count) return Array.from({ length: of }, (_, index) => index + 1);
  return Array.from({ length: count }, (_, index) => 1 + Math.round((index * (of - 1)) / (count - 1)));
}

describe.skipIf(!canStrace)(`a publication killed at any instant${why("strace", canStrace)}`, () => {
  test.each([
    ["rename", 8],
    ["unlink", 5],
    ["sync", 4],
    ["write", 5],
    ["mkdir", 2],
  ] as const)("at %s: %i times", async (call, count) => {
    const total = callsOf(CALLS[call]).length;
    let kills = 0;
    for (const nth of sample(count, total)) {
      using left = copyOf(changed.site);
      const { code, stderr } = tampered(left.root, { calls: CALLS[call], inject: `signal=KILL:when=${nth}` });
      expect(stderr).not.toMatch(/^error/m);
      if (code !== 0) kills += 1;
      const when = `${call} ${nth} of ${total}`;
      expectNothingLost(left, changed, when);
      await expectMended(left, changed, when);
    }
    expect(kills).toBeGreaterThan(0);
  });

  test("has done one thing after the other, removals last", () => {
    const { before, after } = changed;
    const kindOf = (line: string): string | undefined => {
      const file = path.posix.basename(/"([^"]+)"[^"]*$/.exec(line)?.[1] ?? "");
      if (line.includes("unlink")) {
        const old = Object.keys(before).find((name) => path.posix.basename(name) === file);
        if (old === undefined || after[old] !== undefined) return undefined;
        return old.startsWith("admin/small.css") ? "stale variant" : "removal";
      }
      if (line.includes("media-manifest.json.tmp")) return "the project's media-manifest.json";
      if (["cache.json", "ledger.json", "media-manifest.json"].includes(file)) return file;
      if (/\.(?:br|gz)$/.test(file)) return "variant";
      return /\.[0-9a-f]{16}\./.test(file) ? "hashed file" : "plain file";
    };
    const kinds = callsOf(`${CALLS.rename},${CALLS.unlink}`).flatMap((line) => kindOf(line) ?? []);
    const steps = kinds.filter((kind, index) => kind !== kinds[index - 1]);
    expect(steps).toEqual([
      "hashed file",
      "stale variant",
      "variant",
      "plain file",
      "media-manifest.json",
      "the project's media-manifest.json",
      "ledger.json",
      "removal",
      "ledger.json",
      "cache.json",
    ]);
  });
});

describe.skipIf(!canMount)(`a publication on a full disk${why("mount", canMount)}`, () => {
  test.each([0, 1, 2, 4, 6, 9, 12, 15])("with room for %i pages", async (pages) => {
    using left = copyOf(changed.site);
    rmSync(left.path("public"), { recursive: true });
    using mount = mounted(left, "public", ["mount", "-t", "tmpfs", "tmpfs", left.path("public")]);
    run(left.root, "cp", "-a", `${changed.site.path("public")}/.`, mount.directory);
    const { blocks, bfree, bsize } = statfsSync(mount.directory);
    run(left.root, "mount", "-o", `remount,size=${(blocks - bfree + pages) * bsize}`, mount.directory);
    const full = await runSyncmedia(left.root);
    if (full.code !== 0) expect(full.stdout + full.stderr).toContain("ENOSPC");
    else expect(pages).toBeGreaterThan(4);
    expectNothingLost(left, changed, `${pages} pages`);
    run(left.root, "mount", "-o", "remount,size=4m", mount.directory);
    await expectMended(left, changed, `${pages} pages`);
  });
});
