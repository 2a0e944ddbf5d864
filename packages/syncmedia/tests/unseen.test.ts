import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, snapshot, stateOf } from "./scratch.test.support.ts";

/** A name that is no UTF-8: nothing that JavaScript says reaches it. */
function unseen(directory: string): Buffer {
  return Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0x63, 0xff, 0x73, 0x73])]);
}

const MEDIA = { "blog/media/js/a.js": "a", "blog/media/b.css": "b" };

describe("a name in the target that is no UTF-8", () => {
  async function syncedSite(): Promise<TestTree> {
    const site = createSite(MEDIA);
    await runSyncmedia(site.root);
    writeFileSync(unseen(site.path("media/blog/js")), "mine");
    return site;
  }
  const read = (directory: string): string => readFileSync(unseen(directory), "utf8");

  test("stands in the way of a link, which says so and changes nothing", async () => {
    using site = await syncedSite();
    const { code, stdout } = await runSyncmedia(site.root, "--link");
    expect(code).toBe(1);
    expect(stdout).toContain("holds what is not syncmedia's: blog/js/c");
    expect(lstatSync(site.path("media/blog")).isDirectory()).toBe(true);
    const auto = await runSyncmedia(site.root, "--auto");
    expect(auto.stdout).toContain("blog is copied, not linked");
    expect(auto.stdout).toContain("up to date");
    expect(read(site.path("media/blog/js"))).toBe("mine");
  });

  test("keeps its directory when the copies beside it are pruned", async () => {
    using site = await syncedSite();
    rmSync(site.path("blog/media/js"), { recursive: true });
    expect(await runSyncmedia(site.root)).toMatchObject({ code: 0, stdout: expect.stringContaining("1 change made") });
    expect(readdirSync(site.path("media/blog/js"))).toHaveLength(1);
    expect(read(site.path("media/blog/js"))).toBe("mine");
    expect((await runSyncmedia(site.root)).stdout).toContain("up to date");
  });

  test("keeps its directory where the app has a file now, and goes with it when asked", async () => {
    using site = await syncedSite();
    rmSync(site.path("blog/media/js"), { recursive: true });
    site.write({ "blog/media/js": "a file" });
    expect(await runSyncmedia(site.root)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("kept blog/js: a directory"),
    });
    expect(read(site.path("media/blog/js"))).toBe("mine");
    expect((await runSyncmedia(site.root, "--strategy", "overwrite")).code).toBe(2);
    expect((await runSyncmedia(site.root, "--strategy", "overwrite", "--yes")).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b", "blog/js": "a file" });
    const replaced = site.path("media/.syncmedia/replaced");
    expect(read(path.join(replaced, readdirSync(replaced)[0] ?? "", "blog/js"))).toBe("mine");
  });

  test("stays under clear, and is named", async () => {
    using site = await syncedSite();
    const { code, stdout } = await runSyncmedia(site.root, "--strategy", "clear", "--yes");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^kept blog\/js\/c.ss: its name is not UTF-8/m);
    expect(read(site.path("media/blog/js"))).toBe("mine");
    expect(readFileSync(site.path("media/blog/js/a.js"), "utf8")).toBe("a");
  });

  test("survives in a directory of copies that a killed run had moved out of a link's way", async () => {
    using site = await syncedSite();
    rmSync(site.path("media/blog/b.css"));
    site.write({ "media/.syncmedia/staging/link.blog/": "" });
    writeFileSync(unseen(site.path("media/.syncmedia/staging/link.blog")), "mine");
    rmSync(site.path("media/blog"), { recursive: true });
    symlinkSync("../blog/media", site.path("media/blog"));
    expect((await runSyncmedia(site.root, "--link")).code).toBe(0);
    const [time = ""] = readdirSync(site.path("media/.syncmedia/replaced"));
    expect(read(site.path("media/.syncmedia/replaced", time, "blog.recovered"))).toBe("mine");
    expect(stateOf(site.path("media"))).toEqual(["ledger.json", "replaced"]);
  });
});

describe("an empty directory of yours among the copies", () => {
  test("keeps --link from taking their place, and stays as it is under sync", async () => {
    using site = createSite(MEDIA);
    await runSyncmedia(site.root);
    mkdirSync(site.path("media/blog/js/uploads"));
    chmodSync(site.path("media/blog/js/uploads"), 0o770);
    const link = await runSyncmedia(site.root, "--link");
    expect(link.code).toBe(1);
    expect(link.stdout).toContain("holds what is not syncmedia's: blog/js/uploads");
    rmSync(site.path("blog/media/js"), { recursive: true });
    for (const flags of [[], ["--auto"], ["--strategy", "overwrite"]])
      expect((await runSyncmedia(site.root, ...flags)).code).toBe(0);
    expect(snapshot(site.path("media/blog"))).toEqual({ "b.css": "b", "js/uploads/": "/" });
    expect(lstatSync(site.path("media/blog/js/uploads")).mode & 0o777).toBe(0o770);
  });

  test("is kept where the app has a file in the place of its directory now", async () => {
    using site = createSite(MEDIA);
    await runSyncmedia(site.root);
    mkdirSync(site.path("media/blog/js/uploads"));
    rmSync(site.path("blog/media/js"), { recursive: true });
    site.write({ "blog/media/js": "a file" });
    const { code, stdout } = await runSyncmedia(site.root);
    expect(code).toBe(0);
    expect(stdout).toContain("kept blog/js: a directory where the app has a file");
    expect(snapshot(site.path("media"))).toEqual({ "blog/b.css": "b", "blog/js/uploads/": "/" });
    expect((await runSyncmedia(site.root)).stdout).toContain("up to date");
  });
});
