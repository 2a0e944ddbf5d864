import path from "node:path";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runCli } from "./cli.test.support.ts";

const site = (): TestTree =>
  createTree({
    "settings.ts": `export default { INSTALLED_APPS: ["./contrib/admin", "./blog"], URLS: { "/": "blog", "/more/": "blog" },
      MEDIA_URL: process.env.MEDIA_URL ?? "/media/", ADMIN_MEDIA_PREFIX: "/adminmedia/" };`,
    ".env": "MEDIA_URL=/static/\n",
    "media/admin/css/base.css": "override",
    "contrib/admin/media/css/base.css": "shipped",
    "contrib/admin/media/css/forms.css": "shipped",
    "contrib/admin/templates/admin/x.html": "",
    "blog/": "",
  });

describe("devserver find", () => {
  test("shows each place in order with what is there", async () => {
    using tree = site();
    const { code, stdout, stderr } = await runCli(tree.root, ["find", "admin/css/base.css"]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toEqual([
      "admin/css/base.css",
      `  found      project  ${tree.path("media/admin/css/base.css")}`,
      `  shadowed   admin    ${tree.path("contrib/admin/media/css/base.css")}`,
      "",
    ]);
  });

  test("suggests what was meant where nothing is served", async () => {
    using tree = site();
    const { code, stdout } = await runCli(tree.root, ["find", "admin/css/form.css", "admn/css/base.css", "admin/css"]);
    expect(code).toBe(1);
    expect(stdout).toContain(`There is no such file. Did you mean "admin/css/forms.css"?\nadmn/css/base.css`);
    expect(stdout).toContain(`There is no such file. Did you mean "admin/css/base.css"?\nadmin/css`);
    expect(stdout).toMatch(/directory {2}admin .*\n {2}It is a directory/);
    const json = await runCli(tree.root, ["find", "--json", "admin/css/form.css"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ paths: [{ file: null, near: ["admin/css/forms.css"] }] });
  });

  test("takes a path with MEDIA_URL as .env says it", async () => {
    using tree = site();
    const { code, stdout } = await runCli(tree.root, ["find", "/static/admin/css/forms.css"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`found      admin    ${tree.path("contrib/admin/media/css/forms.css")}`);
  });

  test("prints one JSON document, and ends with 1 when a path is nowhere", async () => {
    using tree = site();
    const { code, stdout, stderr } = await runCli(tree.root, ["find", "--json", "admin/css/base.css", "nope", "../x"]);
    expect(code).toBe(1);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      paths: [
        {
          path: "admin/css/base.css",
          file: tree.path("media/admin/css/base.css"),
          places: [{ outcome: "found" }, { outcome: "shadowed" }],
        },
        { path: "nope", file: null, places: [{ source: "project", outcome: "absent" }] },
        { path: "../x", file: null, refused: "has a dot segment" },
      ],
    });
  });

  test("--template shows each place of a template in order, those of apps' own directories too", async () => {
    using tree = site();
    tree.write({
      "templates/admin/x.html": "",
      "blog/app.ts": `export default { templates: "views" };`,
      "blog/views/b.html": "",
    });
    const found = await runCli(tree.root, ["find", "--template", "admin/x.html", "b.html"]);
    expect([found.code, found.stderr]).toEqual([0, ""]);
    expect(found.stdout.split("\n")).toEqual([
      "admin/x.html",
      `  found      project  ${tree.path("templates/admin/x.html")}`,
      `  shadowed   admin    ${tree.path("contrib/admin/templates/admin/x.html")}`,
      `  absent     blog     ${tree.path("blog/views/admin/x.html")}`,
      "b.html",
      `  absent     project  ${tree.path("templates/b.html")}`,
      `  absent     admin    ${tree.path("contrib/admin/templates/b.html")}`,
      `  found      blog     ${tree.path("blog/views/b.html")}`,
      "",
    ]);
    const missing = await runCli(tree.root, ["find", "--template", "admin/y.html", "admin", "../x"]);
    expect(missing.code).toBe(1);
    expect(missing.stdout).toContain('There is no such file. Did you mean "admin/x.html"?');
    expect(missing.stdout).toContain("It is a directory; name a file in it.");
    expect(missing.stdout).toMatch(/^\.\.\/x\n {2}refused {2}it has a dot segment/m);
    const { stdout } = await runCli(tree.root, ["find", "--template", "--json", "b.html"]);
    expect(JSON.parse(stdout)).toMatchObject({
      paths: [{ path: "b.html", file: tree.path("blog/views/b.html"), near: [] }],
    });
  });

  test("finds the settings that --settings or MEDIAROOT_SETTINGS names, the flag first", async () => {
    using tree = site();
    using elsewhere = createTree({ "other.mjs": "export default {};" });
    const env = { MEDIAROOT_SETTINGS: tree.path("settings.ts") };
    expect((await runCli(elsewhere.root, ["find", "admin/css/base.css"], env)).code).toBe(0);
    expect((await runCli(elsewhere.root, ["find", "admin/css/base.css", "--settings", "other.mjs"], env)).code).toBe(1);
    const missing = await runCli(elsewhere.root, ["find", "x", "--settings", "nope.ts"]);
    expect(missing).toMatchObject({ code: 2, stdout: "" });
    expect(missing.stderr).toContain("nope.ts");
  });

  test("ends with 2 without a path, and with 1 on a broken settings file, reported without a stack", async () => {
    using tree = site();
    expect((await runCli(tree.root, ["find"])).code).toBe(2);
    tree.write({ "settings.ts": "export default { MEDIA_URL: 1, TYPO: 2 };" });
    const { code, stderr } = await runCli(tree.root, ["find", "x"]);
    expect(code).toBe(1);
    expect(stderr).toContain("MEDIA_URL");
    expect(stderr).toContain("TYPO");
    expect(stderr).not.toContain("    at ");
  });
});

describe("devserver apps", () => {
  test("lists each app with its version, place, media, overrides and prefixes", async () => {
    using tree = site();
    tree.write({
      "settings.ts": `export default { INSTALLED_APPS: ["./contrib/admin", "./blog", "@acme/shop", { name: "easymde", media: "dist" },
        { name: "katex", media: "." }], URLS: { "/": "blog", "/more/": "blog" } };`,
      "package.json": `{ "type": "module", "version": "9.9.9" }`,
      "node_modules/@acme/shop/package.json": `{ "version": "1.0.0" }`,
      "node_modules/easymde/package.json": `{ "version": "2.21.0" }`,
      "node_modules/easymde/dist/easymde.js": "x".repeat(2500),
      "node_modules/katex/katex.css": "css",
      "node_modules/katex/.hidden": "is not served",
    });
    const { code, stdout, stderr } = await runCli(tree.root, ["apps"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")).toEqual([
      "label    version  place                      files   bytes  overrides  routes",
      "admin    -        contrib/admin                  2    14 B          1  -",
      "blog     -        blog                           0     0 B          0  / /more/",
      "shop     1.0.0    node_modules/@acme/shop        0     0 B          0  -",
      "easymde  2.21.0   node_modules/easymde/dist      1  2.5 kB          0  -",
      "katex    -        node_modules/katex             1     3 B          0  -",
      "",
    ]);
  });

  test("says in red which media is not there, with the directory that is near", async () => {
    using tree = site();
    tree.write({
      "settings.ts": `export default { INSTALLED_APPS: [{ name: "./blog", media: "dst" }] };`,
      "blog/dist/x.css": "",
    });
    const { stdout } = await runCli(tree.root, ["apps"], { FORCE_COLOR: "1" });
    const message = `The media of "blog", ${tree.path("blog/dst")}, does not exist, though INSTALLED_APPS names it. Did you mean "dist"?`;
    expect(stdout).toContain(`\u001B[31m${message}`);
    const { apps } = JSON.parse((await runCli(tree.root, ["apps", "--json"])).stdout) as { apps: readonly object[] };
    expect(apps).toMatchObject([{ media: null, missing: expect.stringContaining(message) }]);
  });

  test("prints one JSON document", async () => {
    using tree = site();
    const { stdout } = await runCli(tree.root, ["apps", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      apps: [
        {
          label: "admin",
          name: "./contrib/admin",
          version: null,
          directory: tree.path("contrib/admin"),
          place: path.join("contrib", "admin"),
          media: tree.path("contrib/admin/media"),
          missing: null,
          files: 2,
          bytes: 14,
          overrides: 1,
          templates: tree.path("contrib/admin/templates"),
          error: null,
          urls: [],
        },
        {
          label: "blog",
          name: "./blog",
          version: null,
          directory: tree.path("blog"),
          place: "blog",
          media: null,
          missing: null,
          files: 0,
          bytes: 0,
          overrides: 0,
          templates: null,
          error: null,
          urls: ["/", "/more/"],
        },
      ],
    });
  });

  test("shows the template directory that an app's own app.ts names, and prints what that prints elsewhere", async () => {
    using tree = site();
    tree.write({
      "settings.ts": `export default { INSTALLED_APPS: ["./blog"] };`,
      "blog/app.ts": `setInterval(() => {}, 1000); console.log("printed"); export default { templates: { dir: "views" } };`,
      "blog/views/x.html": "",
    });
    const { stdout, stderr } = await runCli(tree.root, ["apps", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ apps: [{ templates: tree.path("blog/views") }] });
    expect(stderr).toBe("printed\n");
  });

  test("lists an app whose app.ts throws all the same, and ends with 1", async () => {
    using tree = site();
    tree.write({ "blog/app.ts": `throw new Error("broken on purpose");` });
    const { code, stdout, stderr } = await runCli(tree.root, ["apps"]);
    expect(code).toBe(1);
    expect(stdout).toContain('The app.ts of "blog" cannot be imported.');
    expect(stdout).toMatch(/^admin .* contrib\/admin /m);
    expect(stderr).toContain("broken on purpose");
  });

  test("colours nothing for a pipe, and something when it is forced to", async () => {
    using tree = site();
    expect((await runCli(tree.root, ["apps"])).stdout).not.toContain("\u001B");
    expect((await runCli(tree.root, ["apps"], { FORCE_COLOR: "1" })).stdout).toContain("\u001B");
    expect((await runCli(tree.root, ["apps"], { NO_COLOR: "1" })).stdout).not.toContain("\u001B");
  });
});
