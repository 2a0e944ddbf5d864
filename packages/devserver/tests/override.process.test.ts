import { existsSync, readFileSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runCli, startCli } from "./cli.test.support.ts";

const CSS = "a {}\nb {}\nc {}\nd {}\ne {}\n";

const site = (): TestTree =>
  createTree({
    "settings.ts": `export default { INSTALLED_APPS: ["kit", "./blog"], TEMPLATES: { DIRS: ["templates"] } };`,
    "node_modules/kit/package.json": `{ "name": "kit", "version": "1.0.0" }`,
    "node_modules/kit/media/kit.css": CSS,
    "node_modules/kit/media/logo.png": Uint8Array.of(0, 1),
    "blog/app.ts": `export default { templates: "views" };`,
    "blog/views/blog/post.html": "<p>post</p>\n",
  });

const release = (tree: TestTree, css: string): void =>
  tree.write({
    "node_modules/kit/package.json": `{ "name": "kit", "version": "1.1.0" }`,
    "node_modules/kit/media/kit.css": css,
  });

const read = (tree: TestTree, file: string): string => readFileSync(tree.path(file), "utf8");

describe("devserver override", () => {
  test("copies media and templates to where they win, and remembers where they came from", async () => {
    using tree = site();
    const media = await runCli(tree.root, ["override", "/media/kit/kit.css"]);
    expect(media).toEqual({ code: 0, stderr: "", stdout: "copied  kit/kit.css  to media/kit/kit.css\n" });
    const template = await runCli(tree.root, ["override", "--template", "blog/post.html"]);
    expect(template.stdout).toBe("copied  blog/post.html  to templates/blog/post.html\n");
    expect(read(tree, "media/kit/kit.css")).toBe(CSS);
    expect(read(tree, "templates/blog/post.html")).toBe("<p>post</p>\n");
    const record = read(tree, ".mediaroot/overrides.json");
    expect(record).not.toContain(tree.root);
    expect(JSON.parse(record)).toMatchObject({
      format: 1,
      overrides: [
        { kind: "media", path: "kit/kit.css", label: "kit", package: "kit", version: "1.0.0" },
        { kind: "template", path: "blog/post.html", label: "blog", directory: "views", package: null, version: null },
      ],
    });
    const found = await runCli(tree.root, ["find", "--json", "kit/kit.css"]);
    expect(JSON.parse(found.stdout)).toMatchObject({ paths: [{ file: tree.path("media/kit/kit.css") }] });
  });

  test("refuses what no app has, what exists and a link into the app, and writes nothing", async () => {
    using tree = site();
    const missing = await runCli(tree.root, ["override", "kit/logo.png", "kit/kit.cs"]);
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(missing.stderr).toContain(
      'OVERRIDE_NOT_FOUND No installed app has a media file "kit/kit.cs". Did you mean "kit/kit.css"?',
    );
    const template = await runCli(tree.root, ["override", "--template", "blog/pots.html"]);
    expect(template.stderr).toContain('Did you mean "blog/post.html"?');
    expect(existsSync(tree.path("media"))).toBe(false);
    tree.write({ "media/kit/kit.css": "mine" });
    const exists = await runCli(tree.root, ["override", "kit/kit.css"]);
    expect(exists.code).toBe(2);
    expect(exists.stderr).toContain("devserver override --adopt kit/kit.css");
    expect(read(tree, "media/kit/kit.css")).toBe("mine");
    using linked = site();
    linked.write({ "media/kit": { link: "../node_modules/kit/media" } });
    const link = await runCli(linked.root, ["override", "kit/logo.png"]);
    expect(link.stderr).toContain("OVERRIDE_LINKED");
    expect(existsSync(tree.path(".mediaroot"))).toBe(false);
  });

  test("ends with 2 without a path, and for --keep without --update", async () => {
    using tree = site();
    expect((await runCli(tree.root, ["override"])).code).toBe(2);
    expect((await runCli(tree.root, ["override", "--keep", "kit/kit.css"])).code).toBe(2);
    expect((await runCli(tree.root, ["override", "--update", "--take"])).code).toBe(2);
  });
});

describe("an override of which the app has changed", () => {
  test("is reported by the list, by find with the difference, and in one line at the start", async () => {
    using tree = site();
    await runCli(tree.root, ["override", "kit/kit.css"]);
    const before = await runCli(tree.root, ["override", "--list"]);
    expect(before.stdout).toBe("current  media     kit/kit.css  kit 1.0.0\n");
    release(tree, CSS.replace("b", "bb"));
    const list = await runCli(tree.root, ["override", "--list"]);
    expect(list.stdout).toBe("changed  media     kit/kit.css  kit 1.0.0 -> 1.1.0\n");
    const found = await runCli(tree.root, ["find", "kit/kit.css"]);
    expect(found.stdout).toContain("changed in the app since it was copied  kit 1.0.0 -> 1.1.0");
    expect(found.stdout).toContain("\n-b {}\n+bb {}\n");
    await using server = await startCli(tree.root);
    const { message } = await server.event("warning");
    expect(message).toContain("Since you copied them, apps have changed kit/kit.css (kit 1.0.0 -> 1.1.0).");
  });

  test("is merged with the app's changes, and then counts as current", async () => {
    using tree = site();
    await runCli(tree.root, ["override", "kit/kit.css"]);
    tree.write({ "media/kit/kit.css": CSS.replace("d", "mine") });
    release(tree, CSS.replace("b", "bb"));
    const { code, stdout } = await runCli(tree.root, ["override", "--update"]);
    expect([code, stdout]).toEqual([0, "merged  media/kit/kit.css  with what kit has changed\n"]);
    expect(read(tree, "media/kit/kit.css")).toBe("a {}\nbb {}\nc {}\nmine {}\ne {}\n");
    expect((await runCli(tree.root, ["override", "--update"])).stdout).toBe("There is nothing to do.\n");
  });

  test("is left as it is where both have changed the same lines, until somebody decides", async () => {
    using tree = site();
    await runCli(tree.root, ["override", "kit/kit.css"]);
    tree.write({ "media/kit/kit.css": CSS.replace("b", "mine") });
    release(tree, CSS.replace("b", "yours").replace("e", "ee"));
    const refused = await runCli(tree.root, ["override", "--update", "kit/kit.css"]);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("media/kit/kit.css:2\n");
    expect(refused.stdout).toContain("devserver override --update --take kit/kit.css");
    expect(read(tree, "media/kit/kit.css")).toBe(CSS.replace("b", "mine"));
    const marked = await runCli(tree.root, ["override", "--update", "--mark", "--json", "kit/kit.css"]);
    expect(read(tree, "media/kit/kit.css")).toContain("=======\nyours {}\n>>>>>>> the app now\nc {}\nd {}\nee {}\n");
    const { overrides } = JSON.parse(marked.stdout) as { overrides: [{ outcome: string; replaced: string }] };
    expect(overrides[0].outcome).toBe("marked");
    expect(readFileSync(overrides[0].replaced, "utf8")).toBe(CSS.replace("b", "mine"));
  });

  test("is kept or replaced as a whole if it is no text, and what is replaced is kept", async () => {
    using tree = site();
    await runCli(tree.root, ["override", "kit/logo.png"]);
    tree.write({ "media/kit/logo.png": Uint8Array.of(0, 2), "node_modules/kit/media/logo.png": Uint8Array.of(0, 3) });
    const refused = await runCli(tree.root, ["override", "--update"]);
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining("it is no text. Nothing was written.")]);
    const taken = await runCli(tree.root, ["override", "--update", "--take", "--json", "kit/logo.png"]);
    expect([...readFileSync(tree.path("media/kit/logo.png"))]).toEqual([0, 3]);
    const { overrides } = JSON.parse(taken.stdout) as { overrides: [{ replaced: string }] };
    expect([...readFileSync(overrides[0].replaced)]).toEqual([0, 2]);
  });

  test("is named when the app has the file no more, and when the record is broken the start says what to do", async () => {
    using tree = site();
    tree.write({ "media/kit/kit.css": "mine", "templates/blog/post.html": "mine" });
    await runCli(tree.root, ["override", "--adopt", "kit/kit.css"]);
    await runCli(tree.root, ["override", "--adopt", "--template", "blog/post.html"]);
    tree.write({ "settings.ts": `export default { INSTALLED_APPS: ["./blog"] };` });
    const { stdout } = await runCli(tree.root, ["override", "--list"]);
    expect(stdout).toContain("gone     media     kit/kit.css  gone from kit 1.0.0\n");
    expect(stdout).toContain("current  template  blog/post.html  blog\n");
    tree.write({ ".mediaroot/overrides.json": "<<<<<<< HEAD" });
    const broken = await runCli(tree.root, ["override", "--list"]);
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining("OVERRIDES_INVALID")]);
    await using server = await startCli(tree.root);
    expect((await server.event("warning")).message).toContain("Restore it from version control.");
  });
});
