import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { startServer } from "./server-process.ts";

const packages = fileURLToPath(new URL("../packages", import.meta.url));

function binOf(name: "devserver" | "syncmedia"): string {
  const manifest = JSON.parse(readFileSync(path.join(packages, name, "package.json"), "utf8")) as {
    readonly bin: Readonly<Record<string, string>>;
  };
  return path.join(packages, name, manifest.bin[name] ?? "");
}

const SITE = {
  "settings.mjs": 'export default { DEBUG: true, INSTALLED_APPS: ["./admin"] };',
  "admin/media/copied.css": "app",
  "admin/media/edited.css": "app",
  "admin/media/mine.css": "app",
  "media/admin/mine.css": "mine",
};

describe("after syncmedia has copied into MEDIA_ROOT, devserver start", () => {
  test("warns that the copies hide the apps' files, and distinguishes copies from overrides in its listings", async () => {
    using tree = createTree(SITE);
    execFileSync(process.execPath, [binOf("syncmedia")], { cwd: tree.root });
    tree.write({ "media/admin/edited.css": "edited by hand" });
    const start = [binOf("devserver"), "start", "--port", "0"];
    await using server = await startServer(process.execPath, start, { cwd: tree.root });
    await expect.poll(server.output, { timeout: 10_000 }).toContain("holds 2 copies that syncmedia made");
    expect(server.output()).toContain("They hide your changes to the media of the apps.");

    const listing = `${server.address}/media/admin/`;
    const asHtml = await fetch(listing, { headers: { Accept: "text/html" } });
    const html = await asHtml.text();
    expect(html).toMatch(/copied\.css.*syncmedia copy.*shadows admin/);
    expect(html.match(/>syncmedia copy/g)).toHaveLength(1);
    expect(html).toContain("changes of that file do not show. Run <code>syncmedia</code>");
    const asJson = await fetch(listing, { headers: { Accept: "application/json" } });
    const { entries } = (await asJson.json()) as { readonly entries: readonly { name: string; copy: boolean }[] };
    const copies = Object.fromEntries(entries.map(({ name, copy }) => [name, copy]));
    expect(copies).toEqual({ "copied.css": true, "edited.css": false, "mine.css": false });
  });

  test("says at each edit of an app's file that its copy is served, wherever the file is", async () => {
    using tree = createTree({ ...SITE, "admin/media/css/deep/base.css": "app" });
    execFileSync(process.execPath, [binOf("syncmedia")], { cwd: tree.root });
    const start = [binOf("devserver"), "start", "--port", "0"];
    await using server = await startServer(process.execPath, start, { cwd: tree.root });
    const edits = async (logicalPath: string, file: string): Promise<void> => {
      expect(await (await fetch(`${server.address}/media/${logicalPath}`)).text()).toBe("app");
      let edit = 0;
      // The directory is watched a moment after the answer.
      await expect
        .poll(
          () => {
            tree.write({ [file]: `edit ${(edit += 1)}` });
            return server.output();
          },
          { timeout: 10_000, interval: 200 },
        )
        .toContain(`${logicalPath} changed, but MEDIA_ROOT holds syncmedia's copy, which is served: run syncmedia`);
    };
    await edits("admin/copied.css", "admin/media/copied.css");
    await edits("admin/css/deep/base.css", "admin/media/css/deep/base.css");
    expect(server.output()).not.toContain("mine.css changed");
    tree.write({ "admin/media/mine.css": "an app's new file, which an override hides" });
    await edits("admin/edited.css", "admin/media/edited.css");
    expect(server.output()).not.toContain("mine.css changed");
  });

  test("says nothing of the kind without copies", async () => {
    using tree = createTree(SITE);
    const start = [binOf("devserver"), "start", "--port", "0"];
    await using server = await startServer(process.execPath, start, { cwd: tree.root });
    expect((await fetch(`${server.address}/media/admin/mine.css`)).status).toBe(200);
    expect(server.output()).not.toContain("syncmedia");
  });
});

test("devserver override takes a copy that syncmedia made for no override", () => {
  using tree = createTree(SITE);
  execFileSync(process.execPath, [binOf("syncmedia")], { cwd: tree.root });
  const command = [binOf("devserver"), "override", "admin/copied.css"];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: tree.root, encoding: "utf8" });
  expect([status, stderr]).toEqual([1, expect.stringContaining("OVERRIDE_COPY")]);
});
