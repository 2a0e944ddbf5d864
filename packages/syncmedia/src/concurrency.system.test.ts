import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { applySync } from "./apply.ts";
import { acquireLock } from "./lock.ts";
import { planSync } from "./plan.ts";
import {
  createSite,
  ended,
  loadSite,
  manyFiles,
  run,
  snapshot,
  start,
  stateOf,
  syncmedia,
  until,
  said,
} from "./scratch.test.support.ts";
import { stateDirectory } from "./state-directory.ts";

describe("two syncs at once", () => {
  it("both end well, and the target is as after one", async () => {
    using site = createSite(manyFiles(3000));
    const results = await Promise.all([1, 2, 3].map(() => ended(start(site.root))));
    for (const { code, stdout, stderr } of results) expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(3000);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    expect(syncmedia(site.root).stdout).toContain("up to date");
  });

  it("the second waits with a note that names the first, or is refused with --no-wait", async () => {
    using site = createSite({ "blog/media/b.css": "b", "media/.syncmedia/": "" });
    const release = await acquireLock(stateDirectory(site.path("media")));
    const refused = syncmedia(site.root, "--no-wait");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`locked by pid ${process.pid}`);
    const waiting = start(site.root);
    const outcome = ended(waiting);
    await said(waiting, "Waiting for another syncmedia");
    expect(waiting.exitCode).toBeNull();
    release();
    const { code, stderr } = await outcome;
    expect(code).toBe(0);
    expect(stderr).toContain(`Waiting for another syncmedia (pid ${process.pid}`);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b" });
  });

  it("a lock whose process is dead is taken over", () => {
    using site = createSite({ "blog/media/b.css": "b", "media/.syncmedia/": "" });
    const { stdout } = run(site.root, "sh", "-c", "echo $$");
    const hostname = run(site.root, "hostname").stdout.trim();
    const lock = { pid: Number(stdout), host: hostname, nonce: "dead" };
    site.write({ "media/.syncmedia/lock": JSON.stringify(lock) });
    expect(syncmedia(site.root, "--no-wait").code).toBe(0);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
  });

  it.skipIf(!existsSync("/proc/self/stat"))("so is one whose number another process has got since", () => {
    using site = createSite({ "blog/media/b.css": "b", "media/.syncmedia/": "" });
    const lock = { pid: process.pid, host: run(site.root, "hostname").stdout.trim(), nonce: "dead", started: "1" };
    site.write({ "media/.syncmedia/lock": JSON.stringify(lock) });
    expect(syncmedia(site.root, "--no-wait").code).toBe(0);
    expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
  });

  it("a lock of another machine is not", () => {
    using site = createSite({ "blog/media/b.css": "b" });
    site.write({ "media/.syncmedia/lock": JSON.stringify({ pid: 1, host: "another.example", nonce: "x" }) });
    const { code, stderr } = syncmedia(site.root, "--no-wait");
    expect(code).toBe(1);
    expect(stderr).toContain("pid 1 on another.example");
    expect(stderr).toContain(site.path("media/.syncmedia/lock"));
  });

  it("a plan that another sync has overtaken is not applied", async () => {
    using site = createSite({ "blog/media/b.css": "1" });
    const plan = planSync(await loadSite(site));
    syncmedia(site.root);
    await expect(applySync(plan)).rejects.toMatchObject({ code: "PLAN_STALE" });
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "1" });
  });
});

describe("an interrupted sync", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "ends at a file border on %s with exit code %i, and the next run does the rest",
    async (signal, exitCode) => {
      using site = createSite(manyFiles(3000));
      const child = start(site.root);
      const outcome = ended(child);
      await until(() => existsSync(site.path("media/blog/d0")));
      child.kill(signal);
      const { code, stdout } = await outcome;
      expect(code).toBe(exitCode);
      expect(stdout).toContain("Interrupted");
      const left = Object.entries(snapshot(site.path("media")));
      expect(left.length).toBeLessThan(3000);
      for (const [name, text] of left) expect(text).toBe(`file ${name.split("/").at(-1)?.replace(".css", "")}`);
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
      expect(syncmedia(site.root).code).toBe(0);
      expect(Object.keys(snapshot(site.path("media")))).toHaveLength(3000);
    },
  );

  it("while it waits for a lock, ends at once", async () => {
    using site = createSite({ "blog/media/b.css": "b", "media/.syncmedia/": "" });
    const release = await acquireLock(stateDirectory(site.path("media")));
    const child = start(site.root, "--json");
    const outcome = ended(child);
    await said(child, "Waiting for another syncmedia");
    child.kill("SIGINT");
    const { code, stdout } = await outcome;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "SYNC_INTERRUPTED" }, exitCode: 130 });
    release();
    expect(snapshot(site.path("media"))).toEqual({});
  });

  it("does its work even if nobody reads its output", async () => {
    using site = createSite(manyFiles(3000));
    const child = start(site.root, "-v");
    child.stdout?.destroy();
    child.stderr?.destroy();
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(0);
    expect(Object.keys(snapshot(site.path("media")))).toHaveLength(3000);
  });
});

describe("readers during a sync", () => {
  it("never see a short, mixed or missing file", async () => {
    const size = 400_000;
    const text = (letter: string): string => letter.repeat(size);
    using site = createSite({ "blog/media/a.css": text("a"), "blog/media/b.css": text("a") });
    syncmedia(site.root);
    for (const letter of ["b", "c", "d"]) {
      site.write({ "blog/media/a.css": text(letter), "blog/media/b.css": text(letter) });
      const child = start(site.root, "--strategy", letter === "d" ? "clear" : "sync", "--yes");
      const outcome = ended(child);
      while (child.exitCode === null) {
        for (const name of ["a.css", "b.css"]) {
          const seen = readFileSync(site.path("media/blog", name), "utf8");
          expect(seen.length).toBe(size);
          expect(seen).toBe(text(seen.slice(0, 1)));
        }
        await sleep(0);
      }
      expect((await outcome).code).toBe(0);
      expect(readFileSync(site.path("media/blog/a.css"), "utf8")).toBe(text(letter));
    }
  });
});

describe("a source that is being written", () => {
  it("is never copied half", async () => {
    using site = createSite({ "blog/media/a.css": "a".repeat(100_000) });
    const fd = openSync(site.path("blog/media/a.css"), "w");
    const stop = new AbortController();
    const writer = (async () => {
      for (let letter = 0; !stop.signal.aborted; letter = (letter + 1) % 26) {
        writeFileSync(site.path("blog/media/next"), String.fromCodePoint(97 + letter).repeat(100_000));
        renameSync(site.path("blog/media/next"), site.path("blog/media/a.css"));
        await sleep(1);
      }
    })();
    for (let round = 0; round < 3; round += 1) {
      const { code } = await ended(start(site.root));
      expect([0, 1]).toContain(code);
      if (!existsSync(site.path("media/blog/a.css"))) continue;
      const text = readFileSync(site.path("media/blog/a.css"), "utf8");
      expect(text).toBe(text.slice(0, 1).repeat(100_000));
    }
    stop.abort();
    await writer;
    closeSync(fd);
    expect(syncmedia(site.root).code).toBe(0);
    expect(statSync(site.path("media/blog/a.css")).size).toBe(100_000);
  });
});
