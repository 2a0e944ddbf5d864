import { expect, test } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite, settingsText, snapshot } from "./scratch.test.support.ts";

test.each(["dist/jquery.js", "disst"])(
  "an app whose media is %s, no directory, is named and none of its copies is removed",
  async (media) => {
    using site = createSite({
      "node_modules/jquery/dist/jquery.js": "jquery",
      "node_modules/jquery/package.json": "{}",
    });
    const write = (of: string): void =>
      site.write({ "settings.ts": settingsText({ INSTALLED_APPS: [{ name: "jquery", media: of }] }) });
    write("dist");
    expect((await runSyncmedia(site.root)).code).toBe(0);
    write(media);
    for (const args of [[], ["--check"]]) {
      const { code, stdout, stderr } = await runSyncmedia(site.root, ...args);
      expect(code).not.toBe(0);
      expect(stdout + stderr).toContain(media);
    }
    expect(snapshot(site.path("media"))).toEqual({ "jquery/jquery.js": "jquery" });
  },
);
