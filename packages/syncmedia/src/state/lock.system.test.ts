import { existsSync, lutimesSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { applySync } from "../apply/apply.ts";
import { acquireLock } from "./lock.ts";
import { planSync } from "../plan/plan.ts";
import {
  canRun,
  CLI,
  createSite,
  ended,
  loadSite,
  manyFiles,
  run,
  said,
  snapshot,
  start,
  stateOf,
  syncmedia,
} from "../../tests/scratch.test.support.ts";
import { clearLeftovers, stateDirectory, trialName } from "./state-directory.ts";
import { CALLS, canStrace, tampered } from "../../tests/strace.test.support.ts";
import { why } from "../../tests/volume.test.support.ts";

/** The times of a lock, so short that a test can wait for them. */
const SHORT = { refreshMs: 20, silentMs: 500 };

describe("two syncs at once", () => {
  test("both end well, and the target is as after one", async () => {
    using site = createSite(manyFiles(3000));
    const results = await Promise.all([1, 2, 3].map(() => ended(start(site.root))));
    for (const { code, stdout, stderr } of results) expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(3000);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    expect(syncmedia(site.root).stdout).toContain("up to date");
  });

  test("the second waits with a note that names the first, or is refused with --no-wait", async () => {
    using site = createSite({ "blog/media/b.css": "b", "media/.syncmedia/": "" });
    const lock = await acquireLock(stateDirectory(site.path("media")));
    const refused = syncmedia(site.root, "--no-wait");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`locked by pid ${process.pid}`);
    const waiting = start(site.root);
    const outcome = ended(waiting);
    await said(waiting, "Waiting for another syncmedia");
    expect(waiting.exitCode).toBeNull();
    lock?.release();
    const { code, stderr } = await outcome;
    expect(code).toBe(0);
    expect(stderr).toContain(`Waiting for another syncmedia (pid ${process.pid}`);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
  });

  test("a lock whose process is dead is taken over", () => {
    using site = createSite({ "blog/media/b.css": "b", "media/.syncmedia/": "" });
    const { stdout } = run(site.root, "sh", "-c", "echo $$");
    const hostname = run(site.root, "hostname").stdout.trim();
    const lock = { pid: Number(stdout), host: hostname, nonce: "dead" };
    site.write({ "media/.syncmedia/lock": JSON.stringify(lock) });
    expect(syncmedia(site.root, "--no-wait").code).toBe(0);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
  });

  test.skipIf(!existsSync("/proc/self/stat"))("so is one whose number another process has got since", () => {
    using site = createSite({ "blog/media/b.css": "b", "media/.syncmedia/": "" });
    const lock = { pid: process.pid, host: run(site.root, "hostname").stdout.trim(), nonce: "dead", started: "1" };
    site.write({ "media/.syncmedia/lock": JSON.stringify(lock) });
    expect(syncmedia(site.root, "--no-wait").code).toBe(0);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
  });

  test("a lock of another machine is not taken over at once: the message names the file to remove", async () => {
    using site = createSite({ "blog/media/b.css": "b" });
    const lock = site.path("media/.syncmedia/lock");
    site.write({ "media/.syncmedia/lock": JSON.stringify({ pid: 1, host: "another.example", nonce: "x" }) });
    const { code, stderr } = syncmedia(site.root, "--no-wait");
    expect(code).toBe(1);
    expect(stderr).toContain("pid 1 on another.example");
    expect(stderr).toContain(`remove ${lock}`);
    const waiting = start(site.root);
    const outcome = ended(waiting);
    await said(waiting, `remove ${lock}`);
    rmSync(lock);
    expect((await outcome).code).toBe(0);
  });

  test.skipIf(!canStrace)(
    `a lock stays that there are no file descriptors to look at${why("strace", canStrace)}`,
    () => {
      using site = createSite({ "blog/media/b.css": "b" });
      const lock = JSON.stringify({ pid: 1, host: "another.example", nonce: "x" });
      site.write({ "media/.syncmedia/lock": lock });
      const file = site.path("media/.syncmedia/lock");
      // The command reaches it through the directory that it holds open.
      const only = Array.from({ length: 60 }, (_, fd) => `/proc/self/fd/${fd}/lock`);
      const calls = `${CALLS.link},open,openat`;
      const { code, stderr } = tampered(site.root, { calls, inject: "error=EMFILE", only }, "--no-wait");
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error TARGET_NOT_WRITABLE Nothing can be written to .*EMFILE/);
      expect(readFileSync(file, "utf8")).toBe(lock);
      expect(snapshot(site.path("media"))).toEqual({});
    },
  );

  const canUnshare = canRun("unshare");

  test.skipIf(!canUnshare)(
    `a lock of another container with the same host name is not taken over while it is refreshed${why("unshare", canUnshare)}`,
    async () => {
      using site = createSite({ "blog/media/b.css": "b", "media/.syncmedia/": "" });
      const lock = await acquireLock(stateDirectory(site.path("media")));
      // In there neither the process that holds the lock nor its number exists.
      const container = ["--pid", "--fork", "--mount-proc", process.execPath, CLI];
      const { code, stderr } = run(site.root, "unshare", ...container, "--no-wait");
      expect(code).toBe(1);
      expect(stderr).toContain(`locked by pid ${process.pid}`);
      expect(snapshot(site.path("media"))).toEqual({});
      lock?.release();
      expect(run(site.root, "unshare", ...container, "--no-wait").code).toBe(0);
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    },
  );

  test("a holder on another machine loses its lock once it has not refreshed it for a while", async () => {
    using site = createSite({
      "media/.syncmedia/lock": JSON.stringify({ pid: 1, host: "another.example", nonce: "x" }),
    });
    const state = stateDirectory(site.path("media"));
    const waits: string[] = [];
    const lock = await acquireLock(state, { onWait: (holder) => void waits.push(holder) }, SHORT);
    expect(waits).toEqual(["pid 1 on another.example"]);
    expect(JSON.parse(readFileSync(state.lock, "utf8"))).toMatchObject({ pid: process.pid });
    lock?.release();
  });

  test("it keeps its lock as long as it refreshes it", async () => {
    using site = createSite({ "media/.syncmedia/": "" });
    const state = stateDirectory(site.path("media"));
    const lock = await acquireLock(state, {}, SHORT);
    const { nonce } = JSON.parse(readFileSync(state.lock, "utf8")) as { readonly nonce: string };
    // From now on only the refreshes speak for its holder.
    writeFileSync(state.lock, JSON.stringify({ pid: 1, host: "another.example", nonce }));
    const stop = new AbortController();
    const outcome = acquireLock(state, { signal: stop.signal }, { ...SHORT, silentMs: 2000 }).then(
      () => "taken",
      ({ code }: { readonly code: string }) => code,
    );
    const refreshes = new Set<number>();
    while (refreshes.size < 150) {
      refreshes.add(statSync(state.lock).mtimeMs);
      await sleep(SHORT.refreshMs);
    }
    expect(JSON.parse(readFileSync(state.lock, "utf8"))).toMatchObject({ nonce });
    stop.abort();
    expect(await outcome).toBe("SYNC_INTERRUPTED");
    lock?.release();
  });

  test.skipIf(!canUnshare)(
    `the lock of a container that has ended is taken over by the next one${why("unshare", canUnshare)}`,
    async () => {
      using site = createSite({ "media/.syncmedia/": "" });
      const state = stateDirectory(site.path("media"));
      // It ends without giving its lock back.
      const holding = `
        const { acquireLock } = await import(${JSON.stringify(import.meta.resolve("./lock.ts"))});
        const { stateDirectory } = await import(${JSON.stringify(import.meta.resolve("./state-directory.ts"))});
        await acquireLock(stateDirectory(${JSON.stringify(site.path("media"))}));
        process.exit();`;
      const script = [process.execPath, "--input-type=module", "--eval", holding];
      expect(run(site.root, "unshare", "--pid", "--fork", "--mount-proc", ...script).code).toBe(0);
      const left = JSON.parse(readFileSync(state.lock, "utf8")) as object;
      expect(left).toMatchObject({ pid: 1, container: expect.stringContaining("pid:[") });
      const lock = await acquireLock(state, {}, SHORT);
      expect(lock).toBeDefined();
      lock?.release();
    },
  );

  test("a trial link of another container stays as long as it is new", () => {
    using site = createSite({ "media/.syncmedia/": "" });
    const state = stateDirectory(site.path("media"));
    const [ours, theirs, old] = [trialName(), "trial-0123456789ab-1-new", "trial-0123456789ab-1-old"];
    for (const name of [ours, theirs, old]) symlinkSync("x", site.path("media/.syncmedia", name));
    lutimesSync(site.path("media/.syncmedia", old), 0, 0);
    clearLeftovers(state);
    expect(stateOf(site.path("media"))).toEqual([theirs]);
  });

  test("a plan that another sync has overtaken is not applied", async () => {
    using site = createSite({ "blog/media/b.css": "1" });
    const plan = planSync(await loadSite(site));
    syncmedia(site.root);
    await expect(applySync(plan)).rejects.toMatchObject({ code: "PLAN_STALE" });
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "1" });
  });
});
