import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { siteOf, untilSettled } from "./media.test.support.ts";
import { spawnServer } from "./server-process.test.support.ts";

function has(command: string): boolean {
  try {
    execFileSync(command, ["--version"]);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!has("prlimit"))("without descriptors left (needs prlimit)", () => {
  test("new files are 503 with a log line, files in memory are served, and afterwards all are", async () => {
    using tree = createTree({ "media/known.css": "known", "media/new.css": "new", "media/big": "x".repeat(600_000) });
    await using server = await spawnServer(siteOf(tree), ["prlimit", "--nofile=64"]);
    // A file that was just written is not kept in memory yet.
    await untilSettled(tree.path("media/known.css"));
    expect((await server.ask("/media/known.css")).text).toBe("known");
    await server.command("exhaust");
    expect((await server.ask("/media/known.css")).text).toBe("known");
    for (const target of ["/media/new.css", "/media/big", "/media/"]) {
      const answer = await server.ask(target);
      expect([target, answer.status, answer.headers.get("retry-after")]).toEqual([target, 503, "1"]);
    }
    expect((await server.ask("/media/none.css")).status).toBe(404);
    expect(server.stderr()).toMatch(/\/media\/new\.css: .*EMFILE/);
    await server.command("release");
    expect((await server.ask("/media/new.css")).text).toBe("new");
    expect((await server.ask("/media/big")).body).toHaveLength(600_000);
    expect((await server.ask("/media/")).status).toBe(200);
  });
});

const isRoot = process.getuid?.() === 0;

describe.skipIf(isRoot && !has("setpriv"))("without permission to read (needs setpriv, for root may read all)", () => {
  test("a file, a directory, and a file behind an unreadable override are 403; all others are served", async () => {
    using tree = createTree({
      "media/closed.css": "",
      "media/closed-dir/x.css": "",
      "media/admin/css/x.css": "",
      "media/link.css": { link: "closed-dir/x.css" },
      "media/ok.css": "fine",
      "admin/media/css/x.css": "theirs",
    });
    chmodSync(tree.root, 0o755);
    for (const name of ["media/closed.css", "media/closed-dir", "media/admin/css"]) chmodSync(tree.path(name), 0);
    const prefix = isRoot ? ["setpriv", "--reuid", "65534", "--clear-groups"] : [];
    await using server = await spawnServer(siteOf(tree, ["admin"]), prefix);
    for (const name of ["closed.css", "closed-dir/", "closed-dir/x.css", "admin/css/x.css", "link.css"]) {
      const { status, text } = await server.ask(`/media/${name}`);
      expect([name, status, text]).toEqual([name, 403, "The server has no permission to read this.\n"]);
    }
    expect((await server.ask("/media/ok.css")).text).toBe("fine");
    const listing = (await server.ask("/media/")).text;
    expect(listing).toContain("ok.css");
    expect(listing).not.toContain("link.css");
    expect((await server.ask("/media/none.css")).status).toBe(404);
    chmodSync(tree.path("media/closed.css"), 0o644);
    expect((await server.ask("/media/closed.css")).status).toBe(200);
    for (const name of ["media/closed-dir", "media/admin/css"]) chmodSync(tree.path(name), 0o755);
  });
});
