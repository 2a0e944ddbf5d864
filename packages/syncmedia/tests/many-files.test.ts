import { readdirSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applySync } from "../src/apply/apply.ts";
import { planSync } from "../src/plan/plan.ts";
import { expectReadable, manifestOf, releaseOf } from "./publication.test.support.ts";
import { createSite, loadSite, snapshot } from "./scratch.test.support.ts";

/** So many files that a second thread copies. */
const COUNT = 2100;

function createLargeSite(settings: object = {}): ReturnType<typeof createSite> {
  const files = Array.from({ length: COUNT }, (_, index) => [
    `blog/media/d${index % 30}/${index}.css`,
    `/* ${index} */`,
  ]);
  return createSite(Object.fromEntries(files), settings);
}

function copyOf(index: number): string {
  return `blog/d${index % 30}/${index}.css`;
}

describe("many files", () => {
  test("are all copied, each with its own content", async () => {
    using site = createLargeSite();
    const { failed, done } = await applySync(planSync(await loadSite(site)));
    expect(failed).toEqual([]);
    expect(done).toHaveLength(COUNT);
    const copies = snapshot(site.path("media"));
    expect(Object.keys(copies)).toHaveLength(COUNT);
    for (let index = 0; index < COUNT; index += 1) expect(copies[copyOf(index)]).toBe(`/* ${index} */`);
    expect(planSync(await loadSite(site)).actions).toEqual([]);
  });

  test("that were edited since the plan was made fail alone, wherever they are in the list", async () => {
    using site = createLargeSite();
    const plan = planSync(await loadSite(site));
    const edited = Array.from({ length: COUNT / 100 }, (_, index) => index * 100 + (index % 100));
    for (const index of edited) site.write({ [`blog/media/d${index % 30}/${index}.css`]: "edited" });
    const { failed } = await applySync(plan);
    expect(failed.map(({ path }) => path).toSorted()).toEqual(edited.map(copyOf).toSorted());
    expect(new Set(failed.map(({ error }) => Reflect.get(error, "code")))).toEqual(new Set(["SOURCE_CHANGED"]));
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(COUNT - edited.length);
    expect(readdirSync(site.path("media/.syncmedia"))).toEqual(["ledger.json"]);
  });

  test("of which some were copied when the run is interrupted leave nothing behind that is not in place", async () => {
    using site = createLargeSite();
    const plan = planSync(await loadSite(site));
    const controller = new AbortController();
    const { done, undone } = await applySync(plan, {
      signal: controller.signal,
      onProgress: (count) => void (count > 200 && controller.abort()),
    });
    expect(done.length + undone).toBe(COUNT);
    expect(undone).toBeGreaterThan(0);
    expect(readdirSync(site.path("media/.syncmedia")).filter((name) => name !== "ledger.json")).toEqual([]);
    await applySync(planSync(await loadSite(site)));
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(COUNT);
  });

  test("are published under the names that one thread gives them", async () => {
    const settings = { SYNCMEDIA: { TARGET: "public", HASH: true } };
    using site = createLargeSite(settings);
    const importing = Array.from({ length: 30 }, (_, index) => `@import "${index % 30}.css";`).join("\n");
    for (let index = 0; index < 30; index += 1) writeFileSync(site.path(`blog/media/d${index}/all.css`), importing);
    await applySync(planSync(await loadSite(site)));
    const { size } = manifestOf(site);
    expect(size).toBe(COUNT + 30);
    expectReadable(site, [releaseOf(site)], "after the publication");
  });
});
