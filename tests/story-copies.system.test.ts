import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { editorLooks, logIn, WHOLE_EDITOR } from "./admin-visit.ts";
import { copyBlog } from "./blog-copy.ts";
import { hasBrowser, openPage, styleOf } from "./browser.ts";
import { hasExfat, mountExfat } from "./exfat-volume.ts";
import { addUser, hasNginx, startProduction, syncmedia, USER } from "./production-site.ts";

const isMissing = !hasBrowser || !hasNginx || !hasExfat;

describe.skipIf(isMissing)("deployed where links are refused (needs root, exFAT, nginx and /usr/bin/chromium)", () => {
  test("links change nothing, copies serve the same bytes, upgrades arrive, and an override survives", async () => {
    using site = copyBlog();
    using volume = mountExfat();
    addUser(site);

    const refused = syncmedia(site, ["--link"], volume.root);
    expect(refused.status).toBe(1);
    expect(refused.output).toContain("ln -s");
    expect(refused.output).toContain("--copy");
    expect(readdirSync(volume.root).filter((name) => name !== ".syncmedia")).toEqual([]);

    const override = path.join(volume.root, "teslablog/img/logo.svg");
    mkdirSync(path.dirname(override), { recursive: true });
    writeFileSync(override, site.read("media/teslablog/img/logo.svg"));

    await using server = await startProduction(site, ["--auto", "--media-root", volume.root]);
    for (const file of ["css/base.css", "js/SelectFilter2.js", "img/icon.svg"]) {
      const answer = await fetch(`${server.address}/media/admin/${file}`);
      expect(await answer.text()).toBe(site.read(`contrib/admin/media/${file}`));
    }
    await using visit = await openPage(server.address);
    const { page, complaints } = visit;
    await logIn(page, USER);
    await page.goto("/admin/posts/add/");
    expect(await editorLooks(page)).toEqual(WHOLE_EDITOR);

    site.edit("contrib/admin/media/css/theme.css", (text) =>
      text.replace(/--admin-bar: [^;]+;/, "--admin-bar: rgb(7, 8, 9);"),
    );
    await page.reload();
    expect(await styleOf(page, ".bar", "background-color")).not.toBe("rgb(7, 8, 9)");
    expect(syncmedia(site, ["--auto"], volume.root)).toMatchObject({ status: 0 });
    await page.reload();
    expect(await styleOf(page, ".bar", "background-color")).toBe("rgb(7, 8, 9)");

    expect(readFileSync(override, "utf8")).toBe(site.read("media/teslablog/img/logo.svg"));
    const logo = await fetch(`${server.address}/media/teslablog/img/logo.svg`);
    expect(await logo.text()).toBe(site.read("media/teslablog/img/logo.svg"));
    expect(complaints).toEqual([]);
  });
});
