import { describe, expect, test } from "vitest";
import { createSite, settingsText, snapshot, stateOf, syncmedia } from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { why } from "./volume.test.support.ts";

const MEDIA = { "contrib/admin/media/js/core.js": "core", "blog/media/b.css": "b", "media/uploads/u.png": "upload" };
const LINKS = { admin: "-> ../contrib/admin/media", blog: "-> ../blog/media", "uploads/u.png": "upload" };
const COPIES = { "admin/js/core.js": "core", "blog/b.css": "b", "uploads/u.png": "upload" };

describe.skipIf(!canStrace)(`where links are refused${why("strace", canStrace)}`, () => {
  test.each([
    { how: "as not supported", inject: "error=EOPNOTSUPP", says: "does not support links (ENOTSUP)" },
    { how: "as an unknown system call", inject: "error=ENOSYS", says: "does not support links (ENOSYS)" },
    { how: "as not permitted", inject: "error=EPERM", says: "does not allow links (EPERM)" },
    { how: "for want of access", inject: "error=EACCES", says: "may not write there (EACCES)" },
    { how: "by success, and nothing there", inject: "retval=0", says: "reported success and made no link" },
  ])("$how: --link says why and changes nothing, --auto copies and says so", ({ inject, says }) => {
    using site = createSite(MEDIA);
    const before = snapshot(site.path("media"));
    const linked = tampered(site.root, { calls: CALLS.symlink, inject }, "--link");
    expect(linked).toMatchObject({ code: 1, stderr: "" });
    expect(linked.stdout).toContain(says);
    expect(linked.stdout).toContain(`ln -s ../blog/media ${site.path("media/blog")}`);
    expect(linked.stdout).toContain("--auto");
    expect(snapshot(site.path("media"))).toEqual(before);
    expect(stateOf(site.path("media"))).toEqual([]);

    const auto = tampered(site.root, { calls: CALLS.symlink, inject }, "--auto");
    expect(auto).toMatchObject({ code: 0, stderr: "" });
    expect(auto.stdout).toContain("admin, blog are copied, not linked");
    expect(auto.stdout).toContain(says);
    expect(snapshot(site.path("media"))).toEqual(COPIES);

    expect(syncmedia(site.root, "--auto").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual(LINKS);
  });
});

describe.skipIf(!canStrace)(`links are all or nothing${why("strace", canStrace)}`, () => {
  test.each([
    { from: "nothing", before: [], fault: "error=EPERM", calls: CALLS.symlink },
    { from: "nothing", before: [], fault: "retval=0", calls: CALLS.symlink },
    { from: "nothing", before: [], fault: "error=EIO", calls: CALLS.rename },
    { from: "copies", before: ["--copy"], fault: "error=EPERM", calls: CALLS.symlink },
    { from: "copies", before: ["--copy"], fault: "error=EIO", calls: CALLS.rename },
  ])("from $from, whichever $calls fails by $fault", ({ before, calls, fault }) => {
    for (let [nth, code] = [1, undefined as number | null | undefined]; code !== 0; nth += 1) {
      using site = createSite(MEDIA);
      for (const method of before) syncmedia(site.root, method);
      const stood = snapshot(site.path("media"));
      const faulty = tampered(site.root, { calls, inject: `${fault}:when=${nth}` }, "--link");
      code = faulty.code;
      const left = snapshot(site.path("media"));
      if (code === 0) expect(left).toEqual(LINKS);
      else expect([stood, LINKS], `${nth}: ${faulty.stdout}`).toContainEqual(left);
      if (code !== 0) expect(faulty.stdout, `${nth}: ${faulty.stderr}`).toMatch(/not linked|failed/);
      expect(syncmedia(site.root, "--link"), `${nth}: ${faulty.stdout}`).toMatchObject({ code: 0 });
      expect(snapshot(site.path("media"))).toEqual(LINKS);
      expect(stateOf(site.path("media"))).toEqual(["ledger.json"]);
    }
  });

  test("and say how much else is left undone when they fail", () => {
    using site = createSite(MEDIA);
    syncmedia(site.root);
    site.write({ "settings.ts": settingsText({ INSTALLED_APPS: ["./blog"] }) });
    const { code, stdout } = tampered(site.root, { calls: CALLS.rename, inject: "error=EIO:when=1" }, "--link");
    expect(code).toBe(1);
    expect(stdout).toContain("Left undone: 1 more. Run syncmedia again.");
    expect(snapshot(site.path("media"))).toEqual(COPIES);
    expect(syncmedia(site.root, "--link").code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ blog: LINKS.blog, "uploads/u.png": "upload" });
  });

  test.each([
    { fault: "error=EIO", calls: CALLS.rename },
    { fault: "error=EIO", calls: CALLS.unlink },
    { fault: "error=EIO", calls: CALLS.mkdir },
    { fault: "error=ENOSPC", calls: "pwrite64" },
  ])("and stand until all their copies are there, whichever $calls fails by $fault", ({ calls, fault }) => {
    for (let nth = 1; nth < 6; nth += 1) {
      using site = createSite(MEDIA);
      syncmedia(site.root, "--link");
      const { code, stdout, stderr } = tampered(site.root, { calls, inject: `${fault}:when=${nth}` });
      const left = snapshot(site.path("media"));
      for (const [app, copy] of Object.entries({ admin: "admin/js/core.js", blog: "blog/b.css" })) {
        expect([app in left, copy in left], `${nth}: ${app} ${stdout}`).toContain(true);
      }
      if (code !== 0) expect(stdout + stderr).toMatch(/failed|error/);
      expect(syncmedia(site.root), `${nth}: ${stdout}`).toMatchObject({ code: 0 });
      expect(snapshot(site.path("media"))).toEqual(COPIES);
      expect(snapshot(site.path("blog"))).toEqual({ "media/b.css": "b" });
    }
  });
});
