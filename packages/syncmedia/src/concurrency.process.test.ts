import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { applySync } from "./apply.ts";
import { planSync } from "./plan.ts";
import { acquireLock } from "./lock.ts";
import { stateDirectory } from "./state-directory.ts";
import {
  createSite,
  loadSite,
  run,
  settingsText,
  snapshot,
  start,
  stateOf,
  syncmedia,
} from "./scratch.test.support.ts";

const MANY = Object.fromEntries(
  Array.from({ length: 3000 }, (_, index) => [`blog/media/d${index % 30}/${index}.css`, `file ${index}`]),
);

async function ended(child: ReturnType<typeof start>): Promise<{ code: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, stdout, stderr };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition() && tries < 2000; tries += 1) await sleep(5);
  expect(condition()).toBe(true);
}

describe("two syncs at once", () => {
  it("both end well, and the target is as after one", async () => {
    using site = createSite(MANY);
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
    await sleep(600);
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
      using site = createSite(MANY);
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
    const child = start(site.root);
    const outcome = ended(child);
    await sleep(600);
    child.kill("SIGINT");
    expect((await outcome).code).toBe(130);
    release();
    expect(snapshot(site.path("media"))).toEqual({});
  });

  it("does its work even if nobody reads its output", async () => {
    using site = createSite(MANY);
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

describe("what changes between plan and apply", () => {
  it("an override that appears, or that is edited, survives", async () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/b.css": "1" });
    syncmedia(site.root, "blog");
    site.write({ "blog/media/a.css": "2", "blog/media/new.css": "2" });
    const plan = planSync(await loadSite(site));
    site.write({ "media/blog/a.css": "mine", "media/blog/new.css": "mine" });
    const { failed } = await applySync(plan);
    expect(failed.map(({ path }) => path)).toEqual(["blog/a.css", "blog/new.css"]);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "mine", "blog/b.css": "1", "blog/new.css": "mine" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toMatchObject({ "blog/a.css": "mine", "blog/new.css": "mine" });
  });

  it("a copy edited before it is pruned survives", async () => {
    using site = createSite({ "blog/media/a.css": "1", "contrib/admin/media/x.js": "x" });
    syncmedia(site.root);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./contrib/admin"] }) });
    const plan = planSync(await loadSite(site));
    site.write({ "media/blog/a.css": "mine" });
    expect((await applySync(plan)).failed).toHaveLength(1);
    expect(snapshot(site.path("media"))).toEqual({ "admin/x.js": "x", "blog/a.css": "mine" });
  });

  it("a source that changes or vanishes leaves the old copy, and is named", async () => {
    using site = createSite({ "blog/media/a.css": "1", "blog/media/b.css": "1", "blog/media/c.css": "1" });
    syncmedia(site.root);
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
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "3 is longer", "blog/c.css": "2" });
  });

  it("a source swapped for a link to a secret, or for a fifo, is not copied", async () => {
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

  it.each(["media", "media/blog", "media/blog/js"])(
    "nothing is written or deleted through %s swapped for a link",
    async (swapped) => {
      using site = createSite({
        "blog/media/js/a.js": "1",
        "blog/media/js/stale.js": "1",
        "blog/media/js/deep/d.js": "1",
      });
      syncmedia(site.root);
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

  it("a directory of copies that gets a file of yours is not lost to a link", async () => {
    using site = createSite({ "blog/media/a.css": "1" });
    syncmedia(site.root);
    const plan = planSync(await loadSite(site), { method: "link" });
    site.write({ "media/blog/mine.css": "mine" });
    const { replacedIn } = await applySync(plan);
    expect(readFileSync(`${replacedIn}/blog/mine.css`, "utf8")).toBe("mine");
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
