import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { applySync } from "../src/apply/apply.ts";
import { lossesOf, needsConfirmation } from "../src/plan/losses.ts";
import { planSync } from "../src/plan/plan.ts";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, loadSite, run, settingsText, snapshot } from "./scratch.test.support.ts";

describe("what changes between plan and apply", () => {
  test("an override that appears, or that is edited, survives", async () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/b.css": "1" });
    await runSyncmedia(site.root, "blog");
    site.write({ "blog/media/a.css": "2", "blog/media/new.css": "2" });
    const plan = planSync(await loadSite(site));
    site.write({ "media/blog/a.css": "mine", "media/blog/new.css": "mine" });
    const { failed } = await applySync(plan);
    expect(failed.map(({ path }) => path)).toEqual(["blog/a.css", "blog/new.css"]);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "mine", "blog/b.css": "1", "blog/new.css": "mine" });
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toMatchObject({ "blog/a.css": "mine", "blog/new.css": "mine" });
  });

  test("copies stand again, with an override that has come in, when their link leads nowhere", async () => {
    using site = createSite({ "blog/media/b.css": "b", "contrib/admin/media/x.js": "x" });
    await runSyncmedia(site.root);
    const plan = planSync(await loadSite(site), { method: "link" });
    site.write({ "media/admin/mine.css": "mine" });
    rmSync(site.path("contrib/admin/media"), { recursive: true });
    const { failed } = await applySync(plan);
    expect(failed.map(({ error }) => Reflect.get(error, "code"))).toEqual(["LINK_FAILED", "LINK_FAILED"]);
    const stood = { "admin/mine.css": "mine", "admin/x.js": "x", "blog/b.css": "b" };
    expect(snapshot(site.path("media"))).toEqual(stood);
  });

  test("what is set aside at one time twice, by a clock that was set back, is kept twice", async () => {
    using site = createSite({ "blog/media/a.css": "app" });
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2030-01-01") });
    try {
      for (const mine of ["mine 1", "mine 2"]) {
        site.write({ "media/blog/a.css": mine });
        await applySync(planSync(await loadSite(site), { strategy: "overwrite" }), { confirmed: true });
      }
    } finally {
      vi.useRealTimers();
    }
    const replaced = snapshot(site.path("media/.syncmedia/replaced"));
    expect(Object.values(replaced)).toEqual(["mine 1", "mine 2"]);
  });

  test("a copy edited before it is pruned survives", async () => {
    using site = createSite({ "blog/media/a.css": "1", "contrib/admin/media/x.js": "x" });
    await runSyncmedia(site.root);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./contrib/admin"] }) });
    const plan = planSync(await loadSite(site));
    site.write({ "media/blog/a.css": "mine" });
    expect((await applySync(plan)).failed).toHaveLength(1);
    expect(snapshot(site.path("media"))).toEqual({ "admin/x.js": "x", "blog/a.css": "mine" });
  });

  test("a source that changes or vanishes leaves the old copy, and is named", async () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/b.css": "1", "blog/media/c.css": "1" });
    await runSyncmedia(site.root);
    site.write({ "blog/media/a.css": "2", "blog/media/b.css": "2", "blog/media/c.css": "2" });
    const plan = planSync(await loadSite(site));
    site.write({ "blog/media/a.css": "3 is longer" });
    rmSync(site.path("blog/media/b.css"));
    const { failed } = await applySync(plan);
    expect(failed.map(({ path, error }) => [path, Reflect.get(error, "code")])).toEqual([
      ["blog/a.css", "SOURCE_CHANGED"],
      ["blog/b.css", "ENOENT"],
    ]);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "1", "blog/b.css": "1", "blog/c.css": "2" });
    expect((await runSyncmedia(site.root)).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "3 is longer", "blog/c.css": "2" });
  });

  test("a source swapped for a link to a secret, or for a fifo, is not copied", async () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/f.css": "1", "secret.txt": "secret" });
    const plan = planSync(await loadSite(site));
    rmSync(site.path("blog/media/a.css"));
    symlinkSync("../../secret.txt", site.path("blog/media/a.css"));
    rmSync(site.path("blog/media/f.css"));
    run(site.root, "mkfifo", site.path("blog/media/f.css"));
    const { failed } = await applySync(plan);
    expect(failed).toHaveLength(2);
    expect(existsSync(site.path("media/blog"))).toBe(false);
  });

  test.each(["media", "media/blog", "media/blog/js"])(
    "nothing is written or deleted through %s swapped for a link",
    async (swapped) => {
      using site = createSite({
        "blog/media/js/a.js": "1",
        "blog/media/js/stale.js": "1",
        "blog/media/js/deep/d.js": "1",
      });
      await runSyncmedia(site.root);
      site.write({ "blog/media/js/a.js": "2", "blog/media/js/new/n.js": "2" });
      rmSync(site.path("blog/media/js/stale.js"));
      const plan = planSync(await loadSite(site));
      const below = swapped.replace(/^media\/?/, "");
      mkdirSync(site.path("elsewhere"));
      run(site.root, "cp", "-a", `${site.path("media", below)}/.`, site.path("elsewhere"));
      const before = snapshot(site.path("elsewhere"));
      renameSync(site.path(swapped), site.path("aside"));
      symlinkSync(site.path("elsewhere"), site.path(swapped));
      const outcome = await applySync(plan).catch((error: unknown) => error);
      expect(outcome).toSatisfy((result: { failed?: unknown[] } | Error) =>
        result instanceof Error ? true : (result.failed?.length ?? 0) > 0,
      );
      expect(snapshot(site.path("elsewhere"))).toEqual(before);
    },
  );

  test("a directory of copies that gets a file of yours is not lost to a link", async () => {
    using site = createSite({ "blog/media/a.css": "1" });
    await runSyncmedia(site.root);
    const plan = planSync(await loadSite(site), { method: "link" });
    site.write({ "media/blog/mine.css": "mine" });
    const { replacedIn } = await applySync(plan);
    expect(readFileSync(`${replacedIn}/blog/mine.css`, "utf8")).toBe("mine");
  });
});

describe("a plan that takes away what is not syncmedia's", () => {
  test("is refused by applySync unless it is confirmed, and a script can see what would go", async () => {
    using site = createSite({ "blog/media/a.css": "app", "media/blog/a.css": "mine" });
    const plan = planSync(await loadSite(site), { strategy: "overwrite" });
    expect(needsConfirmation(plan)).toBe(true);
    expect(lossesOf(plan)).toEqual(["blog/a.css"]);
    await expect(applySync(plan)).rejects.toMatchObject({ code: "CONFIRM_NEEDED" });
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "mine" });
    expect((await applySync(plan, { confirmed: true })).failed).toEqual([]);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "app" });
  });

  test("may also delete whole directories; one that does neither needs no confirmation", async () => {
    using site = createSite({ "blog/media/a.css": "app" });
    const plan = planSync(await loadSite(site));
    expect(needsConfirmation(plan)).toBe(false);
    await applySync(plan);
    const clearing = planSync(await loadSite(site), { strategy: "clear" });
    expect(clearing.cleared).toEqual(["blog"]);
    await expect(applySync(clearing)).rejects.toMatchObject({ code: "CONFIRM_NEEDED" });
  });
});
