import { expect, describe, test } from "vitest";
import { createSite, snapshot, syncmedia } from "./scratch.test.support.ts";
import { CALLS, canStrace, tampered } from "./strace.test.support.ts";
import { why } from "./volume.test.support.ts";

describe.skipIf(!canStrace)(`--to, after a run in place was killed${why("strace", canStrace)}`, () => {
  test("publishes none of the copies that it has left as overrides", () => {
    for (let nth = 1; ; nth += 1) {
      using site = createSite({ "blog/media/a.css": "1", "blog/media/b.css": "1", "media/mine.css": "mine" });
      const killed = tampered(site.root, { calls: CALLS.rename, inject: `signal=KILL:when=${nth}` });
      site.write({ "blog/media/a.css": "2", "blog/media/b.css": "2" });
      expect(syncmedia(site.root, "--to", "dist").code).toBe(0);
      const published = { "blog/a.css": "2", "blog/b.css": "2", "mine.css": "mine" };
      expect(snapshot(site.path("dist")), `rename ${nth}`).toEqual(published);
      if (killed.code !== 0) continue;
      expect(nth).toBeGreaterThan(2);
      break;
    }
  });
});
