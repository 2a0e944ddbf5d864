import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { until } from "../../tests/cli.test.support.ts";
import { type Change, createWatch } from "./watch.ts";
import { untilWatched } from "../../tests/watched-directories.test.support.ts";

interface Watched extends AsyncDisposable {
  /** Does something, and waits until the watch has reported a path. */
  reports(name: string, act: () => void): Promise<Change>;
  /** Saves a file until the watch reports it: one that comes back may not be watched yet. */
  tellsOfSaves(name: string): Promise<Change>;
  readonly reported: readonly Change[];
}

/** Watches directories, and waits until the system does: for one that is not there, the nearest above it. */
async function watching(tree: TestTree, flat: readonly string[], deep: readonly string[] = []): Promise<Watched> {
  const reported: Change[] = [];
  const watch = createWatch({ onChange: (change) => reported.push(change), onPolling: () => undefined });
  const at = (names: readonly string[]): readonly string[] => names.map((name) => tree.path(name));
  watch.add({ flat: at(flat), deep: at(deep) });
  for (const place of at([...flat, ...deep])) await untilWatched(process.pid, existsSync(place) ? place : tree.root);
  const toldOf = (name: string, from: number): Change | undefined =>
    reported.slice(from).find((change) => change.path === tree.path(name));
  return {
    reported,
    async reports(name, act) {
      const before = reported.length;
      act();
      return until(() => toldOf(name, before));
    },
    async tellsOfSaves(name) {
      const before = reported.length;
      return until(() => {
        tree.write({ [name]: String(Math.random()) });
        return toldOf(name, before);
      });
    },
    [Symbol.asyncDispose]: () => watch.close(),
  };
}

describe("a watched directory", () => {
  test("reports edits, saves by renaming, and removals", async () => {
    using tree = createTree({ "media/a.css": "1" });
    await using watched = await watching(tree, ["media"]);
    expect(await watched.reports("media/a.css", () => tree.write({ "media/a.css": "2" }))).toMatchObject({
      kind: "changed",
    });
    const save = (): void => {
      tree.write({ "media/.a.css.tmp": "3" });
      renameSync(tree.path("media/.a.css.tmp"), tree.path("media/a.css"));
    };
    await watched.reports("media/a.css", save);
    await watched.reports("media/a.css", save);
    const removed = await watched.reports("media/a.css", () => rmSync(tree.path("media/a.css")));
    expect(removed).toMatchObject({ kind: "removed" });
  });

  test.each(["flat", "deep"])("that is %s is watched again when it is made anew, or comes back", async (kind) => {
    using tree = createTree({ "media/a.css": "1" });
    await using watched = await watching(tree, kind === "flat" ? ["media"] : [], kind === "deep" ? ["media"] : []);
    await watched.reports("media", () => rmSync(tree.path("media"), { recursive: true }));
    await watched.reports("media", () => mkdirSync(tree.path("media")));
    await untilWatched(process.pid, tree.path("media"));
    await watched.reports("media/a.css", () => tree.write({ "media/a.css": "2" }));
    await watched.reports("media", () => renameSync(tree.path("media"), tree.path("away")));
    await watched.reports("media", () => renameSync(tree.path("away"), tree.path("media")));
    expect(await watched.tellsOfSaves("media/a.css")).toMatchObject({ kind: "changed" });
  });

  test("may appear later, with the directories above it", async () => {
    using tree = createTree({ "other/x": "" });
    await using watched = await watching(tree, ["app/media"]);
    await watched.reports("app/media", () => tree.write({ "app/media/": "" }));
    await untilWatched(process.pid, tree.path("app/media"));
    expect(await watched.reports("app/media/a.css", () => tree.write({ "app/media/a.css": "1" }))).toMatchObject({
      kind: "added",
    });
  });

  test("that gives way to a link to itself is reported as gone, and so is what was saved there before", async () => {
    using tree = createTree({ "media/a.css": "1" });
    await using watched = await watching(tree, ["media"]);
    const lost = watched.reports("media/b.css", () => {
      tree.write({ "media/b.css": "1" });
      renameSync(tree.path("media"), tree.path("away"));
      symlinkSync("media", tree.path("media"));
    });
    expect(await lost).toMatchObject({ kind: "removed" });
  });

  test("reports what lies below it only where that is wanted, and never packages", async () => {
    using tree = createTree({
      "flat/sub/a.css": "1",
      "deep/sub/a.html": "1",
      "deep/node_modules/lib/a.html": "1",
      "flat/node_modules/lib/a.css": "1",
    });
    await using watched = await watching(tree, ["flat"], ["deep"]);
    await untilWatched(process.pid, tree.path("deep/sub"));
    tree.write({ "flat/sub/a.css": "2", "flat/node_modules/lib/a.css": "2", "deep/node_modules/lib/a.html": "2" });
    // What was reported of the others would have come before the second.
    for (const text of ["2", "3"]) {
      await watched.reports("deep/sub/a.html", () => tree.write({ "deep/sub/a.html": text }));
    }
    expect(new Set(watched.reported.map((change) => change.path))).toEqual(new Set([tree.path("deep/sub/a.html")]));
  });
});
