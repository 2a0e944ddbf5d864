import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, existsSync, globSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf } from "@mediaroot/core/internal";
import { describe, expect, test } from "vitest";
import { stageCopy } from "../src/apply/copy-file.ts";
import { acquireLock } from "../src/state/lock.ts";
import {
  createSite,
  ended,
  manyFiles,
  snapshot,
  start,
  stateOf,
  syncmedia,
  until,
  said,
} from "./scratch.test.support.ts";
import { stateDirectory } from "../src/state/state-directory.ts";

const FILES = 3000;

describe("an interrupted sync", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "ends between two files on %s with exit code %i, and the next run does the rest",
    async (signal, exitCode) => {
      using site = createSite(manyFiles(FILES));
      const child = start(site.root);
      const outcome = ended(child);
      await until(() => existsSync(site.path("media/blog/d0")));
      child.kill(signal);
      const { code, stdout } = await outcome;
      expect(code).toBe(exitCode);
      expect(stdout).toContain("Left undone");
      const left = Object.entries(snapshot(site.path("media")));
      expect(left.length).toBeLessThan(FILES);
      for (const [name, text] of left) expect(text).toBe(`file ${name.split("/").at(-1)?.replace(".css", "")}`);
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
      expect(syncmedia(site.root).code).toBe(0);
      expect(Object.keys(snapshot(site.path("media")))).toHaveLength(FILES);
    },
  );

  // To compress the whole file takes a minute.
  test(
    "ends in the middle of a file that is compressed, and the next run does the rest",
    { timeout: 30_000 },
    async () => {
      const words = Array.from({ length: 20_000 }, () => randomBytes(4).toString("base64url"));
      const large = Array.from({ length: 8_000_000 }, () => words[Math.floor(Math.random() ** 2 * words.length)]).join(
        " ",
      );
      using site = createSite({ "blog/media/a.css": "a {}\n".repeat(100), "blog/media/large.txt": large });
      const flags = ["--to", "public", "--hash", "--compress"];
      const child = start(site.root, ...flags, "br");
      const outcome = ended(child);
      await until(() => globSync(site.path("public/.syncmedia/staging/*.3")).length > 0);
      child.kill("SIGINT");
      const { code, stdout, stderr } = await outcome;
      expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
      expect(stdout).toContain("Left undone");
      const left = Object.keys(snapshot(site.path("public")));
      expect(left.filter((name) => name.startsWith("blog/large") && name.endsWith(".br"))).toEqual([]);
      expect(left).not.toContain("media-manifest.json");
      expect(stateOf(site.path("public"))).toEqual(["cache.json", "ledger.json"]);
      site.write({ "blog/media/large.txt": large.slice(0, 10_000) });
      expect(syncmedia(site.root, ...flags, "br").code).toBe(0);
      expect(Object.keys(snapshot(site.path("public")))).toContain("blog/large.txt.br");
    },
  );

  test("while it waits for a lock, ends at once", async () => {
    using site = createSite({ "blog/media/b.css": "b", "media/.syncmedia/": "" });
    const lock = await acquireLock(stateDirectory(site.path("media")));
    const child = start(site.root, "--json");
    const outcome = ended(child);
    await said(child, "Waiting for another syncmedia");
    child.kill("SIGINT");
    const { code, stdout } = await outcome;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "SYNC_INTERRUPTED" }, exitCode: 130 });
    lock?.release();
    expect(snapshot(site.path("media"))).toEqual({});
  });

  test("does its work even if nobody reads its output", async () => {
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
  test("never see a short, mixed or missing file", async () => {
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
  test("is never copied half", async () => {
    const size = 8_000_000;
    const filled = (letter: number): Buffer => Buffer.alloc(size, 97 + letter);
    using site = createSite({ "blog/media/a.css": filled(0).toString() });
    const fd = openSync(site.path("blog/media/a.css"), "r+");
    const stop = new AbortController();
    const writer = (async () => {
      for (let letter = 1; !stop.signal.aborted; letter = (letter + 1) % 26) {
        writeSync(fd, filled(letter), 0, size, 0);
        await sleep(letter % 5);
      }
    })();
    for (let round = 0; round < 3; round += 1) {
      const { code, stdout } = await ended(start(site.root));
      if (code !== 0) expect(stdout).toContain("changed while it was copied");
      if (!existsSync(site.path("media/blog/a.css"))) continue;
      const bytes = readFileSync(site.path("media/blog/a.css"));
      expect(bytes.equals(Buffer.alloc(size, bytes[0]))).toBe(true);
    }
    stop.abort();
    await writer;
    closeSync(fd);
    expect(syncmedia(site.root).code).toBe(0);
    const copy = readFileSync(site.path("media/blog/a.css"));
    expect(copy.equals(readFileSync(site.path("blog/media/a.css")))).toBe(true);
  });

  test("is never staged half, however soon after it was listed and however short the writes are", () => {
    const size = 400_000;
    using site = createSite({ "blog/media/a.css": "a".repeat(size) });
    const [source, staged] = [site.path("blog/media/a.css"), site.path("staged")];
    const writer = spawn(process.execPath, ["-e", WRITER, source, String(size)]);
    const end = Date.now() + 3000;
    let looks = 0;
    try {
      for (; Date.now() < end; looks += 1) {
        const bytes = staging(source, staged);
        if (bytes !== undefined) expect(bytes.equals(Buffer.alloc(size, bytes[0]))).toBe(true);
      }
    } finally {
      writer.kill("SIGKILL");
    }
    expect(looks).toBeGreaterThan(10);
  });
});

/** Overwrites a file again and again in place, each time with one letter and after up to a millisecond or two. */
const WRITER = `
  const [, file, size] = process.argv;
  const fd = fs.openSync(file, "r+");
  const write = (letter) => {
    fs.writeSync(fd, Buffer.alloc(Number(size), 97 + (letter % 26)), 0, Number(size), 0);
    setTimeout(write, letter % 3, letter + 1);
  };
  write(1);`;

/** @returns what was staged, or undefined where the source had changed meanwhile */
function staging(source: string, staged: string): Buffer | undefined {
  try {
    stageCopy({ path: source, identity: identityOf(statSync(source)) }, staged);
    const bytes = readFileSync(staged);
    rmSync(staged);
    return bytes;
  } catch (error) {
    expect(error).toMatchObject({ code: "SOURCE_CHANGED" });
    return undefined;
  }
}
