import { expect, test } from "vitest";
import { runSyncmedia } from "../run-syncmedia.test.support.ts";
import { settingsText } from "../scratch.test.support.ts";
import type { BucketSuite } from "./bucket-suite.test.support.ts";

/** Tests what goes, and what stays because it is kept or somebody else's. */
export function testOwnership(suite: BucketSuite): void {
  test("removes an app: plain objects at once, content-named ones when KEEP says so, and nothing of others", async () => {
    using one = suite.site({ SYNCMEDIA: { KEEP: { RELEASES: 2, DAYS: 0 } } });
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    await suite.bucket.send("PUT", `${one.prefix}/blog/mine.css`, { body: "mine" });
    await suite.bucket.send("PUT", `${one.prefix}/blog/new.css`, { body: "mine too" });
    const settings = { INSTALLED_APPS: ["./contrib/admin"], SYNCMEDIA: { KEEP: { RELEASES: 2, DAYS: 0 } } };
    one.write({ "settings.ts": settingsText(settings), "contrib/admin/media/new.css": "a" });
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash")).code).toBe(0);
    const named = (keys: readonly string[]): readonly string[] => keys.filter((key) => key.includes("/blog/"));
    expect(named(await suite.bucket.keys(one.prefix)).map((key) => key.replace(/\.[0-9a-f]{16}\./, ".HASH."))).toEqual([
      `${one.prefix}/blog/js/a.HASH.mjs`,
      `${one.prefix}/blog/js/core.HASH.mjs`,
      `${one.prefix}/blog/mine.css`,
      `${one.prefix}/blog/new.css`,
    ]);
    one.write({ "contrib/admin/media/new.css": "b" });
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(named(await suite.bucket.keys(one.prefix))).toEqual([
      `${one.prefix}/blog/mine.css`,
      `${one.prefix}/blog/new.css`,
    ]);
  });

  test("leaves what somebody else has put at a plain name, and takes the name once it is free", async () => {
    using one = suite.site();
    await suite.bucket.send("PUT", `${one.prefix}/admin/css/forms.css`, { body: "mine" });
    const first = await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("kept admin/css/forms.css: an object that is not syncmedia's");
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash", "--check")).code).toBe(0);
    expect(await (await suite.bucket.visit(`${one.prefix}/admin/css/forms.css`)).text()).toBe("mine");
    await suite.bucket.send("DELETE", `${one.prefix}/admin/css/forms.css`);
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(await (await suite.bucket.visit(`${one.prefix}/admin/css/forms.css`)).text()).toContain("blue");
  });
}
